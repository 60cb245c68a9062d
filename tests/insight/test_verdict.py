"""The rules of the verdict recognise each kind of history, and no more than it shows."""

import math
import random
from dataclasses import replace

import pytest

from explorer.insight import noise, verdict
from explorer.insight.verdict import Kind
from explorer.insight.verdict.rules import overfitting_since
from tests.support.histories import CASES, GUESSING, OVERFITTING, REVIEWS, history, with_losses


def kinds(epochs, diverged=False):
    return verdict.kinds(epochs, REVIEWS, diverged)


def test_without_epochs_there_is_nothing_to_say():
    assert kinds([]) == []


# Every kind


@pytest.mark.parametrize(("kind", "epochs"), CASES.items())
def test_each_kind_of_history_is_recognised(kind, epochs):
    assert kinds(epochs) == [kind]


@pytest.mark.parametrize(("accuracy", "expected"), [(0.527, Kind.NOTHING_LEARNED), (0.529, Kind.UNDERFITTING)])
def test_two_margins_above_a_coin_flip_are_more_than_luck(accuracy, expected):
    assert kinds(history(*[(0.51, accuracy, 0.69, 0.69)] * 3)) == [expected]


def test_a_single_epoch_of_guessing_has_learned_nothing_yet():
    assert kinds(GUESSING[:1]) == [Kind.NOTHING_LEARNED]


@pytest.mark.parametrize(("end", "worse"), [(0.901, False), (0.899, True)])
def test_five_points_lost_are_too_many(end, worse):
    epochs = [*with_losses(0.3, 0.3, 0.3), *history(*[(end, 0.88, 0.1, 0.3)] * 6)[3:]]
    assert (kinds(epochs) == [Kind.GETTING_WORSE]) == worse


def test_one_bad_epoch_at_the_end_is_no_relapse():
    good = with_losses(*[0.3] * 9)
    assert kinds([*good[:8], replace(good[8], accuracy=0.7)]) == [Kind.LEARNING_WELL]


@pytest.mark.parametrize(("accuracy", "expected"), [(0.849, Kind.UNDERFITTING), (0.851, Kind.LEARNING_WELL)])
def test_underfitting_ends_at_85_per_cent_of_its_own_reviews(accuracy, expected):
    assert kinds(history(*[(accuracy, 0.84, 0.35, 0.36)] * 3)) == [expected]


def test_dropout_that_only_spoils_the_training_figures_is_no_underfitting():
    assert kinds(history(*[(0.80, 0.87, 0.45, 0.33)] * 4)) == [Kind.LEARNING_WELL]


def test_a_validation_loss_that_rises_with_the_training_loss_is_not_overfitting():
    worse = [replace(epoch, loss=0.1 * epoch.epoch) for epoch in OVERFITTING]
    assert overfitting_since(worse) is None


def test_an_outlier_in_the_last_epoch_is_not_overfitting():
    assert overfitting_since(with_losses(*[0.3] * 9, 0.6)) is None


def test_a_rise_that_went_down_again_is_not_overfitting():
    assert overfitting_since(with_losses(0.30, 0.30, 0.30, 0.40, 0.42, 0.40, 0.30, 0.30, 0.29)) is None


@pytest.mark.parametrize("count", [3, 5, 8, 10, 20, 50])
def test_jitter_without_a_trend_is_hardly_ever_called_overfitting(count):
    rolls = random.Random(count)
    runs = [with_losses(*[0.3 * math.exp(rolls.gauss(0, noise.JITTER)) for _ in range(count)]) for _ in range(1_000)]
    assert sum(overfitting_since(run) is not None for run in runs) <= 50


def test_a_real_rise_is_found_under_the_jitter():
    """About as the article's default goes: from 0.28 in the fifth epoch to 0.36 in the tenth."""
    rolls = random.Random(1)
    curve = (0.41, 0.33, 0.30, 0.285, 0.28, 0.285, 0.30, 0.32, 0.34, 0.36)
    runs = [with_losses(*[loss * math.exp(rolls.gauss(0, noise.JITTER)) for loss in curve]) for _ in range(1_000)]
    assert sum(overfitting_since(run) is not None for run in runs) >= 900


@pytest.mark.parametrize(
    ("accuracy", "val_accuracy", "expected"),
    [
        (0.971, 0.88, Kind.MEMORISING),
        (0.969, 0.88, Kind.LEARNING_WELL),
        (0.99, 0.945, Kind.LEARNING_WELL),
        (0.99, 0.935, Kind.MEMORISING),
    ],
)
def test_memorising_takes_nearly_all_of_its_own_and_a_gap(accuracy, val_accuracy, expected):
    assert kinds(with_losses(*[0.3] * 6, accuracy=accuracy, val_accuracy=val_accuracy)) == [expected]


def test_with_few_reviews_a_gap_may_be_luck():
    epochs = with_losses(*[0.3] * 6, accuracy=0.98)
    assert verdict.kinds(epochs, 5_000) == [Kind.MEMORISING]
    assert verdict.kinds(epochs, 20) == [Kind.LEARNING_WELL]


def test_a_run_that_diverged_may_have_overfitted_before():
    assert kinds(OVERFITTING, diverged=True) == [Kind.DIVERGED, Kind.OVERFITTING]
