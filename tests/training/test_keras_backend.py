"""How TensorFlow is loaded."""

import os
import subprocess
import sys

import pytest

TWENTY_STEPS = """
import resource
from explorer.training.keras_backend import tf

def step():
    return tf.reduce_sum(tf.ones((10_000, 576)) * 2.0).numpy()

step()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    step()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""
PAGES_OF_A_MATRIX = 10_000 * 576 * 4 // 4096


@pytest.mark.skipif(sys.platform != "linux", reason="Other systems count page faults in other ways.")
@pytest.mark.parametrize("onednn", ["0", "1"])
def test_the_memory_of_large_tensors_is_used_again(onednn):
    child = subprocess.run(
        [sys.executable, "-c", TWENTY_STEPS],
        env=os.environ | {"TF_ENABLE_ONEDNN_OPTS": onednn},
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(child.stdout) < PAGES_OF_A_MATRIX
