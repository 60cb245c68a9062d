"""A verdict says in plain English what a history shows, and no more than it shows."""

import math
from dataclasses import replace

import pytest

from explorer.config import KNOBS, RunConfig
from explorer.insight import noise
from explorer.insight.verdict import Kind
from explorer.insight.verdict.rules import overfitting_since
from explorer.wording.findings import findings
from tests.support.histories import (
    BY_HEART,
    CASES,
    FALLING,
    GUESSING,
    OVERFITTING,
    RELAPSE,
    REVIEWS,
    SLOW,
    history,
    with_losses,
)

DEFAULT = RunConfig()


def judge(epochs, config=DEFAULT, diverged=False):
    return findings(config, epochs, REVIEWS, diverged)


def labels(finding):
    return [suggestion.label for suggestion in finding.suggestions]


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


def test_a_remedy_with_two_reasons_is_suggested_once():
    """The page draws a button for each suggestion, and two buttons with one key are an error."""
    low = KNOBS["learning_rate"].low
    assert labels(judge(RELAPSE, RunConfig(l2=0.1, learning_rate=low))[0]) == ["Try L2 penalty 0"]


# Underfitting


def test_a_network_that_does_not_know_its_own_reviews_yet_underfits():
    (finding,) = judge(SLOW)
    assert "only 72.0% of the reviews it learns from right, and 73.0% of new ones" in finding.text
    assert "still improving" in finding.text
    assert finding.certainty == "Quite sure"


def test_underfitting_is_given_the_articles_learning_rate_and_less_regularization():
    assert labels(judge(SLOW, RunConfig(learning_rate=0.00005, dropout=0.9))[0]) == [
        "Try learning rate 0.001",
        "Try dropout 0.3",
    ]
    assert labels(judge(SLOW, RunConfig(epochs=3))[0]) == ["Try 6 epochs", "Try 32 hidden units"]


def test_a_network_that_stays_where_it_is_is_not_said_to_improve():
    assert "stopped improving" in judge([*SLOW, replace(SLOW[-2], epoch=4)])[0].text


# Overfitting


def test_a_validation_loss_that_rises_while_the_training_loss_falls_is_overfitting():
    (finding,) = judge(OVERFITTING)
    assert finding.epochs == (3, 9)
    assert finding.receipts[0] == "Validation loss: lowest 0.280 in epoch 3, 0.400 in epoch 9 (+43%)."
    assert "Stopping after 3 epochs" in finding.text
    assert finding.certainty == "Quite sure"
    assert "the one of epoch 1 is kept" in finding.is_not
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
def test_where_one_way_of_regularization_is_used_the_next_is_suggested(config, expected):
    assert labels(judge(OVERFITTING, config)[0]) == ["Try 3 epochs", expected]


def test_overfitting_counts_from_the_lowest_validation_loss_not_the_best_accuracy():
    epochs = [replace(epoch, val_accuracy=0.80 + 0.01 * epoch.epoch) for epoch in OVERFITTING]
    assert judge(epochs)[0].title == "Overfitting since epoch 4"
    assert "the one of epoch 9 is kept" in judge(epochs)[0].is_not


def level(times, window=3):
    """The factor by which a validation loss rises if that is so many `times` its noise, over levels of `window` epochs."""
    return math.exp(times * noise.JITTER * math.sqrt(2 / window))


@pytest.mark.parametrize(
    ("times", "expected"), [(2.5, None), (2.7, "Only a hint"), (3.4, "Only a hint"), (3.6, "Likely"), (5.1, "Quite sure")]
)
def test_the_larger_the_rise_the_surer(times, expected):
    epochs = with_losses(*[0.3] * 6, *[0.3 * level(times)] * 3)
    found = judge(epochs)[0]
    assert (found.certainty if found.kind == Kind.OVERFITTING else None) == expected
    assert f"{times} times the usual wobble" in found.because


def test_what_nearly_counts_as_overfitting_is_said_to():
    (finding,) = judge(with_losses(*[0.3] * 6, *[0.3 * level(2.5)] * 3))
    assert finding.title == "Learned well, and levelled off"
    assert finding.certainty == "Only a hint"
    assert "2.6 times or more count as overfitting" in finding.because


@pytest.mark.parametrize(("times", "expected"), [(3.4, None), (3.6, "Likely"), (9.0, "Likely")])
def test_a_single_epoch_has_to_rise_by_more_and_is_never_quite_sure(times, expected):
    (finding,) = judge(with_losses(*[0.3] * 4, 0.3 * level(times, window=1)))
    assert (finding.certainty if finding.kind == Kind.OVERFITTING else None) == expected


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
    assert "no network to keep" in finding.is_not
    assert labels(finding) == ["Try learning rate 0.001"]


def test_a_run_that_diverged_at_the_usual_rate_gets_a_tenth_of_it():
    assert labels(judge([], RunConfig(learning_rate=0.0003), diverged=True)[0]) == ["Try learning rate 0.00003"]


def test_a_run_that_diverged_later_tells_what_it_knew_before():
    (finding,) = judge(FALLING, diverged=True)
    assert finding.title == "Diverged in epoch 7"
    assert finding.receipts[0] == "Epoch 6: validation accuracy 88.0%, validation loss 0.300."
    assert "the network of epoch 1 is kept" in finding.is_not


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
