"""Garbage collection is disabled while many objects are loaded, and enabled again after that."""

import gc

import pytest

from explorer.garbage_collection import uncollected


def test_uncollected_disables_garbage_collection_until_it_ends():
    assert gc.isenabled()
    with pytest.raises(ImportError), uncollected():
        assert not gc.isenabled()
        raise ImportError
    assert gc.isenabled()


def test_uncollected_leaves_garbage_collection_disabled_if_it_was():
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
