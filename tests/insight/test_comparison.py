"""The verdict on a few settings says yes, no or cannot tell, and is seldom wrong."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.config import KNOBS, RunConfig, article_grid, repeated
from explorer.history import Epoch
from explorer.insight.comparison import CANNOT_TELL, NO, YES, differences, fresh, more_repeats, verdict
from explorer.insight.ranking import standings
from explorer.store import Run, State

TANH, RELU = RunConfig("tanh"), RunConfig("relu")


def runs(config, *accuracies):
    """A finished run of `config` for each accuracy, with seeds 0, 1, 2 …"""
    made = []
    for seed, accuracy in enumerate(accuracies):
        epoch = Epoch(1, loss=0.2, accuracy=0.9, val_loss=0.3, val_accuracy=accuracy, seconds=0.5)
        seeded = replace(config, seed=seed)
        made.append(Run(seed + 1, seeded, "packaged", State.FINISHED, "", "", 0.0, 0.0, 1.0, epoch, epoch, 0.5))
    return made


def judged(*groups, compared=None):
    settings = standings([run for group in groups for run in group])
    return verdict(settings, compared or len(settings))


def scattered(mean, count, deviation=0.0026):
    """Accuracies with exactly that average, on either side of it."""
    return [mean + deviation * (1 if number % 2 else -1) for number in range(count)]


def test_a_lead_that_luck_cannot_explain_is_a_yes_with_its_size():
    answer = judged(runs(TANH, 0.889, 0.890, 0.891), runs(RELU, 0.869, 0.870, 0.871))
    assert answer.answer == YES
    (sentence,) = answer.sentences
    assert sentence.startswith(
        "**tanh** is really better than **ReLU**: 89.00% against 87.00% on average, a lead of 2.00 ± 0."
    )
    assert sentence.endswith(" percentage points.")


def test_a_small_lead_of_few_repeats_is_undecided_and_says_what_would_help():
    answer = judged(runs(TANH, 0.886), runs(RELU, 0.880))
    assert answer.answer == CANNOT_TELL
    assert "**tanh** leads **ReLU** by 0.60 percentage points" in answer.sentences[0]
    assert "repeats of each would tell, if the lead stayed as it is." in answer.sentences[0]


def test_as_many_repeats_as_recommended_do_tell():
    def by(count):
        return judged(runs(TANH, *scattered(0.886, count)), runs(RELU, *scattered(0.882, count)))

    (sentence,) = by(2).sentences
    recommended = int(sentence.partition("About ")[2].split()[0])
    assert by(2).answer == CANNOT_TELL
    assert by(recommended + recommended % 2).answer == YES


def test_many_repeats_that_agree_are_a_no():
    answer = judged(runs(TANH, *scattered(0.8802, 10)), runs(RELU, *scattered(0.880, 10)))
    assert answer.answer == NO
    assert "are as good as equal" in answer.sentences[0]
    assert "The true difference is below 0.5 points, too little to matter." in answer.sentences[0]


def test_a_lead_that_would_need_too_many_repeats_is_said_to():
    groups = (runs(TANH, *scattered(0.8825, 2, 0.01)), runs(RELU, *scattered(0.880, 2, 0.01)))
    assert "Even 50 repeats of each would hardly tell." in judged(*groups).sentences[0]


def test_of_three_settings_the_leader_is_compared_with_each_of_the_others():
    third = RunConfig("tanh", units=64)
    answer = judged(runs(TANH, *scattered(0.89, 4)), runs(RELU, *scattered(0.889, 4)), runs(third, *scattered(0.86, 4)))
    assert answer.answer == CANNOT_TELL
    assert len(answer.sentences) == 2
    assert "**tanh, 16 hidden units** leads **ReLU, 16 hidden units**" in answer.sentences[0]
    assert "is really better than **tanh, 64 hidden units**" in answer.sentences[1]


def test_who_picks_two_of_many_needs_a_larger_lead():
    groups = (runs(TANH, *scattered(0.886, 4)), runs(RELU, *scattered(0.880, 4)))
    assert judged(*groups).answer == YES
    assert judged(*groups, compared=36).answer == CANNOT_TELL


@pytest.mark.parametrize("repeats", [1, 3, 5])
def test_luck_is_seldom_taken_for_a_difference(repeats):
    random = np.random.default_rng(repeats)
    answers = [
        judged(runs(TANH, *random.normal(0.88, 0.0026, repeats)), runs(RELU, *random.normal(0.88, 0.0026, repeats))).answer
        for _ in range(300)
    ]
    assert np.mean([answer == YES for answer in answers]) <= 0.05


def test_pressing_the_button_until_it_says_yes_does_not_help():
    random = np.random.default_rng(7)
    fooled = []
    for _ in range(200):
        first, second = random.normal(0.88, 0.0026, (2, 13))
        looks = [judged(runs(TANH, *first[:count]), runs(RELU, *second[:count])).answer for count in (1, 4, 7, 10, 13)]
        fooled.append(YES in looks)
    assert np.mean(fooled) <= 0.1


def test_fresh_repeats_are_judged_by_themselves():
    settings = standings([*runs(TANH, 0.88, 0.90, 0.89), *(replace(run, id=run.id + 10) for run in runs(RELU, 0.87, 0.86))])
    (only,) = fresh(settings, [1, 2, 99])
    assert (only.config, [run.id for run in only.runs], only.mean) == (TANH, [2, 1], pytest.approx(0.89))
    assert fresh(settings, []) == []


def test_fresh_repeats_do_not_tell_the_luckiest_from_the_unluckiest_of_many():
    random = np.random.default_rng(11)
    fooled = []
    for _ in range(150):
        first = {config: random.normal(0.88, 0.0026, 3) for config in article_grid()}
        best, worst = (
            max(first, key=lambda config: first[config].mean()),
            min(first, key=lambda config: first[config].mean()),
        )
        made = [run for config in first for run in runs(config, *first[config]) if config not in (best, worst)]
        made += [run for config in (best, worst) for run in runs(config, *first[config], *random.normal(0.88, 0.0026, 3))]
        numbered = [replace(run, id=number) for number, run in enumerate(made)]
        picked = [run.id for run in numbered[34 * 3 :] if run.config.seed >= 3]
        fooled.append(verdict(fresh(standings(numbered), picked), 2).answer == YES)
    assert np.mean(fooled) <= 0.05


def test_a_true_difference_is_seldom_called_none():
    random = np.random.default_rng(9)
    answers = [
        judged(runs(TANH, *random.normal(0.886, 0.0026, 4)), runs(RELU, *random.normal(0.880, 0.0026, 4))).answer
        for _ in range(200)
    ]
    assert np.mean([answer == NO for answer in answers]) <= 0.02
    assert np.mean([answer == YES for answer in answers]) >= 0.5


# Names and seeds


def test_settings_are_called_by_what_differs_among_them():
    configs = [RunConfig(units=32, layers=1), RunConfig("tanh", units=32, layers=2, dropout=0.5, seed=3)]
    assert differences(configs) == ["ReLU, 1 hidden layer, dropout 0", "tanh, 2 hidden layers, dropout 0.5"]


def test_more_repeats_have_the_next_seeds_that_none_of_the_settings_has_had():
    there = [replace(TANH, seed=0), replace(TANH, seed=1), replace(RELU, seed=3), RunConfig(units=64, seed=4)]
    assert more_repeats([TANH, RELU], there, 3) == repeated([TANH, RELU], [2, 4, 5])


def test_when_all_seeds_are_used_up_there_are_no_more_repeats():
    there = repeated([TANH], range(KNOBS["seed"].high))
    assert more_repeats([TANH], there, 3) == [replace(TANH, seed=9999)]
