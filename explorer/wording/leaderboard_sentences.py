"""How much of a leaderboard can be luck, in sentences."""

from collections.abc import Sequence

from explorer.insight.noise import margin_of_error
from explorer.insight.ranking import Setting


def luck(settings: Sequence[Setting], reviews: int) -> str:
    """What the order of the settings does and does not say, in Markdown.

    Two kinds of luck are told apart: the seed's, which moves every row by itself, and that of the validation reviews, which
    moves all of them together.

    Args:
        settings: The standings, at least one.
        reviews: How many validation reviews they are checked with.
    """
    return (
        f"Best so far: **{settings[0].mean:.2%}** of the validation reviews right. {first_place(settings)} "
        f"**The luck of the seed:** {luck_of_the_seed(settings)} "
        f"**The luck of the reviews:** {luck_of_the_reviews(settings, reviews)}"
    )


def first_place(settings: Sequence[Setting]) -> str:
    """Whether the first place is more than luck, in Markdown."""
    tied = sum(setting.tied for setting in settings)
    if len(settings) == 1:
        return "There is no other setting to compare it with yet."
    if tied == 1:
        return "The leader is clearly ahead of all other settings: more than luck."
    if tied == len(settings):
        return f"**All {tied} settings are tied for first**: luck alone could have put them in this order."
    return (
        f"**{tied} of {len(settings)} settings are tied for first**: luck alone could have put these {tied} in this order. "
        "The others are behind by more than that."
    )


def luck_of_the_seed(settings: Sequence[Setting]) -> str:
    """How far one run lands from its setting's true average."""
    variance = settings[0].seed_variance
    source = "repeats of the same settings"
    if not variance.repeated:
        source = "repeats measured beforehand, because nothing here has been repeated yet"
    return (
        f"Going by {source}, one run lands within about ±{variance.half_width(1) * 100:.1f} percentage points of its "
        "setting's true average, and the average of several repeats closer to it. That is what the ± in the ranking means "
        "(95%)."
    )


def luck_of_the_reviews(settings: Sequence[Setting], reviews: int) -> str:
    """How far other validation reviews would move everything, and why even that is not all."""
    return (
        f"All settings are checked with the same {reviews:,} validation reviews; others would move all of the rows "
        f"together, by up to about {margin_of_error(settings[0].mean, reviews) * 100:.1f} points. And whoever leads among "
        "many has usually been lucky as well."
    )
