"""Garbage is not looked for while much is loaded, and is again after that."""

import gc

import pytest

from explorer.garbage_collection import uncollected


def test_meanwhile_no_garbage_is_collected_whatever_happens():
    assert gc.isenabled()
    with pytest.raises(ImportError), uncollected():
        assert not gc.isenabled()
        raise ImportError
    assert gc.isenabled()


def test_where_it_is_not_collected_anyway_that_remains_so():
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
