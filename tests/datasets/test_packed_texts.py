"""Texts come back as they were packed, whatever is in them, and what is damaged is refused with a sentence."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.datasets import packed_texts
from explorer.datasets.packed_texts import PackedTexts, pack_rows, unpack_rows, unpacked
from explorer.errors import CorpusError


def packed(texts):
    pack = PackedTexts()
    for text in texts:
        pack.add(text)
    pack.close()
    return pack.parts


@given(st.lists(st.text(st.characters(), max_size=50)))
def test_texts_come_back_as_they_were(texts):
    assert list(unpacked(packed(texts))) == texts


def test_many_texts_are_packed_in_parts(monkeypatch):
    monkeypatch.setattr(packed_texts, "PART_CHARACTERS", 100)
    texts = [f"text {number} {'x' * 30}" for number in range(10)]
    parts = packed(texts)
    assert len(parts) == 4 and list(unpacked(parts)) == texts


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 2))))
def test_labels_and_splits_come_back_as_they_were(rows):
    labels, splits = (np.array([row[place] for row in rows], np.uint8) for place in (0, 1))
    found = unpack_rows(pack_rows(labels, splits))
    assert [one.tolist() for one in found] == [labels.tolist(), splits.tolist()]


@pytest.mark.parametrize("damaged", [b"", b"nonsense", packed(["a text"])[0][:-3]])
def test_what_is_damaged_is_refused(damaged):
    with pytest.raises(CorpusError, match="damaged"):
        list(unpacked([damaged]))
    with pytest.raises(CorpusError, match="damaged"):
        unpack_rows(damaged)
