"""What differs, which did better, and whether that is more than luck, is said with its size."""

import re
from dataclasses import replace

from explorer.config import RunConfig
from explorer.insight.comparison import Answer, fresh, lead_of_runs, verdict
from explorer.insight.ranking import standings
from explorer.insight.seed_variance import critical_difference, measured_variance
from explorer.store import State
from explorer.wording.comparison_sentences import changes, distinct_names, leads, which_did_better
from explorer.wording.formats import points
from tests.support.repeats import RELU, TANH, judged, runs, scattered
from tests.support.runs import epoch
from tests.support.runs import run as made_up

DEEP = RunConfig("tanh", layers=3)


def test_a_lead_that_luck_cannot_explain_is_a_yes_with_its_size():
    answer = judged(runs(TANH, 0.889, 0.890, 0.891), runs(RELU, 0.869, 0.870, 0.871))
    assert answer.answer == Answer.YES
    (sentence,) = leads(answer)
    assert sentence.startswith(
        "**tanh** is really better than **ReLU**: 89.00% against 87.00% on average, a lead of 2.00 ± 0."
    )
    assert sentence.endswith(" percentage points.")


def test_a_small_lead_of_few_repeats_is_undecided_and_says_what_would_help():
    answer = judged(runs(TANH, 0.886), runs(RELU, 0.880))
    assert answer.answer == Answer.CANNOT_TELL
    assert "**tanh** leads **ReLU** by 0.60 percentage points" in leads(answer)[0]
    assert re.search(r"About \d+ more repeats of each would probably tell\.", leads(answer)[0])


def test_where_two_can_only_turn_out_equal_that_is_what_would_be_shown():
    answer = judged(runs(TANH, *scattered(0.8802, 4)), runs(RELU, *scattered(0.880, 4)))
    assert "more repeats of each would probably show that the two are as good as equal." in leads(answer)[0]


def test_what_only_the_fresh_repeats_tell_is_said_to_come_from_them():
    old, new = scattered(0.884, 2), scattered(0.8885, 6, 0.001)
    settings = standings([*runs(TANH, *old, *new), *runs(RELU, *old, *scattered(0.884, 6, 0.001))])
    found = verdict(settings, 36, fresh(settings, range(3, 9)))
    assert "is really better than **ReLU**: in the fresh repeats 88.85% against 88.40%" in leads(found)[0]


def test_many_repeats_that_agree_are_a_no():
    answer = judged(runs(TANH, *scattered(0.8802, 10)), runs(RELU, *scattered(0.880, 10)))
    assert answer.answer == Answer.NO
    assert "are as good as equal" in leads(answer)[0]
    assert "The true difference is most likely below 0.5 points, too little to matter." in leads(answer)[0]


def test_a_lead_that_would_need_too_many_repeats_is_said_to():
    groups = (runs(TANH, *scattered(0.8825, 2, 0.01)), runs(RELU, *scattered(0.880, 2, 0.01)))
    assert "Even 50 more repeats of each would hardly tell." in leads(judged(*groups))[0]


def test_of_three_settings_the_leader_is_compared_with_each_of_the_others():
    third = RunConfig("tanh", units=64)
    answer = judged(runs(TANH, *scattered(0.89, 4)), runs(RELU, *scattered(0.889, 4)), runs(third, *scattered(0.86, 4)))
    assert answer.answer == Answer.CANNOT_TELL
    assert len(leads(answer)) == 2
    assert "**tanh, 16 hidden units** leads **ReLU, 16 hidden units**" in leads(answer)[0]
    assert "is really better than **tanh, 64 hidden units**" in leads(answer)[1]


def test_settings_are_called_by_what_differs_among_them():
    configs = [RunConfig(units=32, layers=1), RunConfig("tanh", units=32, layers=2, dropout=0.5, seed=3)]
    assert distinct_names(configs) == ["ReLU, 1 hidden layer, dropout 0", "tanh, 2 hidden layers, dropout 0.5"]


# Two runs


def run(number, config, accuracy, state=State.FINISHED):
    best = epoch(3, accuracy)
    return replace(made_up(number, config, [best]), state=state)


def outcome(first, second, compared):
    return which_did_better(lead_of_runs(first, second, compared))


def test_changes_are_written_as_people_read_values():
    first = RunConfig()
    second = RunConfig("tanh", "mse", vocabulary=5_000, learning_rate=0.01, dropout=0.3, l2=0.001)
    assert changes(first, second) == [
        "activation ReLU → tanh",
        "loss binary cross-entropy → mean squared error",
        "learning rate 0.001 → 0.01",
        "vocabulary 10,000 → 5,000",
        "dropout 0 → 0.3",
        "L2 penalty 0 → 0.001",
    ]


def test_a_lead_beyond_luck_is_called_that():
    luck = points(critical_difference(2, measured_variance(DEEP, 0.905), measured_variance(RELU, 0.875)))
    sentence = outcome(run(1, RELU, 0.875), run(2, DEEP, 0.905), 2)
    assert sentence == (
        "At its best epoch run 2 gets 90.5% of the validation reviews right, and run 1 87.5%: 3.0 percentage points fewer. "
        f"That is more than luck: the seed alone hardly ever puts two runs more than {luck} apart."
    )


def test_a_small_lead_may_be_luck():
    sentence = outcome(run(1, RELU, 0.882), run(2, DEEP, 0.879), 2)
    assert "run 1 gets 88.2% of the validation reviews right, and run 2 87.9%: 0.3 percentage points fewer." in sentence
    assert "That may be luck: the seed alone can put two runs " in sentence


def test_the_more_runs_two_are_picked_from_the_more_luck_can_do():
    usual = measured_variance(RELU, 0.91)
    lead = (critical_difference(2, usual, usual) + critical_difference(12, usual, usual)) / 2
    first, second = run(1, RELU, 0.91), run(2, DEEP, 0.91 - lead)
    assert "more than luck" in outcome(first, second, 2)
    assert "may be luck: the seed alone can put any two of these 12 runs " in outcome(first, second, 12)


def test_where_only_the_seed_differs_it_is_luck_however_large():
    assert "the luck of the seed and nothing else" in outcome(run(1, RELU, 0.6), run(2, replace(RELU, seed=1), 0.88), 2)


def test_no_lead_is_not_called_one():
    sentence = outcome(run(1, RELU, 0.8801), run(2, DEEP, 0.8802), 2)
    assert sentence.startswith("At its best epoch each gets 88.0% of the validation reviews right. That may be luck")


def test_a_run_that_still_trains_is_compared_by_what_it_has_reached_so_far():
    assert "At its best epoch so far run 1" in outcome(run(1, RELU, 0.9), run(2, DEEP, 0.88, State.RUNNING), 2)
