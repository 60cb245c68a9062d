"""A verdict says in plain English what a history shows, and no more than it shows. Its figures are read along elsewhere."""

from dataclasses import replace

import pytest

from explorer.config import KNOBS, RunConfig
from explorer.insight.verdict import Kind
from explorer.wording.findings import findings
from tests.support.histories import (
    BY_HEART,
    CASES,
    FALLING,
    GUESSING,
    LABELLED,
    OVERFITTING,
    RELAPSE,
    REVIEWS,
    SLOW,
    history,
    labelled_history,
    real_histories,
    with_losses,
)

DEFAULT = RunConfig()


def judge(epochs, config=DEFAULT, diverged=False):
    return findings(config, epochs, REVIEWS, diverged)


def judge_labelled(name):
    return judge(labelled_history(name), RunConfig(**LABELLED[name]["settings"]))


def all_texts(found):
    return " ".join(
        text for one in found for text in (one.title, one.text, one.more, one.because, one.is_not, *one.receipts, *one.tried)
    )


def labels(finding):
    return [suggestion.label for suggestion in finding.suggestions]


@pytest.mark.parametrize("epochs", CASES.values(), ids=CASES)
def test_every_finding_is_made_of_whole_sentences_and_is_about_epochs_that_there_are(epochs):
    for finding in judge(epochs):
        assert finding.title and not finding.title.endswith(".")
        assert finding.receipts
        for text in filter(None, (finding.text, finding.more, finding.because, finding.is_not, *finding.receipts)):
            assert text.endswith(".")
            assert not set(text) & set("*_`[]$<>")
        first, last = finding.epochs
        assert 1 <= first <= last == len(epochs)


@pytest.mark.parametrize("epochs", CASES.values(), ids=CASES)
def test_a_headline_has_no_figure_that_another_seed_would_change(epochs):
    assert not any(letter.isdigit() for finding in judge(epochs) for letter in finding.title)


def test_without_epochs_there_is_nothing_to_say():
    assert judge([]) == []


# What may and may not be said of the histories that people have labelled

FORBIDDEN = {
    "late-jump": ("emorising", "own reviews only", "56."),
    "second-descent": ("own reviews only", "emorising", "Overfitting"),
    "swinging": ("levelled", "Underfitting"),
    "loss-up-accuracy-up": ("would have been enough", "own reviews only"),
    "labels-at-random": ("not useless", "would have been enough", "Getting worse", "dropout 0"),
    "nearly-perfect": ("100.0% of new",),
    "four-epochs-falling": ("neither",),
    "levelled-off-at-20": ("still falling", "epochs 50"),
}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_the_figures_do_not_bear_out_is_not_said(name):
    said = all_texts(judge_labelled(name))
    assert [words for words in FORBIDDEN[name] if words in said] == []


SAID = {
    "late-jump": ("still falling", "95.1% of new reviews"),
    "loss-up-accuracy-up": ("would have cost 1.2 ± 1.3 points", "best in epoch 16, which is kept"),
    "labels-at-random": ("labels and texts do not fit together",),
    "nearly-perfect": ("99.96% of new reviews right: 2 of 5,000 are wrong", "leak"),
    "lost-everything": ("lost all of it", "came in epoch 5"),
    "levelled-off-at-20": ("neither clearly fallen nor clearly risen",),
    "one-bad-epoch": ("Epoch 6 was a single bad one",),
}


@pytest.mark.parametrize("name", SAID)
def test_what_there_is_to_say_is_said(name):
    said = all_texts(judge_labelled(name))
    assert [words for words in SAID[name] if words not in said] == []


@pytest.mark.parametrize("config", real_histories(), ids=RunConfig.describe)
def test_stopping_is_called_enough_only_where_it_costs_nothing(config):
    epochs = real_histories()[config]
    said = all_texts(judge(epochs, config))
    lowest = min(epochs, key=lambda epoch: epoch.val_loss)
    costs = max(one.val_accuracy for one in epochs) > max(one.val_accuracy for one in epochs[: lowest.epoch])
    assert ("would have cost" in said) == ("Overfitting" in said and costs)
    assert ("would have been enough" in said) == ("Overfitting" in said and not costs)


# Nothing learned


def test_a_network_that_only_guesses_has_learned_nothing():
    (finding,) = judge(GUESSING, RunConfig(learning_rate=0.5))
    assert "51.0% of new reviews" in finding.text
    assert finding.certainty == "Quite sure"


ONE_ANSWER = history(*[(0.95, 0.95, 0.3 / number, 0.3 / number) for number in range(1, 7)])


def test_a_network_that_always_says_the_same_is_not_said_to_learn():
    assert findings(DEFAULT, ONE_ANSWER, 500)[0].kind == Kind.LEARNING_WELL
    (finding,) = findings(DEFAULT, ONE_ANSWER, 500, majority=0.95)
    assert finding.kind == Kind.NOTHING_LEARNED and finding.title == "No better than always the same answer"
    assert "got 95.0% of new reviews right. Always the same answer gets 95.0% of them" in finding.text
    assert finding.certainty == "Quite sure" and "coin" not in all_texts([finding])


def test_a_network_that_is_better_than_always_the_same_is_judged_as_usual():
    better = [replace(epoch, accuracy=0.985, val_accuracy=0.98) for epoch in ONE_ANSWER]
    assert findings(DEFAULT, better, 500, majority=0.95)[0].kind == Kind.LEARNING_WELL


