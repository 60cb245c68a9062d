"""What is packed is read no further than it may be, and nothing lies outside its folder."""

import gzip
import io
import os
import stat
import threading
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from explorer import reading
from explorer.errors import CorpusError, LimitError
from explorer.reading import packing
from explorer.scheduling.limits import Limits
from tests.support.files import BOTH, PRAISE, inspected, read, zipped

SMALL = Limits(file_size=1)
TABLE = f'text,label\n"{PRAISE}",1\n'
LARGE = b"text\n" + b"good film\n" * 300_000


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(LARGE),
        zipped({"reviews.csv": LARGE}),
        zipped({f"{kind}/{i}.txt": b"good film " * 7_000 for kind in ("pos", "neg") for i in range(9)}),
        zipped({"[Content_Types].xml": "x", "xl/workbook.xml": b" " * 5_000_000}),
        pd.DataFrame({"text": ["good film " * 5_000] * 100}).to_parquet(use_dictionary=False, compression="gzip"),
    ],
    ids=["gzip", "zip", "folder", "Excel", "Parquet"],
)
def test_what_unpacks_to_more_than_it_may_is_refused(content):
    assert len(content) < 1_000_000
    with pytest.raises(LimitError, match="unpacks to more than"):
        inspected(content, limits=SMALL)


def test_no_more_is_unpacked_than_the_limit(monkeypatch):
    taken = []
    real = gzip.GzipFile.read
    monkeypatch.setattr(gzip.GzipFile, "read", lambda self, size=-1: (taken.append(size), real(self, size))[1])
    with pytest.raises(LimitError):
        inspected(gzip.compress(b"x" * 60_000_000), limits=SMALL)
    assert 0 < sum(taken) < 4 * packing.CHUNK and min(taken) > 0


def test_a_parquet_file_of_one_repeated_text_stays_small():
    content = pd.DataFrame({"text": ["good film " * 1_000] * 3_000}).to_parquet()
    assert len(content) < 100_000
    assert len(read(content, limits=SMALL)) == 3_000


@pytest.mark.parametrize(
    "path", ["../reviews.csv", "a/../../reviews.csv", "/etc/reviews.csv", "..\\reviews.csv", "C:\\reviews.csv"]
)
def test_a_path_out_of_the_folder_is_refused(path):
    with pytest.raises(CorpusError, match="would lie outside its folder"):
        inspected(zipped({path: TABLE}))


