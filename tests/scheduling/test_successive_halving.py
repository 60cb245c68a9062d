"""Successive halving: what a search does next follows from its trials so far, and from the time."""

from dataclasses import replace

import pytest

from explorer.config import RunConfig
from explorer.scheduling.search_space import Space, usual_knobs
from explorer.scheduling.successive_halving import (
    FINALISTS,
    PART,
    REPEATS,
    Budget,
    Outcome,
    Trial,
    bracket_size,
    finalists,
    next_step,
    part_of,
    planned_epochs,
    repeats,
    rungs,
    tried,
)

SPACE = Space(RunConfig(epochs=27), usual_knobs())
FEW = Budget(networks=20)


def second_each(configs):
    """A network takes a second an epoch on a machine that trains one after the other."""
    return float(sum(config.epochs for config in configs))


def goodness(config):
    """What a setting gets in the end: a figure of its own between 80 % and 90 %, and less after few epochs."""
    words = replace(config, epochs=1, seed=0).describe()
    return 0.8 + sum(map(ord, words)) * 7919 % 1000 / 10_000 - 0.1 / config.epochs


class Play:
    """A search that a test plays step by step."""

    def __init__(self, budget=FEW, space=SPACE, seconds_for=second_each, workers=1, most=1_000, reviews=5_000):
        self.arguments = {"space": space, "budget": budget, "seconds_for": seconds_for, "most": most, "workers": workers}
        self.arguments["reviews"] = reviews
        self.trials, self.spent, self.steps = [], 0.0, []

    def step(self):
        step = next_step(trials=self.trials, spent=self.spent, **self.arguments)
        self.steps.append(step)
        space = self.arguments["space"]
        self.trials += [Trial.of(space, config, bracket, Outcome.ACTIVE) for bracket, config in step.queue]
        return step

    def end(self, outcome=Outcome.ENDED, accuracy=goodness, which=lambda trial: True, best=lambda config: config.epochs):
        """End what is being trained, which is best in that epoch."""
        for number, trial in enumerate(self.trials):
            if trial.outcome == Outcome.ACTIVE and which(trial):
                ended = {"accuracy": accuracy(trial.config), "best_epoch": best(trial.config)}
                self.trials[number] = replace(trial, outcome=outcome, **ended)
                self.spent += trial.config.epochs

    def to_the_end(self):
        while not self.step().is_over:
            self.end()
        return self


def epochs_of(step):
    return sorted({config.epochs for _, config in step.queue})


def test_the_rungs_have_three_times_the_epochs_of_those_below():
    assert rungs(27) == [3, 9, 27]
    assert rungs(10) == [1, 3, 10]
    assert rungs(2) == [1, 2]
    assert rungs(1) == [1]


def test_brackets_take_turns_between_many_settings_and_many_epochs_as_hyperbands_do():
    assert [bracket_size(number, 27) for number in range(4)] == [81, 45, 81, 45]


def test_a_search_begins_with_many_settings_for_a_few_epochs():
    play = Play(Budget(networks=500))
    step = play.step()
    assert (len(step.queue), epochs_of(step), {bracket for bracket, _ in step.queue}) == (81, [3], {0})


def test_the_best_third_goes_on_for_three_times_the_epochs():
    play = Play()
    first = [config for _, config in play.step().queue]
    assert not play.step().queue
    play.end()
    best = sorted(first, key=goodness, reverse=True)[:7]
    second = play.step().queue
    assert [(bracket, replace(config, epochs=3)) for bracket, config in second] == [(0, config) for config in best]
    assert epochs_of(play.steps[-1]) == [9]
    play.end()
    assert (len(play.step().queue), epochs_of(play.steps[-1])) == (3, [27])


def test_what_was_best_before_its_last_epoch_does_not_go_on():
    play = Play()
    first = sorted((config for _, config in play.step().queue), key=goodness, reverse=True)
    play.end(best=lambda config: 2 if config in first[:4] else 3)
    assert {replace(config, epochs=3) for _, config in play.step().queue} == set(first[4:7])
    play.end(best=lambda config: 8)
    # Nothing goes on, so the repeats come.
    assert {bracket for bracket, _ in play.step().queue} == {None}


def test_a_rung_waits_for_its_last_network():
    play = Play()
    play.step()
    play.end(which=lambda trial: trial != play.trials[-1])
    assert not play.step().queue and not play.steps[-1].is_over


def test_of_equal_settings_the_first_go_on():
    play = Play()
    first = [config for _, config in play.step().queue]
    play.end(accuracy=lambda config: 0.5)
    assert [replace(config, epochs=3) for _, config in play.step().queue] == first[:7]


def test_what_diverged_or_failed_never_goes_on():
    play = Play(Budget(networks=6))
    play.step()
    good = play.trials[4]
    play.end(which=lambda trial: trial is good)
    play.end(Outcome.FAILED, lambda config: None, which=lambda trial: trial is play.trials[0])
    play.end(accuracy=lambda config: None)
    assert [config for _, config in play.step().queue] == [replace(good.config, epochs=9)]


