"""A verdict says in plain English what a history shows, and no more than it shows."""

import math
import random
from dataclasses import replace

import pytest

from explorer.config import KNOBS, RunConfig
from explorer.history import Epoch
from explorer.insight import noise
from explorer.insight.verdict import Kind, findings, overfitting_since

REVIEWS = 5_000
DEFAULT = RunConfig()


def history(*epochs):
    """Epochs of (training accuracy, validation accuracy, training loss, validation loss)."""
    return [
        Epoch(number, loss=loss, accuracy=accuracy, val_loss=val_loss, val_accuracy=val_accuracy, seconds=0.5)
        for number, (accuracy, val_accuracy, loss, val_loss) in enumerate(epochs, start=1)
    ]


def with_losses(*losses, accuracy=0.95, val_accuracy=0.88):
    """A network that is good at its own reviews and gets better at them, with these validation losses."""
    return history(*[(accuracy, val_accuracy, 0.4 / number, loss) for number, loss in enumerate(losses, start=1)])


OVERFITTING = with_losses(0.38, 0.30, 0.28, 0.29, 0.32, 0.34, 0.36, 0.38, 0.40)
FALLING = with_losses(0.50, 0.44, 0.39, 0.35, 0.32, 0.30)
BY_HEART = with_losses(0.40, 0.30, 0.29, 0.29, 0.29, 0.29, accuracy=0.98)
GUESSING = history(*[(0.503, 0.490, 0.702, 0.693), (0.499, 0.510, 0.699, 0.701), (0.501, 0.510, 0.704, 0.693)] * 2)
SLOW = history((0.60, 0.62, 0.66, 0.65), (0.68, 0.69, 0.62, 0.61), (0.72, 0.73, 0.60, 0.59))
# What really happened with an L2 penalty of 0.1: the price of its weights drove it back to guessing.
RELAPSE = history(
    (0.7303, 0.7636, 2.6104, 1.9755),
    (0.8215, 0.7528, 1.8313, 1.7171),
    (0.8157, 0.7780, 1.3964, 1.3151),
    (0.8028, 0.8084, 1.0961, 1.0383),
    (0.7490, 0.5796, 0.8320, 0.8043),
    (0.6838, 0.6944, 0.7816, 0.7609),
)
CASES = {
    Kind.NOTHING_LEARNED: GUESSING,
    Kind.TOO_SHORT: OVERFITTING[:2],
    Kind.GETTING_WORSE: RELAPSE,
    Kind.UNDERFITTING: SLOW,
    Kind.OVERFITTING: OVERFITTING,
    Kind.MEMORISING: BY_HEART,
    Kind.LEARNING_WELL: FALLING,
}


def judge(epochs, config=DEFAULT, diverged=False):
    return findings(config, epochs, REVIEWS, diverged)


def kinds(epochs, **options):
    return [finding.kind for finding in judge(epochs, **options)]


def labels(finding):
    return [suggestion.label for suggestion in finding.suggestions]


# Every kind


@pytest.mark.parametrize(("kind", "epochs"), CASES.items())
def test_each_kind_of_history_is_recognised(kind, epochs):
    assert kinds(epochs) == [kind]


@pytest.mark.parametrize("epochs", CASES.values())
def test_every_finding_is_made_of_whole_sentences_and_rests_on_epochs_that_there_are(epochs):
    for finding in judge(epochs):
        assert finding.title and not finding.title.endswith(".")
        assert finding.receipts
        for text in (finding.text, finding.because, finding.is_not, *finding.receipts):
            assert text.endswith(".")
            assert not set(text) & set("*_`[]$<>")
        first, last = finding.epochs
        assert 1 <= first <= last == len(epochs)


def test_without_epochs_there_is_nothing_to_say():
    assert judge([]) == []


def test_the_stretch_for_the_charts_is_that_of_the_finding():
    assert overfitting_since(OVERFITTING) == 4
    assert judge(OVERFITTING)[0].title == "Overfitting since epoch 4"
    others = [epochs for kind, epochs in CASES.items() if kind != Kind.OVERFITTING]
    assert [overfitting_since(epochs) for epochs in [*others, []]] == [None] * 7


