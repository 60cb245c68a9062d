"""The lines of a text as an editor counts them, whatever ends them, and none of them longer than may be."""

import io
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

from explorer.errors import CorpusError
from explorer.reading.encoding import spoken_name


class Lines:
    """Lines that can be put back, to be read again in another way.

    `number` is that of the line read last, from 1. A line of more than `longest` characters is cut.
    """

    def __init__(self, stream: BinaryIO, encoding: str, name: str, longest: int) -> None:
        # A few undefined bytes do not refuse a file; what `encoding.find` has counted is shown as a mark.
        self._text = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
        self._encoding, self._name, self._longest = encoding, name, longest
        self._back: deque[str] = deque()
        self.number = 0

    def read(self) -> str | None:
        """The next line with its end, or None after the last one."""
        if self._back:
            self.number += 1
            return self._back.popleft()
        try:
            line = self._text.readline(self._longest + 2)
            if not line:
                return None
            rest = line
            while len(rest) > self._longest and not rest.endswith(("\n", "\r")):
                rest = self._text.readline(self._longest + 2)
        except UnicodeError:
            spoken = spoken_name(self._encoding)
            raise CorpusError(f"The file {self._name} begins like {spoken}, but is something else.") from None
        self.number += 1
        return line

    def put_back(self, lines: list[str]) -> None:
        """Let `lines`, read last, be read again."""
        self._back.extendleft(reversed(lines))
        self.number -= len(lines)

    def is_too_long(self, line: str) -> bool:
        """Whether a line was cut."""
        return len(line) > self._longest and not line.endswith(("\n", "\r"))

    def __iter__(self) -> Iterator[str]:
        while (line := self.read()) is not None:
            yield line
