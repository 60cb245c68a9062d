#!/usr/bin/env bash
# tensorflow 2.21.0, numpy 2.4.6, Python 3.11, Linux.
#
# A NumPy array that an operation in a `tf.function` takes becomes a constant of the graph. For numbers that is a copy of its
# memory. For bools TensorFlow has no such way: it converts the elements one by one in Python, so a mask of two million takes
# a hundred times as long as the same mask as int8, at every use and in every tracing. As an eager tensor, which the function
# captures, the mask takes no time.
#
# Output seen (seconds to trace a function that uses an array of 2,000,000 once; they differ from machine to machine):
#   bool 1.42
#   int8 0.01
#   bool tensor 0.00
# Exits non-zero if bools no longer take ten times as long as int8 or as a tensor of bools.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tensorflow==2.21.0 numpy==2.4.6
cat > "$folder/trace.py" <<'PYTHON'
import time

import numpy as np
import tensorflow as tf


def seconds_to_trace(array):
    """The shortest of three."""
    taken = []
    for _ in range(3):
        begun = time.perf_counter()
        tf.function(lambda: tf.identity(array)).get_concrete_function()
        taken.append(time.perf_counter() - begun)
    return min(taken)


mask = np.zeros(2_000_000, bool)
seconds_to_trace(np.zeros(1, np.int8))
bools, numbers, tensor = (seconds_to_trace(array) for array in (mask, mask.astype(np.int8), tf.constant(mask)))
print(f"bool {bools:.2f}", f"int8 {numbers:.2f}", f"bool tensor {tensor:.2f}", sep="\n")
assert bools > 10 * max(numbers, tensor), "bools are as fast as numbers now"
PYTHON
"$folder/venv/bin/python" "$folder/trace.py" 2>/dev/null
