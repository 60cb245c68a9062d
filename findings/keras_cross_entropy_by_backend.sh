#!/usr/bin/env bash
# keras 3.15.1 with tensorflow 2.21.0 and with jax 0.10.2, Python 3.11, Linux, on the CPU.
#
# The same Sequential with a sigmoid at its end and loss="binary_crossentropy" has another loss, and learns in another way,
# on another backend. On TensorFlow, Keras finds the logits before the sigmoid and computes the cross-entropy from them. On
# JAX (and on PyTorch 2.14.1) it clips the probability to 1e-7 … 1 - 1e-7: the loss of a sample ends at 16, and beyond that
# its gradient is 0, so a network that is very sure and wrong never learns otherwise. This shows in long trainings and with
# high learning rates. loss=BinaryCrossentropy(from_logits=True) without the sigmoid is equal on all three.
#
# Output seen:
#   tensorflow: loss 100.00, weight 1.00 -> 0.00
#   jax: loss 15.94, weight 1.00 -> 1.00
# Exits non-zero if both lose about 100, and both learn.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet keras==3.15.1 tensorflow==2.21.0 jax==0.10.2
cat > "$folder/learn.py" <<'PYTHON'
import keras
import numpy as np

network = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, activation="sigmoid", kernel_initializer="ones")])
network.compile(keras.optimizers.SGD(0.01), "binary_crossentropy")
# The network answers that the probability is 1 - 4e-44. The truth is 0.
loss = network.fit(np.array([[100.0]]), np.array([0.0]), verbose=0).history["loss"][0]
print(f"{keras.backend.backend()}: loss {loss:.2f}, weight 1.00 -> {float(network.get_weights()[0][0, 0]):.2f}")
PYTHON
for backend in tensorflow jax; do
    KERAS_BACKEND=$backend "$folder/venv/bin/python" "$folder/learn.py" 2>/dev/null
done | tee "$folder/output"
grep --quiet "tensorflow: loss 100.00, weight 1.00 -> 0.00" "$folder/output"
grep --quiet "jax: loss 15.94, weight 1.00 -> 1.00" "$folder/output"
