"""A verdict says in plain English what a history shows, and no more than it shows."""

import pytest

from explorer.history import Epoch
from explorer.insight.verdict import verdict


def history(*epochs):
    """Epochs of (training accuracy, validation accuracy, training loss, validation loss)."""
    return [
        Epoch(number, loss=loss, accuracy=accuracy, val_loss=val_loss, val_accuracy=val_accuracy, seconds=0.5)
        for number, (accuracy, val_accuracy, loss, val_loss) in enumerate(epochs, start=1)
    ]


# The article's default as it goes: right from the start, and by heart from the fourth epoch on.
OVERFITTING = history(
    (0.80, 0.86, 0.50, 0.38),
    (0.90, 0.88, 0.30, 0.30),
    (0.93, 0.89, 0.22, 0.28),
    (0.95, 0.88, 0.17, 0.29),
    (0.96, 0.88, 0.13, 0.32),
)


def kind(epochs):
    """The verdict's heading."""
    text = verdict(epochs)
    assert text.startswith("**")
    return text.split("**")[1]


def test_without_epochs_there_is_nothing_to_say():
    assert verdict([]) == ""


def test_a_network_that_only_guesses_has_learned_nothing():
    text = verdict(history((0.50, 0.51, 0.69, 0.69), (0.51, 0.50, 0.69, 0.69)))
    assert text.startswith("**Nothing learned.** After 2 epochs it is right about 51% of the time")
    assert "learning rate" in text


def test_one_epoch_is_one_epoch():
    assert "After 1 epoch it" in verdict(history((0.50, 0.51, 0.69, 0.69)))
    assert "After 1 epoch it" in verdict(history((0.90, 0.88, 0.30, 0.30)))


def test_whoever_once_did_better_than_guessing_did_learn_something():
    assert kind(history((0.60, 0.62, 0.66, 0.65), (0.50, 0.50, 0.70, 0.70))) != "Nothing learned."


def test_a_network_that_does_not_know_its_own_reviews_yet_underfits():
    text = verdict(history((0.60, 0.62, 0.66, 0.65), (0.68, 0.69, 0.62, 0.61), (0.72, 0.73, 0.60, 0.59)))
    assert text.startswith("**Underfitting.**")
    assert "only 72.0% right" in text
    assert "More epochs" in text


def test_two_good_epochs_are_too_short_to_tell():
    text = verdict(OVERFITTING[:2])
    assert text.startswith("**Too short to tell.** After 2 epochs it gets 88.0% of new reviews right")


def test_two_weak_epochs_are_too_short_to_tell_as_well():
    assert kind(history((0.60, 0.62, 0.66, 0.65), (0.72, 0.73, 0.60, 0.59))) == "Too short to tell."


def test_a_validation_loss_that_rises_while_the_training_loss_falls_is_overfitting():
    text = verdict(OVERFITTING)
    assert text.startswith("**Overfitting since epoch 4.**")
    assert "(to 0.130)" in text
    assert "from 0.280 to 0.320" in text
    assert "Stopping after 3 epochs" in text


def test_overfitting_counts_from_the_lowest_validation_loss_not_from_the_best_accuracy():
    rising = history((0.86, 0.87, 0.40, 0.30), (0.92, 0.88, 0.25, 0.33), (0.97, 0.89, 0.10, 0.40))
    assert kind(rising) == "Overfitting since epoch 2."
    assert "Stopping after 1 epoch would" in verdict(rising)


def test_a_validation_loss_that_still_falls_is_learning_well():
    text = verdict(OVERFITTING[:3])
    assert text.startswith("**Learning well.** It gets 89.0% of new reviews right")


@pytest.mark.parametrize(("last", "expected"), [(0.293, "Learning well."), (0.295, "Overfitting since epoch 4.")])
def test_a_rise_of_less_than_five_per_cent_is_chance(last, expected):
    assert kind([*OVERFITTING[:3], *history(*[(0.95, 0.88, 0.17, last)] * 4)[3:]]) == expected


@pytest.mark.parametrize(("accuracy", "expected"), [(0.849, "Underfitting."), (0.851, "Learning well.")])
def test_underfitting_ends_at_85_per_cent_of_its_own_reviews(accuracy, expected):
    assert kind(history(*[(accuracy, 0.84, 0.35, 0.36)] * 3)) == expected


@pytest.mark.parametrize(("accuracy", "expected"), [(0.549, "Nothing learned."), (0.551, "Underfitting.")])
def test_five_points_above_a_coin_are_more_than_luck(accuracy, expected):
    assert kind(history(*[(accuracy, accuracy, 0.68, 0.68)] * 3)) == expected


@pytest.mark.parametrize("count", range(1, 6))
def test_every_verdict_is_a_heading_and_whole_sentences(count):
    text = verdict(OVERFITTING[:count])
    assert text.count("**") == 2
    assert text.endswith(".")
