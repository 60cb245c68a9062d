"""How much of a leaderboard can be luck, in words for the person who reads it."""

from collections.abc import Sequence

from explorer.insight.ranking import Setting, margin


def honesty(settings: Sequence[Setting], reviews: int) -> str:
    """What the `standings`, of which there is at least one, do and do not say; `reviews` is how many they are checked with.

    Two kinds of luck are told apart: the seed's, which moves every row by itself, and that of the validation reviews, which
    moves all of them together.
    """
    leader, luck = settings[0], settings[0].luck
    source = (
        "repeats of the same settings"
        if luck.repeated
        else "repeats measured beforehand, because nothing here has been repeated yet"
    )
    return (
        f"{_first(settings)} **The luck of the seed:** going by {source}, one run lands within about "
        f"±{luck.interval(1) * 100:.1f} percentage points of its setting's true average, and the average of several repeats "
        "closer to it; that is what the ± means (95\u00a0%). **The luck of the reviews:** all settings are checked with the "
        f"same {reviews:,} validation reviews; others would move all of the rows together, by up to about "
        f"{margin(leader.mean, reviews) * 100:.1f} points. And whoever leads among many has usually been lucky as well."
    )


def _first(settings: Sequence[Setting]) -> str:
    leader = settings[0]
    best = f"Best so far: **{leader.mean:.1%}** of the validation reviews right"
    tied = sum(setting.tied for setting in settings)
    if len(settings) == 1:
        return f"{best}."
    if tied == 1:
        return f"{best}, and clearly ahead of all other settings: more than luck."
    if tied == len(settings):
        return f"{best}, but **all {tied} settings are tied for first**: luck alone could have put them in this order."
    return f"{best}, but **{tied} settings are tied for first**: luck alone could have put these {tied} in this order."