# Nothing learned


def test_a_network_that_only_guesses_has_learned_nothing():
    (finding,) = judge(GUESSING, RunConfig(learning_rate=0.5))
    assert "51.0% of new reviews" in finding.text
    assert finding.certainty == "Quite sure"
    assert labels(finding)[0] == "Try learning rate 0.001"


def test_guessing_depends_on_how_many_reviews_there_are_to_be_lucky_with():
    epochs = history(*[(0.52, 0.52, 0.69, 0.69)] * 3)
    assert findings(DEFAULT, epochs, 5_000)[0].kind == Kind.NOTHING_LEARNED
    assert findings(DEFAULT, epochs, 5_000)[0].certainty == "Likely"
    assert findings(DEFAULT, epochs, 50_000)[0].kind == Kind.UNDERFITTING


@pytest.mark.parametrize(("accuracy", "expected"), [(0.527, Kind.NOTHING_LEARNED), (0.529, Kind.UNDERFITTING)])
def test_two_margins_above_a_coin_flip_are_more_than_luck(accuracy, expected):
    assert kinds(history(*[(0.51, accuracy, 0.69, 0.69)] * 3)) == [expected]


def test_a_single_epoch_of_guessing_has_learned_nothing_yet():
    assert kinds(GUESSING[:1]) == [Kind.NOTHING_LEARNED]


def test_unlucky_first_weights_call_for_another_seed():
    assert labels(judge(GUESSING, RunConfig(seed=9_999))[0]) == ["Try seed 0"]


# Too short to tell


@pytest.mark.parametrize(("epochs", "words"), [(1, "After 1 epoch it"), (2, "After 2 epochs it")])
def test_fewer_than_three_epochs_are_too_short(epochs, words):
    (finding,) = judge(OVERFITTING[:epochs], RunConfig(epochs=epochs))
    assert finding.title == "Too short to tell"
    assert words in finding.text
    assert len(finding.receipts) == epochs
    assert labels(finding) == ["Try 10 epochs"]


def test_a_run_that_was_stopped_early_needs_no_other_settings():
    assert judge(OVERFITTING[:2], RunConfig(epochs=20))[0].suggestions == ()


# Getting worse


def test_a_network_that_forgets_its_own_reviews_gets_worse_since_it_knew_most():
    (finding,) = judge(RELAPSE, RunConfig(l2=0.1))
    assert finding.title == "Getting worse since epoch 2"
    assert labels(finding) == ["Try L2 penalty 0", "Try learning rate 0.0001"]
    assert "highest 82.2% in epoch 2, 71.6% at the end" in finding.receipts[0]


@pytest.mark.parametrize(("end", "worse"), [(0.901, False), (0.899, True)])
def test_five_points_lost_are_too_many(end, worse):
    epochs = [*with_losses(0.3, 0.3, 0.3), *history(*[(end, 0.88, 0.1, 0.3)] * 6)[3:]]
    assert (kinds(epochs) == [Kind.GETTING_WORSE]) == worse


def test_one_bad_epoch_at_the_end_is_no_relapse():
    good = with_losses(*[0.3] * 9)
    assert kinds([*good[:8], replace(good[8], accuracy=0.7)]) == [Kind.LEARNING_WELL]


# Underfitting


def test_a_network_that_does_not_know_its_own_reviews_yet_underfits():
    (finding,) = judge(SLOW)
    assert "only 72.0% of the reviews it learns from right, and 73.0% of new ones" in finding.text
    assert "still improving" in finding.text
    assert finding.certainty == "Quite sure"


def test_underfitting_is_given_the_articles_learning_rate_and_freed_from_its_brakes():
    assert labels(judge(SLOW, RunConfig(learning_rate=0.00005, dropout=0.9))[0]) == [
        "Try learning rate 0.001",
        "Try dropout 0.3",
    ]
    assert labels(judge(SLOW, RunConfig(epochs=3))[0]) == ["Try 6 epochs", "Try 32 hidden units"]


