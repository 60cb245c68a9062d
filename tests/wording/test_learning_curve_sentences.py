"""A learning curve in sentences."""

from dataclasses import replace

import pytest

from explorer.config import RunConfig
from explorer.insight.learning_curve import LearningCurve, learning_curve
from explorer.store import State
from explorer.wording import learning_curve_sentences as sentences
from tests.support.learning_curves import ALL_SIZES, ARTICLE, USUAL, runs_of, usual_runs


def curve_of(runs=None, config=ARTICLE):
    return learning_curve(config, usual_runs() if runs is None else runs, 15_000)


def test_before_there_is_one_it_says_what_would_be_trained():
    assert sentences.introduction(15_000).startswith(
        "Would more reviews help more than another knob? Train this setting on 100, 300, 1,000, 3,000, 10,000 and all "
        "15,000 reviews, with 3 seeds each"
    )
    assert "on 100, 300, 1,000 and all 2,000 reviews" in sentences.introduction(2_000)


def test_the_button_says_how_many_networks_and_how_long():
    assert sentences.button(18, "about 40 seconds", True) == "Train its learning curve: 18 networks, about 40 seconds"
    assert sentences.button(1, "about a second", False) == "Train the rest of its learning curve: 1 network, about a second"


def test_the_outlook_has_the_gain_its_interval_the_accuracy_and_the_last_doubling():
    curve = curve_of()
    (told,) = sentences.told(curve)
    outlook = curve.outlook
    assert told == (
        f"**Twice the data would bring about {outlook.gain.value * 100:.1f} percentage points more**, most likely between "
        f"{outlook.gain.low * 100:.1f} and {outlook.gain.high * 100:.1f}. With 30,000 reviews this setting would get about "
        f"{outlook.twice.value:.1%} of new reviews right, most likely between {outlook.twice.low:.1%} and "
        f"{outlook.twice.high:.1%}. The last doubling, from 7,500 to 15,000, brought about "
        f"{outlook.last_doubling.value * 100:.1f} percentage points (between {outlook.last_doubling.low * 100:.1f} and "
        f"{outlook.last_doubling.high * 100:.1f})."
    )


def test_a_curve_that_has_levelled_off_is_said_to_gain_little():
    flat = dict(zip(ALL_SIZES, (0.85, 0.87, 0.878, 0.88, 0.8805, 0.8805)))
    (told,) = sentences.told(curve_of(usual_runs(curve=flat)))
    assert told.startswith("**Twice the data would bring little**, most likely between 0.0 and")


@pytest.mark.parametrize(
    ("curve", "why"),
    [
        ({100: 0.70, 15_000: 0.889}, " from so few sizes. It takes three or more."),
        (dict.fromkeys(ALL_SIZES, 0.5), "have hardly begun to learn"),
        (dict(zip(ALL_SIZES, (0.80, 0.82, 0.83, 0.835, 0.84, 0.92))), "does not bend as learning curves do"),
    ],
)
def test_where_it_cannot_be_said_it_says_why(curve, why):
    (told,) = sentences.told(curve_of(usual_runs(curve=curve)))
    assert told.startswith("**What twice the data would bring cannot be said**") and why in told
    assert "Dashed" not in sentences.reading(curve_of(usual_runs(curve=curve)))


def test_a_curve_that_is_not_whole_says_what_it_can_and_no_doubts():
    later = "What twice the data would bring follows as soon as enough sizes are trained."
    assert sentences.told(curve_of(usual_runs(curve={100: 0.7, 15_000: 0.889})), whole=False) == [later]
    assert sentences.told(curve_of(), whole=False) == sentences.told(curve_of())


def test_an_interval_that_is_too_wide_is_said_with_what_it_may_be():
    wild = {size: {seed: mean + 0.038 * (seed - 1) for seed in range(3)} for size, mean in USUAL.items()}
    (told,) = sentences.told(curve_of(runs_of(ARTICLE, wild)))
    assert "cannot be said**: it might get anything between 8" in told


def test_runs_that_diverged_are_mentioned():
    one, *others = usual_runs()
    told = sentences.told(curve_of([replace(one, state=State.DIVERGED), *others]))
    assert told[1] == "1 run of this setting diverged and is left out. A smaller learning rate may help."
    assert sentences.diverged(LearningCurve((), 2)).startswith("2 runs of this setting diverged and are left out")


def test_what_has_no_curve_is_refused():
    assert sentences.refusal(15_000, diverged=False) == ""
    assert sentences.refusal(20, diverged=False) == "20 training reviews are too few for a learning curve."
    assert sentences.refusal(15_000, diverged=True).startswith("A setting that diverges has no learning curve.")
    assert sentences.too_many(18, 10) == (
        "Its learning curve takes 18 more networks, but at most 10 can wait or train at a time for one person here."
    )


def test_the_table_has_every_size():
    lines = sentences.table(curve_of()).splitlines()
    assert lines[0] == "| Reviews | Accuracy | 95% interval | Runs |"
    assert len(lines) == 2 + 6
    assert lines[2].startswith("| 100 | 70.00% | ± ") and lines[-1].startswith("| 15,000 | 88.90% | ± 0.")


def test_an_interval_that_nobody_knows_is_a_question_mark():
    runs = runs_of(RunConfig(epochs=1), {100: {0: 0.6}, 15_000: {0: 0.78}})
    assert sentences.rows(curve_of(runs, RunConfig(epochs=1)))[0] == ("100", "60.00%", "± ?", "1")


def test_the_receipts_say_what_is_held_equal_what_is_not_and_how_it_was_tested():
    told = "\n".join(sentences.receipts(curve_of(), 5_000))
    for part in (
        "which decides which reviews are learned from, half of them positive",
        "the same 5,000 validation reviews",
        "up to 0.9 percentage points higher or lower",
        "also fewer corrections",
        "from the texts of all training reviews, without their labels",
        "Hestness and others, 2017",
        "for 15,000 reviews. Measured: 88.9%.",
    ):
        assert part in told
    assert "Hestness" not in "\n".join(sentences.receipts(curve_of(usual_runs(curve={100: 0.7, 300: 0.75})), 5_000))