def test_a_link_a_lock_and_an_unusual_method_are_refused():
    link = zipfile.ZipInfo("reviews.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(CorpusError, match="holds a link to another file"):
        inspected(zipped({link: "/etc/passwd"}))
    locked = bytearray(zipped({"reviews.csv": TABLE}))
    locked[locked.rfind(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(CorpusError, match="locked with a password"):
        inspected(bytes(locked))
    with pytest.raises(CorpusError, match="packed in a way that is not read here"):
        inspected(zipped({"reviews.csv": TABLE}, zipfile.ZIP_LZMA))


@pytest.mark.parametrize(
    "content",
    [
        zipped({"inner.zip": zipped({"reviews.csv": TABLE})}),
        zipped({"reviews.csv.gz": gzip.compress(TABLE.encode())}),
        gzip.compress(zipped({"reviews.csv": TABLE})),
        gzip.compress(gzip.compress(TABLE.encode())),
    ],
)
def test_what_is_packed_twice_is_refused(content):
    with pytest.raises(CorpusError, match="is packed twice"):
        inspected(content)


def test_a_zip_file_of_several_tables_names_them():
    with pytest.raises(CorpusError, match=r"holds 2 files \(“a.csv” and “b.csv”\)"):
        inspected(zipped({"a.csv": TABLE, "b.csv": TABLE}))
    with pytest.raises(CorpusError, match="is an empty folder"):
        inspected(zipped({".DS_Store": "x"}))


def test_a_list_of_too_many_files_is_refused(monkeypatch):
    monkeypatch.setattr(packing, "MOST_MEMBERS", 3)
    with pytest.raises(LimitError, match="holds more than 3 files"):
        inspected(zipped({f"{i}.csv": TABLE for i in range(4)}))
    monkeypatch.setattr(packing, "_LARGEST_LIST", 100)
    with pytest.raises(LimitError, match="holds more than 3 files"):
        inspected(zipped({f"{i}.csv": TABLE for i in range(3)}))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(500), "an old Excel or Word file"),
        (b"%PDF-1.7", "a PDF"),
        (b"BZh9", "packed with bzip2"),
        (zipped({"word/document.xml": "x"}), "a Word document"),
        (zipped({"content.xml": "x", "mimetype": "x"}), "an OpenDocument file"),
        (zipped({"Index/Document.iwa": "x"}), "a Numbers or Pages file"),
        (gzip.compress(bytes(257) + b"ustar" + bytes(500), mtime=0), "a tar archive"),
        (gzip.compress(TABLE.encode() * 50, mtime=0)[:-12], "damaged, or only a part of it has arrived"),
        (zipped({"reviews.csv": TABLE})[:-30], "damaged, or only a part of it has arrived"),
        (b"PK\x03\x04nothing", "damaged, or only a part of it has arrived"),
        (b"PAR1nothing", "The Parquet file reviews.csv is damaged"),
        (zipped({"xl/workbook.xml": "<x"}), "The Excel file reviews.csv is damaged"),
    ],
)
def test_the_files_of_other_programs_and_damaged_ones_are_sentences(content, says):
    with pytest.raises(CorpusError, match=says) as caught:
        inspected(content)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ('<row r="1000000000"><c r="A1000000000"><v>1</v></c></row>', "has more rows than Excel allows"),
        ('<row r="1"><c r="CW1"><v>1</v></c><c r="ZZZ1"><v>1</v></c></row>', "has more than 100 columns"),
    ],
)
def test_a_workbook_with_a_cell_far_away_is_refused(rows, says):
    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    with zipfile.ZipFile(book) as archive:
        files = {one.filename: archive.read(one) for one in archive.infolist()}
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{namespace}"><sheetData>{rows}</sheetData></worksheet>'
    with pytest.raises(LimitError, match=says):
        inspected(zipped(files | {"xl/worksheets/sheet1.xml": sheet}))


def test_a_file_is_read_from_its_path(tmp_path):
    path = tmp_path / "reviews.csv"
    path.write_text(TABLE)
    form = reading.inspect(path, "mine", Limits())
    assert [(row.text, row.label) for row in reading.rows(path, form)] == BOTH[:1]


def test_a_missing_file_and_a_folder_are_sentences(tmp_path):
    with pytest.raises(CorpusError, match="The file gone cannot be read: No such file"):
        reading.inspect(tmp_path / "gone", "gone", Limits())
    with pytest.raises(CorpusError, match=r"it is a folder\. Zip it"):
        reading.inspect(tmp_path, "folder", Limits())


def test_a_pipe_is_read_when_somebody_writes(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    threading.Thread(target=lambda: (tmp_path / "pipe").write_text(TABLE), daemon=True).start()
    assert reading.inspect(tmp_path / "pipe", "pipe", Limits()).rows == 1


def test_a_pipe_of_nobody_and_a_device_are_sentences_instead_of_waiting_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(packing, "PIPE_SECONDS", 0.2)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(CorpusError, match=r"The file mine is a pipe into which nobody writes\."):
        reading.inspect(tmp_path / "pipe", "mine", Limits())
    with pytest.raises(CorpusError, match=r"The file zero cannot be read: it is a device\."):
        reading.inspect(Path("/dev/zero"), "zero", Limits())


def test_the_file_stays_open_and_can_be_read_again():
    file = io.BytesIO(zipped({"reviews.csv": TABLE}))
    form = reading.inspect(file, "reviews.zip", Limits())
    assert [row.label for row in reading.rows(file, form)] == [row.label for row in reading.rows(file, form)] == [1]
