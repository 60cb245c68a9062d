"""What is said about a file that a network has judged, and the table of its answers."""

import csv
import io

import pytest

from explorer.export.csv_table import csv_text
from explorer.insight.judged_file import Judged
from explorer.store import Result
from explorer.wording.classes import FILM_REVIEWS, Classes
from explorer.wording.judged_file_sentences import answers, is_unsure, other_names, table, uneven
from tests.support.files import zipped
from tests.support.judged_files import judged_file

NAMES, HAM = FILM_REVIEWS.names, Classes(("ham", "spam"))
CONTENT = "review,stars\nA good film,5\nA bad film,1\n,1\n=1+1 is a film,4\n"


def test_the_table_has_a_row_for_each_review_with_its_line():
    columns, rows = table(judged_file(CONTENT, [0.9, 0.7, 0.2500004]), NAMES)
    assert columns == ["line", "text", "answer", "probability of positive", "label", "right", "caution"]
    assert rows == [
        [2, "A good film", "positive", 0.9, "positive", "yes", ""],
        [3, "A bad film", "positive", 0.7, "negative", "no", ""],
        [5, "=1+1 is a film", "negative", 0.25, "positive", "no", ""],
    ]


def test_as_csv_no_cell_of_it_is_a_formula():
    read = list(csv.reader(io.StringIO(csv_text(*table(judged_file(CONTENT, [0.9, 0.7, 0.2]), ("-", "=x"))))))
    assert [row[1] for row in read] == ["text", "A good film", "A bad film", "'=1+1 is a film"]
    assert [row[2] for row in read] == ["answer", "'=x", "'=x", "'-"]


def test_without_labels_the_table_has_no_columns_for_them():
    columns, rows = table(judged_file("A good film\nA bad film\n", [0.9, 0.2], words=3, known=1), NAMES)
    assert columns == ["line", "text", "answer", "probability of positive", "caution"]
    assert rows[0] == [1, "A good film", "positive", 0.9, "the network knows only 1 of its 3 words"]


def test_rows_of_a_folder_have_the_names_of_their_files():
    content = zipped({"pos/a.txt": "A good film", "neg/b.txt": "A bad film"})
    columns, rows = table(judged_file(content, [0.9, 0.2]), NAMES)
    assert columns[0] == "file" and [row[0] for row in rows] == ["pos/a.txt", "neg/b.txt"]


def test_labels_and_answers_have_their_own_names():
    file = judged_file("text,kind\nbuy this,spam\nhello you,ham\n", [0.9, 0.2], label_column="kind", positive="spam")
    assert [row[2:6] for row in table(file, NAMES)[1]] == [["positive", 0.9, "spam", "yes"], ["negative", 0.2, "ham", "yes"]]


def test_the_shares_of_the_answers_are_said():
    judged = [Judged(probability, 9, 9) for probability in (0.9, 0.8, 0.6, 0.1)]
    assert answers(judged, FILM_REVIEWS) == (
        "The network takes **3** for positive (75.0%) and **1** for negative (25.0%). Of 1 answer it is not sure: its "
        "probability is below 75%."
    )
    assert answers(judged[:2], Classes(("a", "b"))) == "The network takes **2** for “b” (100.0%) and **0** for “a” (0.0%)."
    assert "Of 2 answers it is not sure: their" in answers([Judged(0.5, 9, 9)] * 2, FILM_REVIEWS)


@pytest.mark.parametrize(("probability", "unsure"), [(0.75, False), (0.74, True), (0.26, True), (0.25, False)])
def test_an_answer_that_is_only_perhaps_right_is_unsure(probability, unsure):
    assert is_unsure(Judged(probability, 9, 9)) is unsure


def test_with_uneven_classes_the_balanced_accuracy_is_said():
    said = uneven(Result(true_positives=1, true_negatives=94, false_positives=1, false_negatives=4), HAM)
    assert "**balanced accuracy**" in said and "**59.5%**" in said and "always answering “ham” gets 95.0% right" in said
    assert uneven(Result(47, 47, 3, 3), FILM_REVIEWS) == ""


def test_of_one_class_alone_nothing_is_known_of_the_other():
    assert uneven(Result(3, 0, 0, 1), HAM).startswith("All of them are labelled “spam”:")


def test_other_names_of_the_classes_are_explained():
    assert other_names(Classes(("Negative", "POSITIVE")), FILM_REVIEWS) == ""
    assert other_names(HAM, FILM_REVIEWS) == (
        "The file calls its classes otherwise than the network: where the label is “spam”, the answer positive counts as "
        "right, and where it is “ham”, the answer negative."
    )
