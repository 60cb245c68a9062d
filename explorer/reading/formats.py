"""Which format a file has: by its first bytes, its name, and what it looks like."""

import io
import re
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from explorer.errors import CorpusError
from explorer.reading import encoding, folder, packing
from explorer.reading.delimited import Delimited, delimited
from explorer.reading.encoding import Encoding
from explorer.reading.excel import Excel
from explorer.reading.json_rows import Json
from explorer.reading.names import named
from explorer.reading.parquet import Parquet
from explorer.reading.table import Open, Table
from explorer.scheduling.limits import Limits

_BEGINNING = 1 << 10
_JSON = re.compile(r'\s*(\[\s*[{"]|\{\s*")')
_MARKED = {".csv", ".tsv", ".tab"}


@dataclass(frozen=True)
class _Packed:
    """A file as it is, or what it unpacks to: how it was `packed`, its `name` inside, and how it is opened."""

    name: str
    inner: str
    limits: Limits
    open: Open
    packed: str = ""

    def beginning(self) -> bytes:
        with self.open() as stream:
            return stream.read(_BEGINNING)


def table(source: BinaryIO, name: str, limits: Limits, chosen: str | None = None) -> Table:
    """The table in an opened file.

    Args:
        source: The file, in which one can go back.
        name: Its name, for sentences and for its ending.
        limits: What it may have.
        chosen: The name of its encoding, if somebody has said it.

    Raises:
        CorpusError: it is empty, damaged, or something else.
        LimitError: it has or unpacks to more than it may.
    """
    said = encoding.chosen(chosen) if chosen else None

    def plain() -> BinaryIO:
        source.seek(0)
        return cast(BinaryIO, io.BufferedReader(_Unclosed(source)))

    file = _Packed(name, name, limits, plain)
    beginning = file.beginning()
    if beginning.startswith(b"\x1f\x8b"):

        def unpacked() -> BinaryIO:
            return packing.unpack_gzip(plain(), name, limits)

        return _unpacked(_Packed(name, name.removesuffix(".gz"), limits, unpacked, "gzip"), said)
    if beginning.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(file, said)
    return _unpacked(file, said)


class _Unclosed(io.RawIOBase):
    """A file that stays open when what reads it is closed."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        return self._source.seek(place, whence)

    def tell(self) -> int:
        return self._source.tell()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        content = self._source.read(len(buffer))
        buffer[: len(content)] = content
        return len(content)


def _zipped(file: _Packed, said: Encoding | None) -> Table:
    """The table in a zip file: a workbook, a folder of texts, or the only file in it."""
    archive, members = packing.open_zip(file.open(), file.name)
    if "xl/workbook.xml" in {member.filename for member in members}:
        return Excel(name=file.name, limits=file.limits, format="Excel", open=file.open)
    if texts := folder.texts(members):
        return folder.Folder(
            name=file.name, limits=file.limits, format="folder", packed="zip", open=file.open, members=texts, chosen=said
        )
    member = packing.only_table(members)
    if member is None:
        raise CorpusError(
            f"The file {file.name} holds {len(members):,} files ({named([one.filename for one in members], 3)}). Zip one "
            "table, or a folder that has the texts in folders pos and neg."
        )

    def unpacked() -> BinaryIO:
        return packing.bounded(packing.open_member(archive, member, file.name), file.name, file.limits)

    return _unpacked(_Packed(file.name, member.filename, file.limits, unpacked, "zip"), said)


def _unpacked(file: _Packed, said: Encoding | None) -> Table:
    """The table in a file that is packed no more."""
    common = {"name": file.name, "limits": file.limits, "packed": file.packed}
    beginning = file.beginning()
    if file.packed and beginning.startswith((b"\x1f\x8b", b"PK\x03\x04")):
        raise CorpusError(f"The file {file.name} is packed twice: it holds another packed file. Unpack it once, please.")
    packing.refuse_other_files(beginning, file.name)
    if beginning.startswith(b"PAR1"):
        if file.packed:
            raise CorpusError(f"The file {file.name} holds a Parquet file, which is packed by itself. Unpack it, please.")
        parquet = Parquet(format="Parquet", open=file.open, **common)  # type: ignore[arg-type]
        return replace(parquet, columns=parquet.names())
    try:
        with file.open() as stream:
            found = said or encoding.find(iter(lambda: stream.read(packing.CHUNK), b""))
    except encoding.NoText:
        raise CorpusError(
            f"The file {file.name} has zero bytes in it, so it is not a text. Save it as CSV in UTF-8, please."
        ) from None
    text = beginning.decode(found.name, "ignore")
    if json := _JSON.match(text.lstrip("\ufeff")):
        kind = "JSON" if json[1].startswith("[") else "JSON Lines"
        rows = Json(format=kind, encoding=found, open=file.open, **common)  # type: ignore[arg-type]
        return replace(rows, columns=rows.keys())
    is_table = PurePosixPath(file.inner).suffix.lower() in _MARKED
    return delimited(Delimited(format="CSV", open=file.open, **common), found, is_table)  # type: ignore[arg-type]
