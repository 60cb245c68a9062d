"""Every format is recognised by what is in the file, and reads the same."""

import gzip
import io
import json

import openpyxl
import pandas as pd
import pytest

from explorer.errors import CorpusError
from tests.support.files import BOTH, COMPLAINT, PRAISE, inspected, problems, read, rows_of, zipped

FRAME = pd.DataFrame(BOTH * 3, columns=["text", "label"])


def written(method, **options):
    content = io.BytesIO()
    getattr(FRAME, method)(content, **options)
    return content.getvalue()


FORMATS = {
    "CSV": FRAME.to_csv(index=False).encode(),
    "CSV with pandas' index": FRAME.to_csv().encode(),
    "CSV with semicolons": FRAME.to_csv(index=False, sep=";").encode(),
    "TSV": FRAME.to_csv(index=False, sep="\t").encode(),
    "TSV of Excel": FRAME.to_csv(index=False, sep="\t").encode("utf-16"),
    "Excel": written("to_excel", index=False),
    "Excel with pandas' index": written("to_excel"),
    "JSON Lines": FRAME.to_json(orient="records", lines=True).encode(),
    "JSON": FRAME.to_json(orient="records", indent=2).encode(),
    "Parquet": written("to_parquet"),
    "Parquet with an index": FRAME.set_index("label").to_parquet(),
}


@pytest.mark.parametrize("kind", FORMATS)
def test_a_format_reads_the_same_plain_and_packed(kind):
    content = FORMATS[kind]
    assert read(content, "file") == BOTH * 3
    assert inspected(content, "file").rows == 6
    if not kind.startswith(("Excel", "Parquet")):
        assert read(gzip.compress(content), "file.gz") == BOTH * 3
        assert read(zipped({"a/file.csv": content, "__MACOSX/._file.csv": "x", "a/README.txt": "x"})) == BOTH * 3


@pytest.mark.parametrize("kind", ["CSV", "Excel", "JSON Lines", "JSON", "Parquet"])
def test_the_format_is_said_and_the_first_rows_are_shown(kind):
    form = inspected(FORMATS[kind], "file")
    assert form.format == kind
    assert form.columns == ("text", "label") and form.first_rows[1] == (COMPLAINT, "0")


def test_a_zipped_folder_has_its_labels_in_its_folders():
    files = {
        "aclImdb/README": "x",
        "aclImdb/imdb.vocab": "x",
        "aclImdb/train/pos/0_9.txt": PRAISE,
        "aclImdb/train/neg/0_1.txt": COMPLAINT,
        "aclImdb/train/unsup/0_0.txt": "Nobody said.",
        "aclImdb/test/neg/1_2.txt": "Très “mauvais”".encode("cp1252"),
    }
    rows = rows_of(zipped(files), "aclImdb.zip")
    assert [(row.text, row.label) for row in rows] == [*BOTH, ('Très "mauvais"', 0)]
    assert rows[2].name == "aclImdb/test/neg/1_2.txt"
    assert [row.label for row in rows_of(zipped({"pos/1.txt": PRAISE, "neg/1.txt": COMPLAINT}))] == [1, 0]


def test_a_folder_of_two_other_classes_asks_which_one_is_positive():
    content = zipped({"mails/ham/1.txt": PRAISE, "mails/spam/1.txt": COMPLAINT})
    assert "“ham” (1) and “spam” (1)" in inspected(content).question.sentence
    assert inspected(content, positive="spam").class_names == ("ham", "spam")
    assert read(content, positive="spam") == [(PRAISE, 0), (COMPLAINT, 1)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_text_has_one_review_a_line(encoding):
    content = f"{PRAISE}\r\n\r\n{COMPLAINT} “Truly”, I say\r\n".encode(encoding)
    form = inspected(content, "reviews.txt")
    assert (form.format, form.columns, form.rows, form.labels) == ("plain text", ("text",), 2, None)
    assert [(row.line, row.text) for row in rows_of(content, "reviews.txt")] == [
        (1, PRAISE),
        (3, f'{COMPLAINT} "Truly", I say'),
    ]


def test_a_table_in_a_text_file_is_a_table():
    labelled = "Wow... Loved this place.\t1\nCrust is not good.\t0\nNot tasty at all.\t0\n"
    assert read(labelled, "yelp_labelled.txt")[0] == ("Wow... Loved this place.", 1)
    assert read(f'text;label\n"{PRAISE}";1\n"{COMPLAINT}";0\n', "reviews.txt") == BOTH


def test_json_lines_with_other_lines_leave_them_out():
    lines = [json.dumps({"text": PRAISE, "label": True, "id": 10**12}), "{oops", "", "[1]", '{"label": false, "text": "x"}']
    assert read("\n".join(lines)) == [(PRAISE, 1), ("x", 0)]
    assert problems("\n".join(lines)) == [(2, "NOT_JSON"), (4, "NOT_JSON")]


def test_an_array_of_texts_is_read():
    assert read(json.dumps([PRAISE, COMPLAINT])) == [(PRAISE, None), (COMPLAINT, None)]


@pytest.mark.parametrize(
    "content", [FRAME.to_json(), '{"data": [{"text": "x"}]}', '[{"text": "x"}', '[{"text": "x"} {}]', '["x", 1']
)
def test_json_of_another_shape_is_a_sentence(content):
    with pytest.raises(CorpusError, match="JSON"):
        read(content)


def test_a_workbook_as_people_make_them():
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    sheet = book.create_sheet("Reviews")
    for row in (
        ["Review", "Rating", None],
        [PRAISE, 5.0],
        [None, None],
        [COMPLAINT, 1],
        ["It was a film.", 3],
        ["Bad_x000D_ly", 2],
    ):
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    rows = rows_of(content.getvalue(), "reviews.xlsx")
    assert [(row.line, row.label) for row in rows] == [(2, 1), (4, 0), (5, None), (6, 0)]
    assert inspected(content.getvalue()).unit == "row" and rows[3].text == "Bad ly"


def test_a_workbook_that_says_a_wrong_size_is_read_to_its_end():
    content = zipped_again(written("to_excel", index=False), "xl/worksheets/sheet1.xml", (b'ref="A1:B7"', b'ref="A1"'))
    assert read(content) == BOTH * 3


def zipped_again(content, member, change):
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {one.filename: archive.read(one) for one in archive.infolist()}
    assert change[0] in files[member]
    return zipped(files | {member: files[member].replace(*change)})