def test_a_network_that_only_knows_its_own_rare_reviews_is_found():
    (finding,) = findings(DEFAULT, [replace(epoch, accuracy=0.99) for epoch in ONE_ANSWER], 500, majority=0.95)
    assert finding.kind == Kind.ONLY_ITS_OWN and "always the same answer might do as well" in finding.text


def test_guessing_depends_on_how_many_reviews_there_are_to_be_lucky_with():
    epochs = history(*[(0.52, 0.52, 0.69, 0.69)] * 4)
    assert findings(DEFAULT, epochs, 5_000)[0].kind == Kind.NOTHING_LEARNED
    assert findings(DEFAULT, epochs, 5_000)[0].certainty == "Likely"
    assert findings(DEFAULT, epochs, 50_000)[0].kind == Kind.UNDERFITTING


# Too short to tell


@pytest.mark.parametrize(("epochs", "words"), [(1, "After 1 epoch it"), (2, "After 2 epochs it"), (3, "After 3 epochs it")])
def test_fewer_than_four_epochs_are_too_short(epochs, words):
    (finding,) = judge(OVERFITTING[:epochs], RunConfig(epochs=epochs))
    assert finding.title == "Too short to tell"
    assert words in finding.text
    assert len(finding.receipts) == epochs
    assert labels(finding) == ["Try 10 epochs"]


# Getting worse


def test_a_network_that_forgets_gets_worse_from_the_epoch_after_its_best():
    (finding,) = judge(RELAPSE, RunConfig(l2=0.1))
    assert finding.title == "Getting worse"
    assert finding.epochs == (3, 6)
    assert "82.2% of the reviews it learns from right, and at the end 74.9% at best" in finding.text


def test_who_has_lost_everything_is_told_so():
    (finding,) = judge_labelled("lost-everything")
    assert finding.title == "Lost what it had learned"


# Underfitting


def test_a_network_that_does_not_know_its_own_reviews_yet_underfits():
    (finding,) = judge(SLOW)
    assert "72.0% of the reviews it learns from right (epoch 4), and 73.0% of new ones" in finding.text
    assert "still improving" in finding.text
    assert finding.certainty == "Quite sure"


def test_a_network_that_stays_where_it_is_is_not_said_to_improve():
    flat = history(*[(0.72, 0.73, 0.6, 0.59)] * 5)
    (finding,) = judge(flat)
    assert "neither loss has clearly fallen any more" in finding.text
    assert not any("epochs" in label for label in labels(finding))


# Overfitting and memorising


def test_a_validation_loss_that_rises_while_the_training_loss_falls_is_overfitting():
    (finding,) = judge(OVERFITTING)
    assert finding.epochs == (4, 9)
    assert "Since epoch 4" in finding.text
    assert "Stopping after 3 epochs would have been enough" in finding.text
    assert finding.certainty == "Quite sure"
    assert "the one of epoch 1 is kept" in finding.is_not


def test_memorising_alone_is_not_said_to_be_overfitting():
    (finding,) = judge(BY_HEART)
    assert finding.title == "Memorising"
    assert "98.0% of the reviews it learns from" in finding.text
    assert "88.0% of new ones" in finding.text
    assert "not overfitting" in finding.is_not


def test_what_memorising_suggests_overfitting_does_not_suggest_again():
    epochs = [replace(epoch, accuracy=0.90 + 0.01 * epoch.epoch) for epoch in OVERFITTING]
    first, second = judge(epochs)
    assert [first.title, second.title] == ["Memorising", "Overfitting"]
    assert not set(labels(first)) & set(labels(second))


# Learning well


def test_a_validation_loss_that_still_falls_may_fall_further():
    (finding,) = judge(FALLING, RunConfig(epochs=6))
    assert finding.title == "Learning well"
    assert "still falling" in finding.text


def test_a_validation_loss_that_stays_where_it_is_has_levelled_off():
    (finding,) = judge(with_losses(0.40, 0.33, 0.30, 0.29, 0.29, 0.29, 0.29, 0.29, 0.29))
    assert finding.title == "Levelled off"
    assert finding.certainty == "Likely"


# Diverged


def test_a_run_diverged_at_once_says_in_which_epoch_and_lowers_the_learning_rate():
    (finding,) = judge([], RunConfig(learning_rate=10.0), diverged=True)
    assert finding.title == "Diverged"
    assert finding.epochs == (1, 1)
    assert "In epoch 1" in finding.text
    assert "no network to keep" in finding.is_not
    assert labels(finding)[0] == "Try learning rate 0.001"


def test_a_run_that_diverged_later_tells_what_it_knew_before():
    finding = judge(FALLING, diverged=True)[0]
    assert finding.epochs == (7, 7)
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
def test_every_suggestion_is_valid_changes_something_and_says_what_came_of_it(kind, config):
    found = judge(FALLING, config, diverged=True) if kind == Kind.DIVERGED else judge(CASES[kind], config)
    assert found[0].kind == kind
    for suggestion in found[0].suggestions:
        assert suggestion.changes
        changed = replace(config, **suggestion.changes)
        assert all(getattr(changed, name) != getattr(config, name) for name in suggestion.changes)
        assert suggestion.record.startswith("Helped in ")
    assert len(set(labels(found[0]))) == len(labels(found[0])) <= 2


def test_where_knobs_are_no_cure_none_is_suggested():
    assert judge_labelled("labels-at-random")[0].suggestions == ()
    assert judge_labelled("nearly-perfect")[0].suggestions == ()
