"""How much of a leaderboard can be luck, in words for the person who reads it."""

from collections.abc import Sequence

from explorer.insight.ranking import Setting, margin


def honesty(settings: Sequence[Setting], reviews: int) -> str:
    """What the `standings`, of which there is at least one, do and do not say; `reviews` is how many they are checked with.

    Two kinds of luck are told apart: the seed's, which moves every row by itself, and that of the validation reviews, which
    moves all of them together.
    """
    first = first_place(settings)
    best = f"Best so far: **{settings[0].mean:.2%}** of the validation reviews right"
    return (
        f"{best}. {first} **The luck of the seed:** {luck_of_the_seed(settings)} **The luck of the reviews:** "
        f"{luck_of_the_reviews(settings, reviews)}"
    )


def first_place(settings: Sequence[Setting]) -> str:
    """Whether the first place is more than luck."""
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
    luck = settings[0].luck
    source = (
        "repeats of the same settings"
        if luck.repeated
        else "repeats measured beforehand, because nothing here has been repeated yet"
    )
    return (
        f"Going by {source}, one run lands within about ±{luck.interval(1) * 100:.1f} percentage points of its setting's "
        "true average, and the average of several repeats closer to it. That is what the ± in the ranking means (95%)."
    )


def luck_of_the_reviews(settings: Sequence[Setting], reviews: int) -> str:
    """How far other validation reviews would move everything, and why even that is not all."""
    return (
        f"All settings are checked with the same {reviews:,} validation reviews; others would move all of the rows "
        f"together, by up to about {margin(settings[0].mean, reviews) * 100:.1f} points. And whoever leads among many has "
        "usually been lucky as well."
    )