def test_a_search_tries_as_many_settings_as_it_may_and_then_repeats_the_best_few():
    play = Play(Budget(networks=100)).to_the_end()
    assert len(tried(play.trials)) == 100
    last = [trial.config for trial in play.trials if trial.bracket is None]
    assert len(last) == len(finalists(play.trials)) * REPEATS
    best = {replace(config, seed=0) for config in last}
    assert best == set(finalists(play.trials))
    everything = {replace(trial.config, epochs=27, seed=0): goodness(trial.config) for trial in play.trials}
    assert goodness(finalists(play.trials)[0]) == max(everything.values())


def test_repeats_have_seeds_that_no_trial_had():
    assert {config.seed for config in repeats([RunConfig(seed=4)])} == {5, 6, 7, 8, 9}
    assert [config.seed for config in repeats([RunConfig(seed=9998)])] == [9999, 0, 1, 2, 3]


def test_a_finalist_has_the_fewest_epochs_in_which_it_got_that_far():
    settings = [
        Trial(RunConfig(epochs=epochs), 0, Outcome.ENDED, accuracy) for epochs, accuracy in ((3, 0.8), (9, 0.9), (27, 0.9))
    ]
    assert finalists(settings) == [RunConfig(epochs=9)]


def test_what_is_further_behind_than_luck_explains_is_not_repeated():
    accuracies = [0.9, 0.88, 0.895, 0.886, 0.89, 0.888, 0.887, 0.891]
    trials = [Trial(RunConfig(units=4 + n), 0, Outcome.ENDED, accuracy) for n, accuracy in enumerate(accuracies)]
    assert [config.units for config in finalists(trials)] == [4, 6, 11, 8]
    assert [config.units for config in finalists(trials[:4])] == [4, 6, 7]


def test_a_search_is_over_when_the_repeats_have_ended():
    play = Play(Budget(networks=3))
    while None not in {trial.bracket for trial in play.trials}:
        play.step()
        play.end(which=lambda trial: trial.bracket is not None)
    assert not play.step().is_over
    play.end()
    assert play.step().is_over and not play.steps[-1].has_failed


@pytest.mark.parametrize("networks", [1, 2, 3, 7, 26, 82])
def test_a_search_of_any_size_ends(networks):
    play = Play(Budget(networks=networks)).to_the_end()
    assert len(tried(play.trials)) == networks
    assert len({(trial.bracket, trial.config) for trial in play.trials}) == len(play.trials)


def test_a_small_space_ends_a_search_early():
    play = Play(Budget(networks=500), Space(RunConfig(epochs=27), ("activation",))).to_the_end()
    assert len(tried(play.trials)) == 5


@pytest.mark.parametrize("seconds", [1, 60, 1_000, 20_000])
def test_a_search_keeps_to_its_time_and_has_enough_left_for_the_repeats(seconds):
    play = Play(Budget(seconds=seconds)).to_the_end()
    assert [trial for trial in play.trials if trial.bracket is None]
    # The least that a search does: three networks, one of which goes on, and the repeats.
    assert play.spent <= max(seconds, 3 * 3 + FINALISTS * REPEATS * 9)


def test_a_long_search_has_every_kind_of_bracket():
    play = Play(Budget(seconds=20_000)).to_the_end()
    brackets = {trial.bracket for trial in play.trials if trial.bracket is not None}
    assert len(brackets) > 6
    first = {bracket: min(t.config.epochs for t in play.trials if t.bracket == bracket) for bracket in brackets}
    assert [first[number] for number in range(4)] == [3, 9, 3, 9]


def test_a_rung_for_which_there_is_too_little_time_is_cut_from_its_end():
    play = Play(Budget(seconds=5_000))
    play.step()
    play.end()
    third = len(play.trials) / 3
    play.spent = 5_000 - second_each(repeats(finalists(play.trials))) - 30
    assert len(play.step().queue) == 3 < third


def test_no_more_networks_are_queued_at_once_than_the_host_allows():
    play = Play(Budget(networks=100), most=10).to_the_end()
    assert max(len(step.queue) for step in play.steps if step.queue and step.queue[0][0] is not None) == 10


def test_more_workers_begin_another_bracket_instead_of_waiting():
    one, three = (
        Play(Budget(networks=500)),
        Play(Budget(networks=500), Space(RunConfig(epochs=27), ("units", "l2")), workers=3),
    )
    assert {bracket for bracket, _ in one.step().queue} == {0}
    three.step()
    three.step()
    assert {trial.bracket for trial in three.trials} == {0, 1}


# With many reviews


def test_with_many_reviews_one_bracket_of_three_opens_with_a_part_of_them():
    play = Play(Budget(networks=2_000), reviews=15_000, most=2_000).to_the_end()
    first = {}
    for trial in play.trials:
        if trial.bracket is not None:
            first.setdefault(trial.bracket, []).append((trial.config.epochs, trial.part))
    assert [set(first[number][:1]) for number in range(4)] == [{(3, PART)}, {(9, None)}, {(9, None)}, {(3, PART)}]
    assert [first[0].count(rung) for rung in ((3, PART), (9, None), (27, None))] == [432, 27, 9]
    assert {trial.part for trial in play.trials if trial.config.epochs > 3} == {None}


