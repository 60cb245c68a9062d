#!/usr/bin/env bash
# tensorflow 2.21.0, Python 3.11, Linux, on the CPU, with glibc 2.36.
#
# Whether TensorFlow keeps the memory of large tensors depends on oneDNN, even in a graph without a single operation that
# oneDNN computes. With it (the default on processors with AVX-512 VNNI), large tensors come from a pool that is kept. Without
# it (the default on all others), each comes from malloc, which gets it from the system and gives it back: a graph whose
# temporaries take 23 MB has all of them cleared page by page in every step, and spends most of its time in the kernel.
# TF_CPU_ALLOCATOR_USE_BFC=true, which the documentation does not mention, gives TensorFlow a pool of its own on every
# processor. It has to be set before the first tensor exists.
#
# Output seen (pages of 4 kB that the system had to provide, per step; the matrix has 5,625):
#   oneDNN 0, pool false: 3826
#   oneDNN 1, pool false: 0
#   oneDNN 0, pool true: 0
# Exits non-zero if TensorFlow keeps the memory without oneDNN as well, or does not keep it with one of the two.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tensorflow==2.21.0
cat > "$folder/steps.py" <<'PYTHON'
import os
import resource

import tensorflow as tf

matrix = tf.Variable(tf.ones((10_000, 576)))
STEPS = 50


@tf.function
def step():
    matrix.assign(matrix * 0.5 + 1.0)


for _ in range(3):
    step()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(STEPS):
    step()
pages = (resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before) / STEPS
print(f"oneDNN {os.environ['TF_ENABLE_ONEDNN_OPTS']}, pool {os.environ['TF_CPU_ALLOCATOR_USE_BFC']}: {pages:.0f}")
PYTHON
for setting in "0 false" "1 false" "0 true"; do
    read -r onednn pool <<< "$setting"
    TF_ENABLE_ONEDNN_OPTS=$onednn TF_CPU_ALLOCATOR_USE_BFC=$pool "$folder/venv/bin/python" "$folder/steps.py" 2>/dev/null
done | tee "$folder/output"
few='[0-9]{1,2}$'
grep --quiet -E "oneDNN 0, pool false: [0-9]{4,}" "$folder/output"
grep --quiet -E "oneDNN 1, pool false: $few" "$folder/output"
grep --quiet -E "oneDNN 0, pool true: $few" "$folder/output"
