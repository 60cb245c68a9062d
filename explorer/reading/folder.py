"""A zipped folder with one text a file, in folders that say which class it has: pos and neg, as aclImdb has them."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from explorer.reading import encoding
from explorer.reading.form import Problem, Record
from explorer.reading.packing import MEGABYTE, Bounded, open_member, open_zip, too_large
from explorer.reading.table import Open, Table

POSITIVE, NEGATIVE = ("pos", "positive"), ("neg", "negative")
_MOST_BYTES = 4
"""Bytes of a character."""


@dataclass(frozen=True, kw_only=True)
class Folder(Table):
    """A zipped folder. `members` are the paths of its texts, in the order of the file."""

    open: Open
    members: tuple[str, ...]
    chosen: encoding.Encoding | None = None
    columns: tuple[str, ...] | None = ("text", "folder")

    def records(self) -> Iterator[Record]:
        archive, _ = open_zip(self.open(), self.name)
        left = self.limits.file_size * MEGABYTE
        most = _MOST_BYTES * self.limits.review_length
        for number, member in enumerate(self.members, 1):
            source = Bounded(open_member(archive, archive.getinfo(member), self.name), self.name, self.limits)
            content = bytearray()
            while len(content) <= most and (chunk := source.read(most + 1 - len(content))):
                content += chunk
            left -= len(content)
            if left < 0:
                raise too_large(self.name, self.limits)
            label = PurePosixPath(member).parent.name
            if len(content) > most:
                yield Record(number, (), Problem.TOO_LONG, member)
            else:
                yield Record(number, (self._decoded(bytes(content)), label), None, member)

    def _decoded(self, content: bytes) -> str:
        try:
            found = self.chosen or encoding.find([content])
        except encoding.NoText:
            return ""
        return content.decode(found.name, "replace")


def texts(members: list[zipfile.ZipInfo]) -> tuple[str, ...]:
    """The paths of the texts in a folder: those in pos and neg, or those in the only two folders that have any.

    Other files, such as the unrated reviews of aclImdb, are left out. Nothing is found where there are no such folders.
    """
    parents: dict[str, list[str]] = {}
    for member in members:
        path = PurePosixPath(member.filename)
        if path.suffix.lower() in ("", ".txt", ".text"):
            parents.setdefault(path.parent.name.lower(), []).append(member.filename)
    rated = [name for name in parents if name in POSITIVE + NEGATIVE]
    if not rated and len(parents) == 2:
        rated = list(parents)
    chosen = {path for name in rated for path in parents[name]}
    return tuple(member.filename for member in members if member.filename in chosen) if len(rated) > 1 else ()
