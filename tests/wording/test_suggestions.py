"""Suggestions go by what helped, say so, and never send anybody where somebody has been."""

import random
from dataclasses import replace

import pytest

from explorer.config import RunConfig, article_grid
from explorer.history import best_epoch
from explorer.insight.verdict import Kind
from explorer.insight.verdict.advice import Move
from explorer.insight.verdict.evidence import records
from explorer.insight.verdict.tried import Tried
from explorer.wording.findings import findings
from tests.support.histories import CASES, FALLING, REVIEWS, labelled_history, real_histories
from tests.support.runs import run

HISTORIES = [*CASES.values(), *real_histories().values()]
MOST_STEPS = 100


def judge(config, history, runs=(), diverged=False):
    return findings(config, history, REVIEWS, diverged, Tried(runs))


def first_button(found):
    return next((suggestion for finding in found for suggestion in finding.suggestions), None)


def test_what_helped_most_comes_first_and_its_record_is_said():
    best = records()[Kind.MEMORISING, Move.TRUE_LABELS]
    assert best.gain > records()[Kind.MEMORISING, Move.MORE_WORDS].gain
    (first, second, *_) = judge(RunConfig(wrong_labels=0.1), real_histories()[RunConfig()])[0].suggestions
    assert (first.changes, second.changes) == ({"wrong_labels": 0.0}, {"vocabulary": 20_000})
    assert first.record.startswith(f"Helped in {best.helped} of {best.of} runs with this verdict: on average")


def test_what_was_tried_here_is_no_suggestion_but_what_came_of_it_is_said():
    config, history = RunConfig(), real_histories()[RunConfig()]
    before = first_button(judge(config, history))
    other = replace(config, seed=7, **before.changes)
    accuracy = best_epoch(history).val_accuracy
    tried = run(2, other, [replace(history[0], val_accuracy=accuracy - 0.003)])
    (finding, *_) = judge(config, history, [tried])
    assert before.label not in [suggestion.label for suggestion in finding.suggestions]
    assert "was tried: run 2 got" in finding.tried[0] and "0.3 points less." in finding.tried[0]


def test_a_run_that_was_tried_and_kept_nothing_is_said_to():
    finding = judge(RunConfig(epochs=6), FALLING)[0]
    tried = run(2, replace(RunConfig(epochs=6), **finding.suggestions[0].changes))
    assert judge(RunConfig(epochs=6), FALLING, [tried])[0].tried[0].endswith("run 2 got no network at all.")


def test_where_a_longer_run_has_shown_it_no_longer_one_is_advised():
    longer = run(2, RunConfig(epochs=50), [*labelled_history("levelled-off-at-20")])
    for finding in judge(RunConfig(epochs=6), FALLING, [longer]):
        assert not any("epochs" in suggestion.changes for suggestion in finding.suggestions)


@pytest.mark.parametrize("start", article_grid(), ids=RunConfig.describe)
@pytest.mark.parametrize("seed", range(3))
def test_whoever_follows_the_first_button_never_comes_back_and_comes_to_an_end(start, seed):
    """Whatever the histories on the way are: the first is what really happened, the others are drawn from all kinds."""
    rolls, config, history, runs = random.Random(seed), start, real_histories()[start], []
    visited = {start}
    for number in range(1, MOST_STEPS):
        runs.append(run(number, config, history))
        button = first_button(judge(config, history, runs))
        if button is None:
            return
        config = replace(config, **button.changes)
        assert config not in visited
        visited.add(config)
        history = rolls.choice(HISTORIES)[: config.epochs]
    pytest.fail("It goes on for ever.")
