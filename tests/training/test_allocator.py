"""Memory that has been freed is used again, by TensorFlow and by everything else."""

import os
import platform
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
# Too small for huge pages, with which there would be fewer faults.
TWENTY_ARRAYS = """
import resource
import numpy as np
from explorer.training.allocator import keep_freed_memory

keep_freed_memory()
np.ones(125_000, np.float32)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    np.ones(125_000, np.float32)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""
PAGES_OF_A_MATRIX, PAGES_OF_AN_ARRAY = 10_000 * 576 * 4 // 4096, 125_000 * 4 // 4096


def page_faults(code, **environment):
    """What the code prints, in a process of its own."""
    return int(subprocess.check_output([sys.executable, "-c", code], env=os.environ | environment, text=True))


@pytest.mark.skipif(sys.platform != "linux", reason="Other systems count page faults in other ways.")
@pytest.mark.parametrize("onednn", ["0", "1"])
def test_the_memory_of_large_tensors_is_used_again(onednn):
    assert page_faults(TWENTY_STEPS, TF_ENABLE_ONEDNN_OPTS=onednn) < PAGES_OF_A_MATRIX


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="Other C libraries do not know this variable.")
def test_what_dask_sets_for_its_workers_is_undone_and_what_others_set_is_not():
    assert page_faults(TWENTY_ARRAYS, MALLOC_TRIM_THRESHOLD_="65536") < PAGES_OF_AN_ARRAY
    assert page_faults(TWENTY_ARRAYS, MALLOC_TRIM_THRESHOLD_="65537") > 10 * PAGES_OF_AN_ARRAY
