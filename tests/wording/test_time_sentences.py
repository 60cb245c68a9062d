"""Times in words: what was measured is said to be, and what the time is spent on is named."""

from dataclasses import replace

import pytest

from explorer.config import RunConfig
from explorer.insight.time_left import Forecast, Progress, Stage
from explorer.store import State
from explorer.wording.time_sentences import now, takes
from tests.support.runs import epoch, run

FORECAST = Forecast(seconds=9.2, start_seconds=0.0, ahead=0, is_measured=True)


@pytest.mark.parametrize(
    ("details", "sentence"),
    [
        ({}, "going by what was trained here before."),
        ({"is_measured": False}, "which is a first guess."),
        ({"ahead": 1}, "going by what was trained here before; 1 run is ahead of it."),
        ({"ahead": 36, "is_measured": False}, "which is a first guess; 36 runs are ahead of it."),
        (
            {"start_seconds": 7.0},
            "going by what was trained here before; most of that is for the training worker to get ready.",
        ),
        ({"start_seconds": 2.0}, "going by what was trained here before; the training worker gets ready meanwhile."),
    ],
)
def test_before_a_run_it_is_said_how_long_it_takes_and_why(details, sentence):
    assert takes(replace(FORECAST, **details)) == f"Training will take about 9 seconds, {sentence}"


@pytest.mark.parametrize(
    ("stage", "ahead", "sentence"),
    [
        (Stage.STARTING, 0, "Getting ready: Loading TensorFlow · about 4 seconds left"),
        (Stage.SETTING_UP, 0, "Setting up the network · about 4 seconds left"),
        (Stage.TRAINING, 0, "Epoch 3 of 10 · about 4 seconds left"),
        (Stage.KEEPING, 0, "Keeping the network · about 4 seconds left"),
        (Stage.ENDED, 0, "It has ended"),
    ],
)
def test_during_a_run_it_is_said_what_happens_and_how_long_is_left(stage, ahead, sentence):
    training = replace(run(1, RunConfig(), [epoch(1), epoch(2)]), state=State.RUNNING)
    assert now(Progress(stage, 4.2, 0.5, ahead), training, "Loading TensorFlow") == sentence


@pytest.mark.parametrize(
    ("ahead", "sentence"),
    [
        (0, "It is about to go on · about 4 seconds left"),
        (1, "It goes on after epoch 2: 1 run is ahead of yours · about 4 seconds left"),
    ],
)
def test_of_a_run_that_was_interrupted_it_is_said_after_which_epoch(ahead, sentence):
    interrupted = replace(run(1, RunConfig(), [epoch(1), epoch(2)]), state=State.QUEUED)
    assert now(Progress(Stage.WAITING, 4.2, 0.5, ahead), interrupted, "") == sentence


@pytest.mark.parametrize(
    ("ahead", "does"),
    [(0, "It is about to begin"), (1, "Waiting: 1 run is ahead of yours"), (2, "Waiting: 2 runs are ahead of yours")],
)
def test_before_its_first_epoch_it_is_said_who_is_ahead(ahead, does):
    waiting = replace(run(1, RunConfig(), []), state=State.QUEUED)
    assert now(Progress(Stage.WAITING, 4.2, 0.5, ahead), waiting, "") == f"{does} · about 4 seconds left"


def test_in_the_last_epoch_the_number_does_not_go_beyond_it():
    training = replace(run(1, RunConfig(epochs=2), [epoch(1), epoch(2)]), state=State.RUNNING)
    assert now(Progress(Stage.TRAINING, 4.2, 0.5), training, "").startswith("Epoch 2 of 2 ")
