"""What came of a file that a network has judged: how much is right, and whether that means anything."""

from explorer.insight.judged_file import Judged
from explorer.store import Result
from tests.support.judged_files import judged_file

CONTENT = "text,label\na good film,1\na fine film,1\na bad film,0\na dull film,0\nan odd film,1\n"


def test_an_answer_is_positive_above_one_half():
    answers = [(Judged(probability, 1, 1).answer, Judged(probability, 1, 1).certainty) for probability in (0.5, 0.51, 0.1)]
    assert answers == [(0, 0.5), (1, 0.51), (0, 0.9)]


def test_answers_are_compared_with_the_labels_row_by_row():
    file = judged_file(CONTENT, [0.9, 0.2, 0.6, 0.1, 0.7])
    assert [file.is_right(place) for place in range(5)] == [True, False, False, True, True]
    assert file.result == Result(true_positives=2, true_negatives=1, false_positives=1, false_negatives=1)


def test_the_label_that_was_chosen_as_the_positive_one_is():
    content = "text,kind\nbuy this now,spam\nsee you at noon,ham\n"
    assert judged_file(content, [0.9, 0.2], label_column="kind", positive="spam").result.right == 2
    assert judged_file(content, [0.9, 0.2], label_column="kind", positive="ham").result.right == 0


def test_without_labels_nothing_is_right_or_wrong():
    file = judged_file(CONTENT, [0.9, 0.2, 0.6, 0.1, 0.7], label_column="none")
    assert file.result is None and {file.is_right(place) for place in range(5)} == {None}
