"""A leaderboard says how much of its order can be luck."""

import re

from explorer.config import RunConfig
from explorer.insight.ranking import standings
from explorer.wording.leaderboard_sentences import (
    first_place,
    headline,
    in_common,
    luck,
    luck_of_the_reviews,
    luck_of_the_seed,
    shown_of,
)
from tests.support.runs import epoch, run


def board(*accuracies, repeats=1):
    """The standings of settings with these accuracies; all repeats of one have the same."""
    return standings(
        [
            run(1 + repeats * number + seed, RunConfig(units=16 * (number + 1), seed=seed), [epoch(1, accuracy)])
            for number, accuracy in enumerate(accuracies)
            for seed in range(repeats)
        ]
    )


def test_the_first_place_is_shared_where_luck_could_have_made_the_order():
    assert first_place(board(0.88)) == "There is no other setting to compare it with yet."
    assert first_place(board(0.88, 0.6)).startswith("**The leader is clearly ahead of all other settings**")
    assert first_place(board(0.88, 0.879)).startswith("**All 2 settings share first place**")
    assert first_place(board(0.88, 0.879, 0.6)).startswith("**2 of 3 settings share first place**")


def test_the_headline_names_the_leader_and_its_accuracy_if_there_is_one():
    leader = "Best so far: ReLU · binary cross-entropy · 1 hidden layer of 16 · 10 epochs, accuracy 88.00% ± 0."
    assert headline(board(0.88)).startswith(leader)
    assert headline(board(0.88, 0.6)).startswith(leader)


def test_where_settings_tie_nobody_leads():
    assert headline(board(0.88, 0.879)).startswith("Nobody leads yet: all 2 settings tie, at 88.00% ± 0.")
    assert headline(board(0.88, 0.879, 0.6)).startswith("Nobody leads yet: 2 of 3 settings tie, at 88.00% ± 0.")


def test_what_all_settings_have_in_common_is_said_once():
    settings = board(0.88, 0.6)
    assert in_common(settings) == "ReLU · binary cross-entropy · 1 hidden layer · 10 epochs"
    assert shown_of(settings, settings) == "2 settings · all: ReLU · binary cross-entropy · 1 hidden layer · 10 epochs"
    assert shown_of(settings[:1], settings) == "1 of 2 settings"


def test_what_is_as_in_the_article_is_named_only_for_its_own_knobs():
    settings = standings([run(1, RunConfig(units=32, dropout=0.5), [epoch(1)]), run(2, RunConfig(dropout=0.5), [epoch(1)])])
    assert in_common(settings).endswith("10 epochs · dropout 0.5")
    settings = standings([run(1, RunConfig("tanh", "mse", 32, 2, 5), [epoch(1)]), run(2, RunConfig(), [epoch(1)])])
    assert in_common(settings) == ""


def test_the_luck_of_the_seed_names_both_of_its_sources():
    assert "By what was measured beforehand, one run usually" in luck_of_the_seed(board(0.88, 0.87))
    assert "By what was measured beforehand and 2 repeats here, one run" in luck_of_the_seed(board(0.88, 0.87, repeats=2))
    assert re.search(r"within ±0\.\d to ±\d\.\d percentage points", luck_of_the_seed(board(0.885, 0.84)))
    assert re.search(r"within ±0\.\d percentage points", luck_of_the_seed(board(0.885)))


def test_the_luck_of_the_reviews_depends_on_how_many_there_are():
    assert "the same 5,000 validation reviews. Others would move all" in luck_of_the_reviews(board(0.88), 5_000)
    assert "by up to about 0.9 points" in luck_of_the_reviews(board(0.88), 5_000)


def test_all_of_it_is_said_in_one_paragraph():
    said = luck(board(0.88, 0.6), 5_000)
    assert said.startswith("**Best so far: ReLU")
    assert "**The luck of the seed:** The seed decides" in said and "**The luck of the reviews:** All settings" in said


def test_on_a_few_reviews_no_figure_is_certain():
    # The packaged 5,000 would move a perfect row by next to nothing, 12 by a good deal.
    perfect = standings([run(1, history=[epoch(1, 1.0)])], 12)
    by = float(re.search(r"by up to about ([\d.]+) points", luck_of_the_reviews(perfect, 12))[1])
    within = float(re.search(r"within ±([\d.]+) percentage points", luck_of_the_seed(perfect))[1])
    assert by > 100 / 12 and within > 100 / 12
