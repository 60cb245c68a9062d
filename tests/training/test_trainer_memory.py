"""What a training made goes when its result goes, however many follow one another in a process."""

import ctypes
import gc
from types import FunctionType

import pytest
import scipy.sparse

from explorer.config import RunConfig
from explorer.training import job
from explorer.training.epoch_batches import Shard
from explorer.training.trainer import train
from tests.support.jobs import TINY

KINDS = (Shard, FunctionType, scipy.sparse.csr_array)


def objects():
    """How many objects of each kind there are that are not garbage."""
    gc.collect()
    kinds = [type(one) for one in gc.get_objects()]
    return {kind.__name__: kinds.count(kind) for kind in KINDS}


def allocated():
    """The megabytes that Python and TensorFlow together have allocated and not freed, as the GNU C library counts them."""
    mallinfo = getattr(ctypes.CDLL(None), "mallinfo2", None)
    if mallinfo is None:
        pytest.skip("This C library does not say how much memory is in use.")
    # `struct mallinfo2` has ten sizes (`man 3 mallinfo`): the fifth is what is mapped, the eighth what else is in use.
    mallinfo.restype = type("MallInfo", (ctypes.Structure,), {"_fields_": [(f"_{n}", ctypes.c_size_t) for n in range(10)]})
    gc.collect()
    information = mallinfo()
    return (information._4 + information._7) / 1e6


def test_further_trainings_leave_no_objects_behind(few):
    def train_three():
        for seed in range(3):
            train([RunConfig(vocabulary=TINY.vocabulary, epochs=1, seed=seed)], *few)

    train_three()
    before = objects()
    assert min(before.values()) > 0
    train_three()
    assert objects() == before


@pytest.mark.usefixtures("few_examples")
def test_further_runs_of_a_worker_leave_no_memory_of_tensorflow_behind(store):
    # Its file is small: SQLite keeps the last 2 MB of what it has written.
    settings = RunConfig(vocabulary=TINY.vocabulary, first_units=4, layers=1, units=4, epochs=1)

    def train_ten():
        for _ in range(10):
            job.run(store.add([settings], "packaged", "here 1 0.00"), store.url)

    train_ten()
    before = allocated()
    train_ten()
    # What TensorFlow compiles anew, it never frees: 0.07 MB for each run.
    assert allocated() - before < 0.7
