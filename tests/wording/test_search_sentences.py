"""A search in sentences: they are true of what happened, and of any number."""

from dataclasses import replace

import pytest

from explorer.config import RunConfig
from explorer.insight.search_result import best_of, search_result
from explorer.scheduling.search_space import NEVER_MOVE, Space
from explorer.scheduling.successive_halving import Budget, Outcome
from explorer.store import Baseline, Search, SearchState
from explorer.wording import search_sentences
from tests.support.repeats import RELU, TANH, runs, scattered
from tests.support.trials import FUNNEL, trial

SPACE = Space(RunConfig(epochs=27, dropout=0.25), ("units", "layers"))
SEARCH = Search(1, "packaged", SPACE, Budget(networks=3), SearchState.RUNNING, "", 0.0, 40.0)
SO_FAR = "3 settings tried in about 40 seconds"
GOOD, EQUAL = runs(TANH, *scattered(0.89, 6)), runs(RELU, *scattered(0.8899, 6))


def result(*finalists, baseline=0.86):
    kept = Baseline(baseline, 0.3, 0.1) if baseline else None
    return search_result(best_of([run for group in finalists for run in group]), kept), kept


def test_it_says_what_moves_and_what_stays():
    text = search_sentences.looks_for(SPACE)
    assert text.startswith("What moves: hidden units and hidden layers. What stays: ReLU, ")
    assert "dropout 0.25" in text and text.endswith(".")
    assert "epoch" not in text and "seed" not in text


def test_where_everything_moves_nothing_is_said_to_stay():
    everything = tuple(name for name in RunConfig().to_dict() if name not in NEVER_MOVE)
    assert "stays" not in search_sentences.looks_for(Space(RunConfig(), everything))


@pytest.mark.parametrize(
    ("state", "message", "sentence"),
    [
        (SearchState.FINISHED, "", f"Done: {SO_FAR}."),
        (SearchState.STOPPED, "", f"Stopped after {SO_FAR}. Nothing is lost: it can go on from here."),
        (
            SearchState.STOPPED,
            "Another visitor has stopped it.",
            f"Stopped after {SO_FAR}. Another visitor has stopped it. Nothing is lost: it can go on from here.",
        ),
        (SearchState.FAILED, "No worker.", f"Broken off after {SO_FAR}: No worker."),
    ],
)
def test_it_says_how_it_ended(state, message, sentence):
    assert search_sentences.now(replace(SEARCH, state=state, message=message), FUNNEL) == sentence


def test_it_says_what_it_does():
    waiting = [trial(units, 3, outcome=Outcome.ACTIVE) for units in (8, 16)]
    assert search_sentences.now(SEARCH, [trial(4, 3, 0.8), *waiting]) == (
        "1 setting tried in about 40 seconds · 2 networks of this round to go"
    )
    repeat = trial(64, 27, bracket=None, outcome=Outcome.ACTIVE, seed=3)
    assert search_sentences.now(SEARCH, [*FUNNEL, repeat]).endswith("· repeating the best few, 1 to go")


def test_its_bar_fills_with_what_it_has_done_or_with_its_time():
    half = replace(SEARCH, budget=Budget(seconds=80.0))
    assert search_sentences.filled(half, FUNNEL) == 0.5
    assert search_sentences.filled(replace(half, seconds=1_000.0), FUNNEL) == 1.0
    assert search_sentences.filled(SEARCH, []) == 0.0
    assert 0 < search_sentences.filled(SEARCH, FUNNEL[:4]) < search_sentences.filled(SEARCH, FUNNEL) < 1
    assert search_sentences.filled(replace(SEARCH, state=SearchState.FINISHED), FUNNEL) == 1.0


def test_a_winner_beats_the_regression_and_its_lead_is_said():
    found, baseline = result(GOOD)
    assert search_sentences.headline(found).startswith("The winner gets 89.00% ± 0.")
    assert search_sentences.beats_baseline(found, baseline) == (
        "It beats a **logistic regression** on the same input, which gets 86.00%, by 3.00 percentage points: more than the "
        "luck of the seed."
    )


@pytest.mark.parametrize(("accuracy", "words"), [(0.89, "cannot be told from"), (0.93, "percentage points behind")])
def test_what_does_not_beat_the_regression_is_no_winner(accuracy, words):
    found, baseline = result(GOOD, baseline=accuracy)
    assert search_sentences.headline(found).startswith("No winner: ")
    assert words in search_sentences.beats_baseline(found, baseline)


def test_without_a_regression_nothing_is_said_about_one():
    found, baseline = result(GOOD, baseline=None)
    assert "has not been measured" in search_sentences.beats_baseline(found, baseline)


def test_the_tied_band_is_named():
    assert "**All of the best 2 share first place**" in search_sentences.band(result(GOOD, EQUAL)[0])
    assert "ahead of the others" in search_sentences.band(result(GOOD, runs(RELU, *scattered(0.87, 6)))[0])
    alone = search_sentences.band(result(GOOD)[0])
    assert alone.startswith("Only 6 repeats with seeds that the search had not used count here") and "**" not in alone
    far = runs(RunConfig(units=64), *scattered(0.87, 6))
    assert "**2 of the best 3 share first place**" in search_sentences.band(result(GOOD, EQUAL, far)[0])


def test_the_other_finalists_are_told_by_what_differs():
    far = runs(RunConfig("tanh", units=64), *scattered(0.87, 6))
    (other,) = search_sentences.other_finalists(result(GOOD, far)[0])
    assert other.startswith("87.00% ± 0.") and other.endswith(": 64 hidden units")
    (close,) = search_sentences.other_finalists(result(GOOD, EQUAL)[0])
    assert "(shares first place): ReLU" in close


def test_a_setting_in_front_is_shown_without_its_seed():
    assert search_sentences.leader(trial(64, 9, 0.87, seed=5)) == (
        "**87.00%** · ReLU · binary cross-entropy · 1 hidden layer of 64 · 9 epochs"
    )
