"""What a file holds once it is unpacked: one stream of bytes, or the texts of a folder. Nothing is written to a disk.

Whatever is packed is read as a stream and no further than the limit, however much more it would unpack to.
"""

import contextlib
import gzip
import io
import os
import re
import select
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from explorer.errors import CorpusError, LimitError
from explorer.reading.names import named
from explorer.scheduling.limits import Limits

MEGABYTE = 1_000_000
CHUNK = 1 << 20
MOST_MEMBERS = 200_000
"""Files in a zipped folder. aclImdb has 100,000 reviews, half of them without a rating."""
PIPE_SECONDS = 60.0
"""How long a pipe may bring nothing."""
_IN_MEMORY = 32 * MEGABYTE
_LARGEST_LIST = 32 * MEGABYTE
"""Bytes of the list of a zip file's members, which Python reads at once."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_TABLES = (".csv", ".tsv", ".tab", ".xlsx", ".jsonl", ".ndjson", ".json", ".parquet")
_DRIVE = re.compile("[A-Za-z]:")
_IGNORED = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
_DAMAGED = (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile, NotImplementedError, RuntimeError, ValueError)

OTHER_FILES = (
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file. Save it as .xlsx or as CSV, please"),
    (b"%PDF", "a PDF. Save its texts as CSV, please"),
    (b"{\\rtf", "a text with formats (RTF). Save it as plain text or as CSV, please"),
    (b"BZh", "packed with bzip2, which is not read here. Pack it with gzip or zip, please"),
    (b"\xfd7zXZ", "packed with xz, which is not read here. Pack it with gzip or zip, please"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd, which is not read here. Pack it with gzip or zip, please"),
    (b"7z\xbc\xaf", "packed with 7-Zip, which is not read here. Pack it with gzip or zip, please"),
    (b"Rar!", "packed with RAR, which is not read here. Pack it with gzip or zip, please"),
    (b"SQLite format 3", "a database. Save the table as CSV, please"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)
_INSIDE_ZIP = (
    ("word/document.xml", "a Word document. Save its texts as CSV, please"),
    ("xl/workbook.bin", "a binary Excel file. Save it as .xlsx or as CSV, please"),
    ("content.xml", "an OpenDocument file. Save it as .xlsx or as CSV, please"),
    ("Index/Document.iwa", "a Numbers or Pages file. Export it as CSV, please"),
    ("Index.zip", "a Numbers or Pages file. Export it as CSV, please"),
)


@contextmanager
def opened(file: Path | BinaryIO, name: str, limits: Limits) -> Iterator[BinaryIO]:
    """The bytes of a file, at its beginning, in which one can go back.

    Raises:
        CorpusError: it cannot be read.
        LimitError: it is larger than `limits` allow.
    """
    with contextlib.ExitStack() as stack:
        try:
            if not isinstance(file, Path):
                source = file
            elif stat.S_ISFIFO(mode := file.stat().st_mode):
                source = stack.enter_context(_kept(file, name, limits))
            elif stat.S_ISREG(mode):
                source = stack.enter_context(file.open("rb"))
            else:
                what = "a folder. Zip it, please" if stat.S_ISDIR(mode) else "a device"
                raise CorpusError(f"The file {name} cannot be read: it is {what}.")
            size = source.seek(0, io.SEEK_END)
            source.seek(0)
        except OSError as error:
            raise CorpusError(f"The file {name} cannot be read: {error.strerror or error}.") from error
        if size > limits.file_size * MEGABYTE:
            raise LimitError(
                f"The file {name} is larger than {limits.file_size:,} MB, the most that is read at once. Split it, please."
            )
        yield source


@contextmanager
def _kept(pipe: Path, name: str, limits: Limits) -> Iterator[BinaryIO]:
    """What comes through a pipe, as far as `limits` allow: one can go back in it.

    Raises:
        CorpusError: nothing comes.
    """
    with contextlib.ExitStack() as stack:
        kept = cast(BinaryIO, stack.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY)))
        # Otherwise it would wait here until somebody writes, and that may be never.
        descriptor = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        stack.callback(os.close, descriptor)
        size, chunk = 0, b"first"
        while chunk and size <= limits.file_size * MEGABYTE:
            if not select.select([descriptor], [], [], PIPE_SECONDS)[0]:
                raise CorpusError(f"The file {name} is a pipe into which nobody writes. Write to it, or name a file.")
            chunk = os.read(descriptor, CHUNK)
            size += kept.write(chunk)
        yield kept


def too_large(name: str, limits: Limits) -> LimitError:
    """What refuses a file that unpacks to more than it may."""
    return LimitError(
        f"The file {name} unpacks to more than {limits.file_size:,} MB, the most that is read at once. Split it, please."
    )


def too_many(name: str, limits: Limits) -> LimitError:
    """What refuses a file with too many rows."""
    return LimitError(f"The file {name} has more than {limits.reviews:,} reviews, the most that are read at once. Split it.")


class Bounded(io.RawIOBase):
    """A stream that refuses to give more than so many bytes, and says in a sentence where it is damaged."""

    def __init__(self, source: BinaryIO, name: str, limits: Limits) -> None:
        self._source, self._name, self._limits = source, name, limits
        self._left = limits.file_size * MEGABYTE

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        try:
            content = self._source.read(min(len(buffer), CHUNK))
        except (OSError, *_DAMAGED) as error:
            raise CorpusError(f"The file {self._name} is damaged, or only a part of it has arrived.") from error
        self._left -= len(content)
        if self._left < 0:
            raise too_large(self._name, self._limits)
        buffer[: len(content)] = content
        return len(content)


class _Guarded:
    """A file that is never read in one large piece: Python reads the whole list of a zip file's members at once."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.seek, self.tell, self.seekable = source.seek, source.tell, source.seekable

    def read(self, size: int = -1) -> bytes:
        if size > _LARGEST_LIST:
            raise LimitError("The list of its files is too long.")
        return self._source.read(size if size >= 0 else _LARGEST_LIST)


