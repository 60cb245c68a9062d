"""Texts, labels and splits as the store keeps them: compressed, the texts in parts of a few megabytes."""

import json
import zlib
from collections.abc import Iterable, Iterator

import numpy as np

from explorer.errors import CorpusError

PART_CHARACTERS = 2_000_000
TRAIN, VALIDATION, TEST = 0, 1, 2
"""The splits, as numbers."""


class PackedTexts:
    """Texts that are compressed while they come in.

    Attributes:
        parts: The packed texts so far, but for those of the part that is not full yet; all of them after `close`.
    """

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self._open: list[str] = []
        self._characters = 0

    def add(self, text: str) -> None:
        """Pack the next text."""
        self._open.append(text)
        self._characters += len(text)
        if self._characters >= PART_CHARACTERS:
            self.close()

    def close(self) -> None:
        """Pack what is left."""
        if self._open:
            # A surrogate that stands alone has no UTF-8, and JSON writes it as an escape.
            self.parts.append(zlib.compress(json.dumps(self._open).encode(), 1))
            self._open, self._characters = [], 0


def unpacked(parts: Iterable[bytes]) -> Iterator[str]:
    """The texts of these parts, one after another.

    Raises:
        CorpusError: a part is damaged.
    """
    for part in parts:
        try:
            texts = json.loads(zlib.decompress(part))
        except (zlib.error, ValueError) as error:
            raise CorpusError("The texts of this data set are damaged in the store.") from error
        yield from texts


def pack_rows(labels: np.ndarray, splits: np.ndarray) -> bytes:
    """The label, 0 or 1, and the split of each of n reviews, both (n,) uint8, as bytes."""
    return zlib.compress((labels + 2 * splits).astype(np.uint8).tobytes())


def unpack_rows(packed: bytes) -> tuple[np.ndarray, np.ndarray]:
    """What `pack_rows` was given.

    Raises:
        CorpusError: it is damaged.
    """
    try:
        rows = np.frombuffer(zlib.decompress(packed), np.uint8)
    except zlib.error as error:
        raise CorpusError("The labels of this data set are damaged in the store.") from error
    return rows % 2, rows // 2
