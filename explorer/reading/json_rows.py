"""JSON Lines, and a JSON array of objects, read one object after another."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, TextIO

from explorer.errors import CorpusError
from explorer.reading.form import Problem, Record
from explorer.reading.lines import Lines
from explorer.reading.table import MOST_COLUMNS, Open, Table

SAMPLE = 200
"""Objects whose keys are the columns."""
_CHUNK = 1 << 18
_AROUND = re.compile(r"[ \t\r\n\ufeff]*")


@dataclass(frozen=True, kw_only=True)
class Json(Table):
    """A file of JSON objects, or an array of them or of texts."""

    open: Open

    def records(self) -> Iterator[Record]:
        for number, value in self._values():
            if isinstance(value, str) and self.columns == ("text",):
                yield Record(number, (value,))
            elif isinstance(value, dict):
                yield Record(number, tuple(as_cell(value.get(key)) for key in self.columns or ()))
            else:
                yield Record(number, (), Problem.TOO_LONG if value is _TOO_LONG else Problem.NOT_JSON)

    def keys(self) -> tuple[str, ...]:
        """The keys of the first objects, in their order."""
        sample = [value for _, value in islice(self._values(), SAMPLE)]
        if any(isinstance(value, str) for value in sample):
            return ("text",)
        keys = tuple(dict.fromkeys(key for value in sample if isinstance(value, dict) for key in value))
        if not keys or (len(sample) == 1 and all(isinstance(value, dict | list) for value in sample[0].values())):
            raise CorpusError(
                f"The file {self.name} is JSON, but neither an array of objects nor one object a line, each with a text."
            )
        return keys[:MOST_COLUMNS]

    def _values(self) -> Iterator[tuple[int, Any]]:
        encoding = self.encoding.name if self.encoding else "utf-8"
        if self.format == "JSON":
            stream = io.TextIOWrapper(self.open(), encoding=encoding, errors="replace")
            yield from enumerate(_array(stream, self.longest, self.name), 1)
            return
        lines = Lines(self.open(), encoding, self.name, self.longest)
        for line in lines:
            if line.strip():
                yield lines.number, _TOO_LONG if lines.is_too_long(line) else _decoded(line)


_TOO_LONG = object()


def as_cell(value: Any) -> str:
    """A value as the cell of a table."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return "" if value != value else f"{value:.15g}"
    return value if isinstance(value, str) else str(value)


def _decoded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _array(stream: TextIO, longest: int, name: str) -> Iterator[Any]:
    """The elements of an array, without the whole of it in memory."""
    decoder = json.JSONDecoder()
    buffer, place, number = "", 0, 0
    # What has to come before the next element: the bracket, later a comma.
    before = "["
    while True:
        found = _AROUND.match(buffer, place)
        rest = found.end() if found else place
        sign = buffer[rest : rest + 1]
        try:
            if sign == "]" and before != "[":
                return
            if sign == before and before:
                place, before = rest + 1, ""
                continue
            if before and sign:
                raise RecursionError
            value, end = decoder.raw_decode(buffer, rest)
            # A number at the end of what was read may go on.
            if end == len(buffer):
                raise ValueError
        except (ValueError, RecursionError) as error:
            more = "" if isinstance(error, RecursionError) or len(buffer) - place > longest else stream.read(_CHUNK)
            if not more:
                raise CorpusError(
                    f"The file {name} is not JSON from its beginning to its end: element {number + 1:,} of its array cannot "
                    "be read."
                ) from None
            buffer, place = buffer[place:] + more, 0
            continue
        number += 1
        yield value
        place, before = end, ","