def test_a_network_that_stays_where_it_is_is_not_said_to_improve():
    assert "stopped improving" in judge([*SLOW, replace(SLOW[-2], epoch=4)])[0].text


@pytest.mark.parametrize(("accuracy", "expected"), [(0.849, Kind.UNDERFITTING), (0.851, Kind.LEARNING_WELL)])
def test_underfitting_ends_at_85_per_cent_of_its_own_reviews(accuracy, expected):
    assert kinds(history(*[(accuracy, 0.84, 0.35, 0.36)] * 3)) == [expected]


def test_dropout_that_only_spoils_the_training_figures_is_no_underfitting():
    assert kinds(history(*[(0.80, 0.87, 0.45, 0.33)] * 4)) == [Kind.LEARNING_WELL]


# Overfitting


def test_a_validation_loss_that_rises_while_the_training_loss_falls_is_overfitting():
    (finding,) = judge(OVERFITTING)
    assert finding.epochs == (3, 9)
    assert finding.receipts[0] == "Validation loss: lowest 0.280 in epoch 3, 0.400 in epoch 9 (+43%)."
    assert "Stopping after 3 epochs" in finding.text
    assert finding.certainty == "Quite sure"
    assert "the one that is kept is that of epoch 1" in finding.is_not
    assert labels(finding) == ["Try 3 epochs", "Try dropout 0.3"]
    assert [suggestion.changes for suggestion in finding.suggestions] == [{"epochs": 3}, {"dropout": 0.3}]


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (RunConfig(dropout=0.3), "Try dropout 0.5"),
        (RunConfig(dropout=0.5), "Try L2 penalty 0.001"),
        (RunConfig(dropout=0.9, l2=0.01), "Try 8 hidden units"),
    ],
)
def test_where_one_brake_is_on_the_next_is_suggested(config, expected):
    assert labels(judge(OVERFITTING, config)[0]) == ["Try 3 epochs", expected]


def test_overfitting_counts_from_the_lowest_validation_loss_not_the_best_accuracy():
    epochs = [replace(epoch, val_accuracy=0.80 + 0.01 * epoch.epoch) for epoch in OVERFITTING]
    assert judge(epochs)[0].title == "Overfitting since epoch 4"
    assert "is that of epoch 9" in judge(epochs)[0].is_not


def test_a_validation_loss_that_rises_with_the_training_loss_is_not_overfitting():
    worse = [replace(epoch, loss=0.1 * epoch.epoch) for epoch in OVERFITTING]
    assert overfitting_since(worse) is None


def level(times, window=3):
    """The rise of a validation loss, as a factor, that is so many times the noise of two levels of `window` epochs."""
    return math.exp(times * noise.JITTER * math.sqrt(2 / window))


@pytest.mark.parametrize(
    ("times", "expected"), [(2.5, None), (2.7, "Only a hint"), (3.4, "Only a hint"), (3.6, "Likely"), (5.1, "Quite sure")]
)
def test_the_larger_the_rise_the_surer(times, expected):
    epochs = with_losses(*[0.3] * 6, *[0.3 * level(times)] * 3)
    found = judge(epochs)[0]
    assert (found.certainty if found.kind == Kind.OVERFITTING else None) == expected
    assert f"{times} times what chance does" in found.because


def test_what_nearly_counts_as_overfitting_is_said_to():
    (finding,) = judge(with_losses(*[0.3] * 6, *[0.3 * level(2.5)] * 3))
    assert finding.title == "Learned well, and levelled off"
    assert finding.certainty == "Only a hint"
    assert "from 2.6 times on it counts as overfitting" in finding.because


@pytest.mark.parametrize(("times", "expected"), [(3.4, None), (3.6, "Likely"), (9.0, "Likely")])
def test_a_single_epoch_has_to_rise_by_more_and_is_never_quite_sure(times, expected):
    (finding,) = judge(with_losses(*[0.3] * 4, 0.3 * level(times, window=1)))
    assert (finding.certainty if finding.kind == Kind.OVERFITTING else None) == expected


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