def bounded(source: BinaryIO, name: str, limits: Limits) -> BinaryIO:
    """A packed stream, read no further than the limit."""
    return cast(BinaryIO, io.BufferedReader(Bounded(source, name, limits), CHUNK))


def unpack_gzip(source: BinaryIO, name: str, limits: Limits) -> BinaryIO:
    """What is packed with gzip."""
    return bounded(cast(BinaryIO, gzip.GzipFile(fileobj=source)), name, limits)


def open_zip(source: BinaryIO, name: str) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    """A zip file, and its members without folders and what operating systems leave there.

    Raises:
        CorpusError: it is damaged, locked, has a path out of its folder or a link, or is the file of another program.
        LimitError: it has too many members.
    """
    try:
        archive = zipfile.ZipFile(cast(BinaryIO, _Guarded(source)))
        members = archive.infolist()
    except LimitError:
        members = [zipfile.ZipInfo()] * (MOST_MEMBERS + 1)
    except (OSError, UnicodeError, OverflowError, *_DAMAGED) as error:
        raise CorpusError(f"The file {name} is damaged, or only a part of it has arrived.") from error
    if len(members) > MOST_MEMBERS:
        raise LimitError(f"The file {name} holds more than {MOST_MEMBERS:,} files, the most that are read at once.")
    there = {member.filename for member in members}
    for known, what in _INSIDE_ZIP:
        if known in there:
            raise CorpusError(f"The file {name} is {what}.")
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or _DRIVE.match(member.filename):
            raise CorpusError(f"The file {name} holds a file that would lie outside its folder: {named([member.filename])}.")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise CorpusError(f"The file {name} holds a link to another file: {named([member.filename])}.")
        if member.flag_bits & 1:
            raise CorpusError(f"The file {name} is locked with a password. Pack it without one, please.")
    files = [member for member in members if not member.is_dir() and not _is_ignored(member.filename)]
    if not files:
        raise CorpusError(f"The file {name} is an empty folder.")
    if any(member.compress_type not in _METHODS for member in files):
        raise CorpusError(
            f"The file {name} is packed in a way that is not read here. Pack it as an ordinary zip file, please."
        )
    return archive, files


def _is_ignored(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return any(part in _IGNORED for part in parts) or (bool(parts) and parts[-1].startswith("._"))


def open_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> BinaryIO:
    """A member of a zip file as a stream."""
    try:
        return cast(BinaryIO, archive.open(member))
    except (OSError, *_DAMAGED) as error:
        raise CorpusError(f"The file {name} is damaged, or only a part of it has arrived.") from error


def only_table(members: list[zipfile.ZipInfo]) -> zipfile.ZipInfo | None:
    """The one file of a zip file, or the one table among other files; None for a folder of many."""
    tables = [member for member in members if PurePosixPath(member.filename).suffix.lower() in _TABLES]
    for candidates in (members, tables):
        if len(candidates) == 1:
            return candidates[0]
    return None


def refuse_other_files(beginning: bytes, name: str) -> None:
    """Refuse the files of other programs, and what is packed twice, by their first bytes.

    Raises:
        CorpusError: it is one of them.
    """
    for mark, what in OTHER_FILES:
        if beginning.startswith(mark):
            raise CorpusError(f"The file {name} is {what}.")
    if beginning.lstrip().lower().startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        raise CorpusError(f"The file {name} is a web page or XML. Save its table as CSV, please.")
    if beginning[257:262] == b"ustar":
        raise CorpusError(f"The file {name} is a tar archive. Pack the folder with zip, please.")
