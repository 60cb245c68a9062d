"""What all formats have in common: records, one after another, as often as they are asked for."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from explorer.reading.encoding import Encoding
from explorer.reading.form import Record
from explorer.scheduling.limits import Limits

MOST_COLUMNS = 100
Open = Callable[[], BinaryIO]
"""Opens the unpacked bytes of a file at their beginning."""


@dataclass(frozen=True, kw_only=True)
class Table(ABC):
    """The rows of a file.

    Args:
        name: The name of the file.
        limits: What it may have.
        format: The name of its format, as in `Form`.
        packed: “gzip”, “zip” or nothing.
        columns: The names of its columns, or None where its first record may name them.
        encoding: Its encoding, if it has one.
        separator: What separates the cells of a line, if anything does.
    """

    name: str
    limits: Limits
    format: str
    packed: str = ""
    columns: tuple[str, ...] | None = None
    encoding: Encoding | None = None
    separator: str = ""

    @property
    def longest(self) -> int:
        """Characters of the longest record that is read."""
        return MOST_COLUMNS * self.limits.review_length

    @abstractmethod
    def records(self) -> Iterator[Record]:
        """All records from the first on, a header as well.

        Raises:
            CorpusError: the file is damaged.
            LimitError: it unpacks to more than it may.
        """
