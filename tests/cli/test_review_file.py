"""A file of reviews is read in any common encoding. One that is damaged or too large is refused with a sentence."""

import csv
import io
import re

import pytest

from explorer.cli.review_file import MOST_COLUMNS, read_reviews
from explorer.errors import CorpusError, ExplorerError, LimitError
from explorer.scheduling.limits import Limits

SMALL = Limits(review_length=30, reviews=3, file_size=1)
REVIEWS = ["Très bien, “superb”", "line\none", "=1+1"]


@pytest.fixture
def read(tmp_path):
    """A function that writes a file and reads it as reviews."""

    def read(content, limits=SMALL):
        path = tmp_path / "reviews.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_reviews(path, limits)

    return read


@pytest.fixture
def refusal(read):
    """A function that returns the sentence with which a file is refused."""

    def refusal(content, kind=CorpusError):
        with pytest.raises(ExplorerError) as caught:
            read(content)
        assert type(caught.value) is kind
        sentence = str(caught.value)
        assert "reviews.csv" in sentence and sentence.endswith(".") and len(sentence) < 400
        return sentence

    return refusal


def table(*rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


# Encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_every_encoding_of_unicode_is_read(read, encoding):
    found = read(table(["text"], *([review] for review in REVIEWS)).encode(encoding))
    assert (found.texts, found.labels, found.note) == (REVIEWS, None, "")


@pytest.mark.parametrize("order", ["le", "be"])
def test_both_byte_orders_are_read(read, order):
    assert read(f"\ufefftext\n{REVIEWS[2]}\n".encode(f"utf-16-{order}")).texts == [REVIEWS[2]]


def test_other_bytes_are_read_as_latin_1_with_a_note(read):
    found = read("text\nTrès bien\n".encode("latin-1"))
    assert found.texts == ["Très bien"]
    assert "it was read as Latin-1. If letters look wrong, save it in UTF-8" in found.note


def test_a_byte_order_mark_before_another_encoding_is_a_sentence(refusal):
    assert "begins like UTF-16, but is something else" in refusal(b"\xff\xfetex")
    assert "begins like UTF-8" in refusal(b"\xef\xbb\xbftext\n\xff\n")


@pytest.mark.parametrize("content", [b"text\nA\0B\n", "text\nfine\n".encode("utf-16-le"), bytes(1_000)])
def test_nul_bytes_are_a_sentence(refusal, content):
    assert "has zero bytes in it, so it is not a text" in refusal(content)


# Rows and columns


def test_columns_can_have_any_order_and_empty_lines_are_skipped(read):
    found = read("id, Label ,TEXT\r\n\r\n1,positive,fine\r\n\r\n2,0.0,bad\r\n")
    assert (found.texts, found.labels) == (["fine", "bad"], [1, 0])


def test_the_first_of_two_columns_text_is_read(read):
    assert read("text,text\na,b\n").texts == ["a"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("text\nfine\nslow, but fine\n", r"Row 2 of .*: It has 2 cells, and the first line has 1\. Put a text with commas"),
        ("text,label\nfine\n", r"Row 1 of .*: It has 1 cells, and the first line has 2"),
        ("text,label\nfine,1\nbad,2\n", r"Row 2 of .*: Its label is neither 1 nor 0"),
        ("text;label\nfine;1\n", r"needs a column “text”"),
        ('text\nfine\n"never closed\n', r"Row 2 of .* is not CSV: a quotation mark is not closed"),
        ('text\n"so "fine" it is"\n', r"Row 1 of .* is not CSV"),
        ('"text\n', r"The first line of .* is not CSV"),
        ("text\n\n\n", r"has no review in its column “text”"),
        ("", r"needs a column “text”"),
    ],
)
def test_a_fault_in_a_table_is_reported_with_its_row(refusal, content, says):
    assert re.search(says, refusal(content))


# Limits


def test_reviews_are_limited_in_number_and_length(read, refusal):
    assert len(read(table(["text"], *[["x" * 30]] * 3)).texts) == 3
    assert "has more than 3 reviews" in refusal(table(["text"], *[["x"]] * 4), LimitError)
    assert "Row 2 of" in (sentence := refusal(table(["text"], ["x"], ["x" * 31]), LimitError))
    assert "has 31 characters, and 30 are the most" in sentence


def test_columns_are_limited(read, refusal):
    names = ["text", *(f"c{number}" for number in range(1, MOST_COLUMNS))]
    assert read(table(names, ["x"] * MOST_COLUMNS)).texts == ["x"]
    assert f"has 101 columns, and {MOST_COLUMNS} are the most" in refusal(table([*names, "one"], ["x"] * 101), LimitError)


def test_a_file_is_limited_in_size(refusal):
    assert "is larger than 1 MB, the most" in refusal(b"text\n" + b"x" * 1_000_000, LimitError)


@pytest.mark.parametrize("line", [b"x" * 900_000, b"," * 900_000, b'"' + b"x\n" * 450_000], ids=["cell", "columns", "quote"])
def test_an_endless_row_is_refused_early(refusal, line):
    assert "The first line of" in (sentence := refusal(line, LimitError))
    assert "has more than 3,000 characters. Perhaps a quotation mark is not closed" in sentence
    assert "Row 2 of" in refusal(b"text\nfine\n" + line, LimitError)


def test_50_megabytes_in_one_line_are_a_sentence(read):
    with pytest.raises(LimitError, match=r"The first line of .* has more than 2,000,000 characters"):
        read(b"x" * 50_000_000, Limits())
    with pytest.raises(LimitError, match="is larger than 50 MB"):
        read(b"x" * 50_000_001, Limits())


def test_a_host_can_allow_longer_reviews(read):
    review = "x" * 300_000
    assert read(table(["text"], [review]), Limits(review_length=300_000)).texts == [review]


def test_a_missing_file_and_a_folder_are_sentences(tmp_path):
    for path in (tmp_path / "reviews.csv", tmp_path):
        with pytest.raises(CorpusError, match="cannot be read"):
            read_reviews(path, SMALL)