def test_what_learns_from_a_part_is_queued_so_and_is_a_trial_of_the_whole_setting():
    play = Play(reviews=15_000)
    assert {config.training_reviews for _, config in play.step().queue} == {PART}
    assert {trial.config.training_reviews for trial in play.trials} == {15_000}
    assert {trial.trained.training_reviews for trial in play.trials} == {PART}
    play.end()
    assert {config.training_reviews for _, config in play.step().queue} == {15_000}
    assert len(tried(play.trials)) == 20


@pytest.mark.parametrize(("size", "go_on"), [(432, 27), (100, 9), (20, 7), (3, 1)])
def test_of_many_on_a_part_one_in_sixteen_goes_on_and_of_few_a_third(size, go_on):
    play = Play(Budget(networks=size), reviews=15_000)
    assert len(play.step().queue) == size
    play.end()
    assert len(play.step().queue) == go_on


@pytest.mark.parametrize(
    ("space", "reviews"),
    [
        (SPACE, 5_000),
        (Space(RunConfig(epochs=27, training_reviews=5_000), ("units",)), 15_000),
        (Space(RunConfig(epochs=27), ("units", "training_reviews")), 15_000),
        (Space(RunConfig(epochs=1), ("units",)), 15_000),
    ],
    ids=["few reviews", "few to learn from", "a knob that moves", "one rung"],
)
def test_otherwise_all_learn_from_all_of_their_reviews(space, reviews):
    assert part_of(space, reviews) is None
    play = Play(space=space, reviews=reviews)
    play.step()
    assert {trial.part for trial in play.trials} == {None}


def test_a_finalist_has_learned_from_all_reviews_if_any_has():
    part = [Trial(RunConfig(units=4 + n, epochs=3), 0, Outcome.ENDED, 0.9, part=PART) for n in range(3)]
    whole = Trial(RunConfig(units=4, epochs=9), 0, Outcome.ENDED, 0.85)
    assert finalists([*part, whole]) == [whole.config]
    assert finalists(part) == [trial.config for trial in part]


def test_an_interrupted_training_on_a_part_is_one_again():
    play = Play(reviews=15_000)
    first = play.step().queue
    play.end(Outcome.STOPPED, lambda config: None)
    assert play.step().queue == first


@pytest.mark.parametrize("networks", [5, 100, 1_000])
@pytest.mark.parametrize("reviews", [5_000, 15_000])
def test_a_search_trains_as_many_epochs_as_it_planned_but_for_the_repeats(networks, reviews):
    play = Play(Budget(networks=networks), reviews=reviews).to_the_end()
    epochs = sum(trial.config.epochs for trial in play.trials if trial.bracket is not None)
    planned = planned_epochs(networks, 27, part_of(SPACE, reviews))
    assert planned - epochs == FINALISTS * REPEATS * 27


def test_the_repeats_take_a_quarter_of_the_time_unless_one_finalist_takes_more():
    def repeated(seconds):
        play = Play(Budget(seconds=seconds))
        play.trials = [Trial(RunConfig(units=4 + n, epochs=9), 1, Outcome.ENDED, 0.9 - n / 1_000) for n in range(4)]
        play.spent = seconds
        return len(play.step().queue) / REPEATS

    assert [repeated(seconds) for seconds in (1_000, 720, 719, 360, 100)] == [4, 4, 3, 2, 1]


# Interruptions


def test_what_was_interrupted_is_trained_again_and_nothing_else():
    play = Play()
    play.step()
    play.end(Outcome.STOPPED, lambda config: None, which=lambda trial: trial in play.trials[:4])
    play.end()
    again = play.step().queue
    assert [config for _, config in again] == [trial.config for trial in play.trials[:4]]
    play.end()
    assert epochs_of(play.step()) == [9]


def test_a_search_that_is_interrupted_all_the_time_does_what_another_does():
    steady, shaky = Play(Budget(networks=30)).to_the_end(), Play(Budget(networks=30))
    for _ in range(200):
        if shaky.step().is_over:
            break
        shaky.end(Outcome.STOPPED, lambda config: None, which=lambda trial: len(shaky.steps) % 3 == 0)
        shaky.end()
    done = {(trial.bracket, trial.config) for trial in shaky.trials}
    assert done == {(trial.bracket, trial.config) for trial in steady.trials}


def test_a_search_of_which_nothing_can_be_trained_ends_and_says_so():
    play = Play()
    play.step()
    play.end(Outcome.FAILED, lambda config: None)
    assert play.step().is_over and play.steps[-1].has_failed


def test_a_few_settings_that_need_too_much_memory_do_not_end_a_search():
    play = Play(Budget(networks=90))
    play.step()
    play.end()
    play.step()
    play.end(Outcome.FAILED, lambda config: None)
    assert {bracket for bracket, _ in play.step().queue} == {1}
    assert not play.to_the_end().steps[-1].has_failed


def test_a_search_in_which_everything_diverges_ends_without_finalists():
    play = Play(Budget(networks=10))
    while not play.step().is_over:
        play.end(accuracy=lambda config: None)
    assert finalists(play.trials) == [] and not play.steps[-1].has_failed
