"""Labels are understood as people write them; two words are asked about, and the middle is left out."""

import pytest

from explorer.errors import CorpusError
from explorer.reading import Asked
from explorer.reading.labels import NEUTRAL, class_names, understand
from tests.support.files import inspected, read


def labelled(values, column="label", **said):
    """The form of a file in which each of the values is the label of a text."""
    return inspected(
        "\n".join([f"text,{column}", *(f"text number {i} of it,{one}" for i, one in enumerate(values))]), **said
    )


def meaning(values, column="label"):
    rule = understand(dict.fromkeys(values, 5), column)
    return [rule.of(value) for value in values]


@pytest.mark.parametrize(
    ("values", "means"),
    [
        (["0", "1"], [0, 1]),
        (["0.0", "1.0"], [0, 1]),
        (["-1", "1"], [0, 1]),
        (["−1", "0", "1"], [0, NEUTRAL, 1]),
        (["0", "4"], [0, 1]),
        (["0", "2", "4"], [0, NEUTRAL, 1]),
        (["0", "1", "2", "3", "4"], [0, 0, NEUTRAL, 1, 1]),
        (["TRUE", "False"], [1, 0]),
        (["Yes", "no"], [1, 0]),
        (["Y", "N"], [1, 0]),
        (["Positive", "NEGATIVE", "neutral"], [1, 0, NEUTRAL]),
        (["pos", "neg"], [1, 0]),
        (["Extremely Positive", "Positive", "Negative"], [1, 1, 0]),
        (["1", "negative", "pos"], [1, 0, 1]),
        (["good", "bad"], [1, 0]),
        (["1", "2", "3", "4", "5"], [0, 0, NEUTRAL, 1, 1]),
        (["0.5", "3.5", "4,5"], [0, NEUTRAL, 1]),
        (["1", "4", "5", "6", "7", "10"], [0, 0, NEUTRAL, NEUTRAL, 1, 1]),
        (["2/10", "9/10"], [0, 1]),
        (["1 star", "5 stars"], [0, 1]),
        (["★", "★★★★★", "★★★☆☆"], [0, 1, NEUTRAL]),
    ],
)
def test_labels_are_understood(values, means):
    assert meaning(values) == means


def test_stars_of_one_and_two_are_stars_only_where_the_column_says_so():
    assert meaning(["1", "2"], "stars") == [0, 0]
    assert labelled("12" * 5).question.about == "positive"
    assert understand({"0": 1, "1": 1}, "rating").of("0") == 0


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ("15", "Stars from 1 to 5: 4 and 5 are positive, 1 and 2 negative, 3 is left out."),
        (["1", "8"], "Stars from 1 to 10: 7 and more are positive, 4 and fewer negative, 5 and 6 are left out."),
        ("04", "0 is negative, 4 is positive, 2 is left out."),
        ("10", "0 is negative, 1 is positive."),
    ],
)
def test_the_rule_is_said(values, says):
    assert says in labelled(values).labels.rule


def test_of_two_words_one_is_asked_for():
    question = labelled(["ham", "ham", "Spam"]).question
    assert (question.about, question.choices) == ("positive", ("ham", "Spam"))
    assert "are “ham” (2) and “Spam” (1). Which one is the positive one?" in question.sentence
    assert labelled(["ham", "ham", "Spam"], positive="SPAM ").class_names == ("ham", "Spam")
    with pytest.raises(CorpusError, match="“eggs” is not one of two labels"):
        labelled(["ham", "Spam"], positive="eggs")
    with pytest.raises(CorpusError, match="has no column with labels"):
        inspected("text\nfine\n", positive="fine")


def test_the_positive_label_can_be_turned_round():
    assert [label for _, label in read("text,label\nfine film,0\nbad film,1\n", positive="0")] == [1, 0]


def test_a_slip_in_a_small_file_is_a_slip():
    assert [labelled("0115").labels.of(value) for value in "015"] == [0, 1, None]


def test_one_slip_among_words_does_not_make_a_third_class():
    form = labelled(["ham"] * 5 + ["spam"] * 5 + ["spma"], positive="spam")
    assert form.labels.of("spma") is None and form.class_names == ("ham", "spam")


@pytest.mark.parametrize("values", ["abcdefg" * 6, [f"{i / 7:.3f}" for i in range(40)]])
def test_labels_that_are_not_understood_are_named_and_nothing_is_guessed(values):
    question = labelled(values).question
    assert question.about == "label_column" and question.choices == ("none",)
    assert f"“{values[1]}”" in question.sentence and "Understood are 0 and 1, −1 and 1" in question.sentence
    with pytest.raises(CorpusError, match="which are not understood"):
        labelled(values, label_column="label")
    assert labelled(values, label_column="none").question is None


@pytest.mark.parametrize(
    ("column", "names"),
    [
        ("label", ("negative", "positive")),
        ("airline_sentiment", ("negative", "positive")),
        ("is_spam", ("not spam", "spam")),
        ("Recommended IND", ("not recommended", "recommended")),
        ("column 2", ("negative", "positive")),
    ],
)
def test_a_column_names_its_classes_where_its_values_do_not(column, names):
    assert class_names(column) == names


def test_a_column_of_missing_labels_leaves_every_row_out():
    assert read("text,label\nfine film,\nbad film,nan\n") == []


def test_of_steps_one_end_is_positive_and_the_other_negative():
    assert labelled("012" * 4).question.choices == ("0", "2")
    rule = labelled("012" * 4, positive="2").labels
    assert [rule.of(value) for value in "012"] == [0, NEUTRAL, 1]
    assert rule.rule == "“2” counts as positive, “0” as negative, what is between them is left out."
    with pytest.raises(CorpusError, match="“1” is not one of two labels"):
        labelled("012" * 4, positive="1")


@pytest.mark.parametrize("values", [("Ham", "ham"), ("SPAM", "Spam"), ("ham", "ham")])
def test_one_label_in_two_cases_is_one_label(values):
    # Which of them is the positive one has no answer.
    form = labelled([*values, *values, *values, *values])
    assert form.question.about == Asked.LABEL
    assert "has one label alone, “" in form.question.sentence


@pytest.mark.parametrize(
    ("first", "second", "names"),
    [
        ("ham\n\n# not\tspam", "sp\x1bam", ("ham # not spam", "spam")),
        ("\u202eevil\u202c", "\u2067שלום\u2069", ("evil", "שלום")),
        ("👍🏽 good", "👨‍👩‍👧 bad", ("👍🏽 good", "👨‍👩‍👧 bad")),
        ("n" * 300, "p" * 300, ("n" * 40 + " …", "p" * 40 + " …")),
        ("a" * 100 + "bad", "a" * 100 + "good", ("… bad", "… good")),
    ],
)
def test_names_of_classes_are_short_and_on_one_line(first, second, names):
    rule = understand({first: 5, second: 5}, "label", positive=second)
    assert rule.class_names == names
    assert [rule.of(first), rule.of(second)] == [0, 1]
