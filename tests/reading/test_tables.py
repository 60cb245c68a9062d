"""Tables as Excel, Sheets, Kaggle, pandas and R write them, with their faults."""

import io

import openpyxl
import pytest

from explorer.errors import CorpusError, LimitError
from explorer.scheduling.limits import Limits
from tests.support.files import BOTH, COMPLAINT, PRAISE, inspected, problems, read, rows_of

P, N = f'"{PRAISE}"', f'"{COMPLAINT}"'


@pytest.mark.parametrize(
    "content",
    [
        f"text,label\n{P},1\n{N},0\n",
        f"\ufefftext;label\r\n{P};1\r\n{COMPLAINT};0\r\n",
        f"sep=;\r\ntext;label\r\n{P};1\r\n{N};0\r\n",
        f"sep=,\r\ntext,label\r\n{P},1\r\n{N},0\r\n",
        f'"sep=\t"\r\ntext\tlabel\r\n{P}\t1\r\n{N}\t0\r\n',
        f"label, text\n1, {P}\n0, {N}\n",
        f"text,label\r{P},1\r{N},0\r",
        f"\n\ntext,label\n\n{P},1\n   \n{N},0",
        f'"text","label"\n"1",{P},1\n"2",{N},0\n',
        f",text,label\n0,{P},1\n1,{N},0\n",
        f"text,label,\n{P},1,\n{N},0,\n",
        f"text,label,,\n{P},1,,\n{N},0,,\n",
        f"id,Sentiment,Review Text\n7,positive,{P}\n9,NEGATIVE,{N}\n",
        f"reviewText,overall,review_id\n{P},5.0,1\n{N},1.0,2\n",
        f"4,x,NO_QUERY,{P}\n0,x,NO_QUERY,{N}\n",
        f"{P},1\n{N},0\n",
        f"Table 1\n\ntext,label\n{P},1\n{N},0\n",
        f"Answers of March,\ntext|label\n{P}|1\n{N}|0\n",
        f"review,rating\n{P},5.0 out of 5 stars\n{N},1.0 out of 5 stars\n",
    ],
    ids=lambda content: content[:12],
)
def test_every_way_to_write_two_reviews_reads_the_same(content):
    assert read(content) == BOTH


def test_quotation_marks_are_read_as_other_programs_read_them():
    content = (
        'text,label\n"He said ""great"", and left",1\nHe said "great" and left,1\n"so "fine" it is",0\n'
        '"a \\"slashed\\" one, yes",1\n"two\nlines, here",0\n"never closed,1\ngood,1\n'
    )
    assert [row.text for row in rows_of(content)] == [
        'He said "great", and left',
        'He said "great" and left',
        'so fine" it is"',
        'a "slashed" one, yes',
        "two\nlines, here",
        '"never closed',
        "good",
    ]
    assert [row.line for row in rows_of(content)] == [2, 3, 4, 5, 6, 8, 9]


def test_a_quotation_mark_that_is_not_closed_costs_one_row():
    content = 'text,label\n"open, and on,1\n' + "fine film,1\nbad film,0\n" * 50
    assert problems(content) == [(2, "QUOTE")] and len(read(content)) == 100


def test_quotation_marks_in_a_file_with_tabs_may_mean_nothing():
    content = 'ham\tGo until jurong\nspam\tFree entry now\nham\t"Hello there\nspam\tCall me now"\nham\tOk "lar" yes\n'
    assert [text for text, _ in read(content, "SMSSpamCollection", positive="spam")] == [
        "Go until jurong",
        "Free entry now",
        '"Hello there',
        'Call me now"',
        'Ok "lar" yes',
    ]


def test_one_column_has_commas_in_its_texts():
    assert read('text\nslow, but fine\n"a, b"\nfine; really\tgood\n') == [
        ("slow, but fine", None),
        ("a, b", None),
        ("fine; really\tgood", None),
    ]


def test_rows_that_cannot_be_used_have_a_line_and_a_reason():
    content = "text,label\n\nfine film,1\nfine, film,1\n,0\n   ,1\nfine,\nfilm\nfine,NaN\nfilm,0\nfilm,seven\n,\n,,,\n"
    assert problems(content) == [
        (4, "CELLS"),
        (5, "EMPTY_TEXT"),
        (6, "EMPTY_TEXT"),
        (7, "NO_LABEL"),
        (8, "CELLS"),
        (9, "NO_LABEL"),
        (11, "OTHER_LABEL"),
        (12, "EMPTY_TEXT"),
        (13, "EMPTY_TEXT"),
    ]


@pytest.mark.parametrize(
    ("names", "text", "label"),
    [
        (["tweet_id", "airline_sentiment", "airline_sentiment_confidence", "text"], "text", "airline_sentiment"),
        (["Id", "Score", "Summary", "Text"], "Text", "Score"),
        (["Unnamed: 0", "Title", "Review Text", "Rating", "Recommended IND"], "Review Text", "Rating"),
        (["review_id", "stars", "body", "language"], "body", "stars"),
        (["Kommentar", "Bewertung"], "Kommentar", "Bewertung"),
    ],
)
def test_columns_are_recognised_by_their_names_and_what_is_in_them(names, text, label):
    cells = {
        "tweet_id": "570306133677760513 570301130888122368",
        "airline_sentiment": "positive negative",
        "airline_sentiment_confidence": "1 0.34",
        "Id": "1 2",
        "Unnamed: 0": "0 1",
        "Title": "Good Bad",
        "Summary": "Good Bad",
        "review_id": "R1 R2",
        "language": "en en",
        "Recommended IND": "1 0",
    }

    def cell(name, row):
        if name == text:
            return (P, N)[row]
        return cells[name].split()[row] if name in cells else ("5", "1")[row]

    content = "\n".join([",".join(names), *(",".join(cell(name, row) for name in names) for row in (0, 1))])
    form = inspected(content)
    assert (form.columns[form.text_column], form.columns[form.label_column]) == (text, label)
    assert read(content) == BOTH