# Memorising


def test_memorising_alone_is_not_said_to_be_overfitting():
    (finding,) = judge(BY_HEART)
    assert finding.title == "Memorising since epoch 1"
    assert "98.0% of the reviews it learns from" in finding.text
    assert "88.0% of new ones" in finding.text
    assert "not overfitting yet" in finding.is_not
    assert labels(finding) == ["Try 3 epochs", "Try dropout 0.3"]


def test_memorising_comes_second_to_overfitting_and_suggests_something_else():
    epochs = [replace(epoch, accuracy=0.90 + 0.01 * epoch.epoch) for epoch in OVERFITTING]
    first, second = judge(epochs)
    assert [first.title, second.title] == ["Overfitting since epoch 4", "Memorising since epoch 7"]
    assert labels(second) == ["Try L2 penalty 0.001", "Try 8 hidden units"]


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
    assert findings(DEFAULT, epochs, 5_000)[0].kind == Kind.MEMORISING
    assert findings(DEFAULT, epochs, 20)[0].kind == Kind.LEARNING_WELL


# Learning well


def test_a_validation_loss_that_still_falls_may_fall_further():
    (finding,) = judge(FALLING, RunConfig(epochs=6))
    assert finding.title == "Learning well"
    assert "still falling" in finding.text
    assert labels(finding) == ["Try 12 epochs", "Try seed 1"]


def test_a_validation_loss_that_stays_where_it_is_has_levelled_off():
    (finding,) = judge(with_losses(0.40, 0.33, 0.30, 0.29, 0.29, 0.29, 0.29, 0.29, 0.29))
    assert finding.title == "Learned well, and levelled off"
    assert finding.certainty == "Likely"
    assert labels(finding) == ["Try seed 1"]


# Diverged


def test_a_run_diverged_at_once_says_in_which_epoch_and_lowers_the_learning_rate():
    (finding,) = judge([], RunConfig(learning_rate=10.0), diverged=True)
    assert finding.title == "Diverged in epoch 1"
    assert finding.epochs == (1, 1)
    assert "Nothing is kept" in finding.is_not
    assert labels(finding) == ["Try learning rate 0.001"]


def test_a_run_that_diverged_at_the_usual_rate_gets_a_tenth_of_it():
    assert labels(judge([], RunConfig(learning_rate=0.0003), diverged=True)[0]) == ["Try learning rate 0.00003"]


def test_a_run_that_diverged_later_tells_what_it_knew_before():
    (finding,) = judge(FALLING, diverged=True)
    assert finding.title == "Diverged in epoch 7"
    assert finding.receipts[0] == "Epoch 6: validation accuracy 88.0%, validation loss 0.300."
    assert "the one of epoch 1" in finding.is_not


def test_a_run_that_diverged_may_have_overfitted_before():
    assert kinds(OVERFITTING, diverged=True) == [Kind.DIVERGED, Kind.OVERFITTING]


# Suggestions


def every_limit():
    """Settings with each knob at each of its ends, and with all of them at once."""
    ends = {name: list(knob.choices) if knob.choices else [knob.low, knob.high] for name, knob in KNOBS.items()}
    yield from (RunConfig(**{name: value}) for name, values in ends.items() for value in values)
    yield from (RunConfig(**{name: values[end] for name, values in ends.items()}) for end in (0, -1))


@pytest.mark.parametrize("config", list(every_limit()), ids=RunConfig.describe)
@pytest.mark.parametrize("kind", Kind)
def test_every_suggestion_is_valid_and_changes_something(kind, config):
    found = judge(FALLING, config, diverged=True) if kind == Kind.DIVERGED else judge(CASES[kind], config)
    assert found[0].kind == kind
    for suggestion in found[0].suggestions:
        assert suggestion.changes
        changed = replace(config, **suggestion.changes)
        assert all(getattr(changed, name) != getattr(config, name) for name in suggestion.changes)
    assert len(set(labels(found[0]))) == len(labels(found[0])) <= 2
