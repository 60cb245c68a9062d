#!/usr/bin/env bash
# TensorFlow 2.21.0, Python 3.11, Linux, CPU.
#
# With TF_XLA_FLAGS=--tf_xla_persistent_cache_directory=FOLDER, TensorFlow keeps what XLA compiles in files, for other
# processes. A file is found again by a hash of the signature, and another of the program, and both contain the name that
# tf.function gave it: its Python name and a number that counts all functions and names of the process, such as
# "__inference_layer_13". So the same function with the same shapes is found only by a process that traced exactly as many
# others before; after one more it is compiled again and gets a second file. --tf_xla_disable_strict_signature_checks makes
# no difference, and tf.function has no argument that fixes the name.
#
# Output seen: "files: 1 after the first process, 1 after the same again, 2 after one that traced another function first".
# Exits non-zero if the second process writes a file, or the third one none.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tensorflow==2.21.0
mkdir "$folder/cache"
cat > "$folder/compile.py" <<'PYTHON'
import sys

import tensorflow as tf

if "another" in sys.argv:
    tf.function(lambda number: number + 1)(tf.constant(1.0))


@tf.function(jit_compile=True, autograph=False)
def layer(inputs, kernel):
    return tf.tanh(tf.matmul(inputs, kernel))


layer(tf.ones((8, 4)), tf.ones((4, 2)))
PYTHON
export TF_XLA_FLAGS="--tf_xla_persistent_cache_directory=$folder/cache --tf_xla_disable_strict_signature_checks"
export TF_CPP_MIN_LOG_LEVEL=3

compile() {
    "$folder/venv/bin/python" "$folder/compile.py" "$@" 2>/dev/null
    find "$folder/cache" -type f | wc -l
}

first=$(compile) again=$(compile) after=$(compile another)
echo "files: $first after the first process, $again after the same again, $after after one that traced another function first"
[[ $first == 1 && $again == 1 && $after == 2 ]]