def test_a_first_row_of_labels_and_texts_names_nothing():
    for content in (
        "great film,positive\nawful film,negative\n",
        "7,Positive,great text\n8,Neutral,ok\n9,Negative,a bad review\n",
    ):
        form = inspected(content)
        assert form.header_line == 0 and form.labels.class_names == ("negative", "positive")


def test_questions_of_a_survey_are_names():
    content = (
        "Timestamp,What did you think?,How many stars?\n11/29/2026 10:00:00,Loved it,5\n11/29/2026 10:01:00,It was awful,1\n"
    )
    assert read(content) == [("Loved it", 1), ("It was awful", 0)]


def test_a_column_that_counts_rows_has_no_labels():
    assert inspected("id,text\n1,good film\n2,bad film\n1,worse film\n").label_column is None
    assert inspected("n,text\n0,fine film here\n1,bad film here\n2,good film here\n").label_column is None


def test_a_file_of_which_the_text_is_unclear_asks_with_its_columns():
    question = inspected("a,b\none two three,four five six\nten two three,four five six\n").question
    assert question.about == "text_column" and question.choices == ("a", "b")
    assert "The columns of reviews.csv are “a” and “b”; which one is the text?" in question.sentence
    with pytest.raises(CorpusError, match="which one is the text"):
        rows_of("a,b\none two three,four five six\nten two three,four five six\n")


def test_a_name_that_is_given_shows_where_the_names_are():
    content = "first words here,second words here\none two three,four five six\n"
    assert inspected(content, text_column="second words here").header_line == 1


def test_a_title_that_is_also_the_name_of_a_column_is_a_title():
    book = openpyxl.Workbook()
    for row in (["Reviews"], ["Reviews", "Stars"], [PRAISE, 5], [COMPLAINT, 1]):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    for said in ({}, {"text_column": "Reviews"}, {"label_column": "Stars"}):
        assert inspected(content.getvalue(), **said).header_line == 2


def test_the_number_of_a_column_names_none():
    content = "1,Great film of the year\n0,Bad film of the year\n"
    form = inspected(content, text_column="2", label_column="1")
    assert (form.header_line, form.rows, form.label_column) == (0, 2, 0)


def test_columns_can_be_chosen_by_name_and_by_number():
    content = "a,b\none two three,four five six\nten two three,seven\n"
    assert read(content, text_column="B") == [("four five six", None), ("seven", None)]
    assert read(content, text_column="1")[0] == ("one two three", None)
    with pytest.raises(CorpusError, match=r"has no column “c”\. Its columns are “a” and “b”"):
        inspected(content, text_column="c")
    with pytest.raises(CorpusError, match="cannot be both"):
        inspected(content, text_column="a", label_column="a")


# Limits


def test_rows_are_limited_in_number_and_length():
    small = Limits(review_length=30, reviews=3, file_size=1)
    content = f"text\n{'x' * 30}\n{'x' * 31}\n{'x' * 4_000}\n"
    assert problems(content, limits=small) == [(3, "TOO_LONG"), (4, "TOO_LONG")]
    with pytest.raises(LimitError, match="has more than 3 reviews"):
        inspected("text\n" + "x\n" * 4, limits=small)
    with pytest.raises(LimitError, match="is larger than 1 MB"):
        inspected("text\n" + "x" * 1_000_000, limits=small)


def test_columns_are_limited():
    with pytest.raises(LimitError, match="has 101 columns, and 100 are the most"):
        inspected(",".join(["text", *map(str, range(100))]) + "\n" + "x," * 100 + "x\n")


@pytest.mark.parametrize("line", ["x" * 900_000, "," * 900_000, '"' + "x\n" * 450_000], ids=["cell", "columns", "quote"])
def test_an_endless_row_costs_itself_and_no_other(line):
    small = Limits(review_length=30, reviews=500_000, file_size=1)
    found = read(f"text,label\nfine film,1\n{line}\nbad film,0\n", limits=small)
    assert found[0] == ("fine film", 1) and found[-1] == ("bad film", 0)


def test_a_file_without_rows_is_a_sentence():
    for content, says in (
        ("", "has no review"),
        ("\n\n", "has no review"),
        ("text,label\n", "no review below its first line"),
    ):
        with pytest.raises(CorpusError, match=says):
            inspected(content)


def test_of_two_columns_with_one_name_it_is_said_which_is_taken():
    form = inspected(f"text,text,label\nshort,{P},1\nlittle,{N},0\n")
    assert (form.text_column, form.label_column) == (1, 2)
    assert form.notes == ("2 columns are called “text”; number 2 of all columns is taken.",)
    assert inspected(f"text,text,label\nshort,{P},1\nlittle,{N},0\n", text_column="1").text_column == 0
