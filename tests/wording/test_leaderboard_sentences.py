"""A leaderboard says how much of its order can be luck."""

from explorer.config import RunConfig
from explorer.insight.ranking import standings
from explorer.wording.leaderboard_sentences import first_place, luck, luck_of_the_reviews, luck_of_the_seed
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
    assert first_place(board(0.88, 0.6)).startswith("The leader is clearly ahead of all other settings")
    assert first_place(board(0.88, 0.879)).startswith("**All 2 settings are tied for first**")
    assert first_place(board(0.88, 0.879, 0.6)).startswith("**2 of 3 settings are tied for first**")


def test_the_luck_of_the_seed_is_measured_beforehand_until_something_is_repeated():
    assert "Going by repeats measured beforehand" in luck_of_the_seed(board(0.88, 0.87))
    assert "within about ±0.6 percentage points" in luck_of_the_seed(board(0.88, 0.87))
    assert "Going by repeats of the same settings" in luck_of_the_seed(board(0.88, 0.87, repeats=2))


def test_the_luck_of_the_reviews_depends_on_how_many_there_are():
    assert "the same 5,000 validation reviews; others would move all" in luck_of_the_reviews(board(0.88), 5_000)
    assert "by up to about 0.9 points" in luck_of_the_reviews(board(0.88), 5_000)


def test_all_of_it_is_said_in_one_paragraph():
    said = luck(board(0.88, 0.6), 5_000)
    assert said.startswith("Best so far: **88.00%** of the validation reviews right. The leader is clearly ahead")
    assert "**The luck of the seed:** Going by" in said and "**The luck of the reviews:** All settings" in said
