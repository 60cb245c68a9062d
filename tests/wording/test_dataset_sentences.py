"""What is said of a file before it becomes a data set, and of a data set before it goes."""

import numpy as np
import pytest

from explorer.datasets import Facts
from explorer.wording import dataset_sentences


def facts_of(negative=500, positive=500, words=20, **figures):
    """Facts of so many reviews, three fifths of each class to learn from."""
    labels = np.array([0] * negative + [1] * positive, np.uint8)
    places = np.concatenate([np.arange(count) / max(1, count) for count in (negative, positive)])
    splits = np.searchsorted([0.6, 0.8], places, side="right").astype(np.uint8)
    usual = {"repeated": 0, "contradictory": 0, "language": "German", "unspaced": 0.0}
    return Facts(("ham", "spam"), labels, splits, np.full(len(labels), words), **(usual | figures))


def test_what_is_in_a_file():
    assert dataset_sentences.facts(facts_of()) == [
        "1,000 reviews: 500 “ham” (50%) and 500 “spam” (50%).",
        "600 to learn from, 200 to compare settings with (validation), and 200 sealed for the exam.",
        "Half of them have 20 words or fewer. They seem to be in German.",
    ]


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        ({"repeated": 1}, "1 has the same words as an earlier one. Equal texts stay together"),
        ({"repeated": 1_200}, "1,200 have the same words as an earlier one."),
        ({"language": ""}, "Half of them have 20 words or fewer. Their language is not clear."),
        ({"words": 1}, "Half of them have 1 word or fewer."),
    ],
)
def test_each_fact_is_said_where_there_is_one(figures, sentence):
    assert any(one.startswith(sentence) for one in dataset_sentences.facts(facts_of(**figures)))


def test_with_enough_balanced_reviews_there_is_nothing_to_beware_of():
    assert dataset_sentences.warnings(facts_of(5_000, 5_000)) == []


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        ({"negative": 30, "positive": 30}, "These are few. If a network gets 80% of 12 validation reviews right"),
        ({"negative": 9_500, "positive": 500}, "The classes are uneven: always answering “ham” gets 95.0% of the"),
        ({"negative": 500, "positive": 9_500}, "The classes are uneven: always answering “spam” gets 95.0% of the"),
        ({"contradictory": 1}, "1 review with the words of an earlier one has the other label."),
        ({"contradictory": 2}, "2 reviews with the words of an earlier one have the other label."),
        ({"words": 3}, "Most of these texts have fewer than 4 words"),
        ({"unspaced": 0.1}, "10% of the texts have no spaces between their words"),
    ],
)
def test_each_warning_is_said_where_it_is_due(figures, sentence):
    (warning,) = dataset_sentences.warnings(facts_of(**{"negative": 5_000, "positive": 5_000} | figures))
    assert warning.startswith(sentence)


@pytest.mark.parametrize(
    ("runs", "sentence"),
    [
        (0, "“Mine” goes. Nothing was trained on it."),
        (
            1,
            "“Mine” goes, and so does what was trained on it: 1 run, with its network, its place on the leaderboard and "
            "exams.",
        ),
        (
            1_200,
            "“Mine” goes, and so does what was trained on it: 1,200 runs, with their networks, their places on the "
            "leaderboard and exams.",
        ),
    ],
)
def test_what_goes_with_a_data_set(runs, sentence):
    assert dataset_sentences.goes_with_it("Mine", runs) == sentence


def test_how_long_it_is_kept_and_what_still_trains():
    assert dataset_sentences.kept_for(None) == "It stays until removed."
    assert dataset_sentences.kept_for(1) == "After 1 day it is removed, with everything trained on it."
    assert dataset_sentences.still_active(1) == "1 run of them still waits or trains, and will end."
    assert dataset_sentences.still_active(2) == "2 runs of them still wait or train, and will end."
