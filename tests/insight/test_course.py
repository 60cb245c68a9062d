"""The facts of a history: which network is kept, which epoch was a slip, and where the run was going."""

from dataclasses import replace

import pytest

from explorer.insight.verdict.course import Course
from tests.support.histories import REVIEWS, history, labelled_history, real_histories, with_losses


def course(epochs):
    return Course(epochs, REVIEWS)


def with_accuracies(*accuracies):
    return course(history(*[(0.9, accuracy, 0.3, 0.3) for accuracy in accuracies]))


def test_of_equals_the_first_counts():
    epochs = history((0.9, 0.8, 0.3, 0.3), (1.0, 0.9, 0.2, 0.2), (1.0, 0.9, 0.1, 0.2))
    assert [one.epoch for one in (course(epochs).kept, course(epochs).top, course(epochs).lowest)] == [2, 2, 2]


def test_a_single_bad_epoch_is_a_slip_and_nothing_rests_on_it():
    found = with_accuracies(0.88, 0.88, 0.70, 0.88, 0.88)
    assert [one.epoch for one in found.slips] == [3]
    assert [one.epoch for one in found.steady] == [1, 2, 4, 5]
    assert found.swing == 0


@pytest.mark.parametrize(
    "accuracies",
    [
        (0.88, 0.70, 0.88, 0.70, 0.88),  # Several are no slips.
        (0.88, 0.88, 0.70, 0.70, 0.88),  # Nor is a stretch.
        (0.70, 0.88, 0.88, 0.88, 0.88),  # Nor a beginning.
        (0.88, 0.88, 0.851, 0.88, 0.88),  # Nor what is small.
    ],
)
def test_what_is_no_slip(accuracies):
    assert with_accuracies(*accuracies).slips == []


def test_a_bad_last_epoch_is_one_because_nobody_knows_what_would_have_followed():
    assert [one.epoch for one in with_accuracies(0.88, 0.88, 0.88, 0.70).slips] == [4]


def test_a_level_is_no_trend():
    """A steep rise has a low middle value in its last third, and a run that lies flat a lower one than before."""
    rise = course(labelled_history("labels-at-random"))
    assert rise.val_loss_trend.rises
    flat = course(labelled_history("levelled-off-at-20"))
    assert not flat.improves and not flat.val_loss_trend.rises


def test_what_moves_by_less_than_a_hundredth_goes_nowhere():
    assert course(with_losses(0.300, 0.2995, 0.2990, 0.2985)).improves is False
    assert course(with_losses(0.300, 0.298, 0.296, 0.294)).improves is True


def test_a_rising_accuracy_is_an_improvement_unless_the_loss_rises():
    accuracies = (0.80, 0.82, 0.84, 0.86)
    flat = [replace(one, val_accuracy=accuracy) for one, accuracy in zip(with_losses(*[0.4] * 4), accuracies)]
    up = [replace(one, val_accuracy=accuracy) for one, accuracy in zip(with_losses(0.4, 0.42, 0.44, 0.46), accuracies)]
    assert course(flat).improves and not course(up).improves


def test_it_breaks_records_only_where_its_best_is_at_the_end():
    assert course(with_losses(0.5, 0.4, 0.35, 0.32, 0.3)).breaks_records
    recovering = course(with_losses(0.2, 0.5, 0.45, 0.4, 0.35))
    assert recovering.improves and not recovering.breaks_records


def test_the_swing_is_beyond_any_trend():
    assert with_accuracies(*[0.5 + 0.02 * epoch for epoch in range(12)]).swing == pytest.approx(0, abs=1e-9)
    assert course(labelled_history("swinging")).swing > 0.1
    assert with_accuracies(0.88, 0.80, 0.88, 0.80).swing == 0  # Too few to tell.


def test_the_articles_combinations_swing_as_much_as_is_said():
    swings = sorted(course(epochs).swing for epochs in real_histories().values())
    assert swings[len(swings) // 2] == pytest.approx(0.005, abs=0.0005)
    assert swings[-1] == pytest.approx(0.015, abs=0.0005)
