"""Who leads a leaderboard, and how much of that can be luck, in sentences."""

from collections.abc import Sequence

from explorer.config import ARTICLE_KNOBS, KNOBS
from explorer.errors import IN_THE_LOG
from explorer.insight.noise import margin_of_error
from explorer.insight.ranking import Setting
from explorer.wording.formats import accuracy_with_margin, count

ALL_HIDDEN = "All runs on these reviews are hidden. Show them again on the Leaderboard, or train others."


def left_out(runs: int) -> str:
    """That some runs are not on the leaderboard, because the store has damaged rows."""
    what = "1 run on these reviews is left out" if runs == 1 else f"{runs:,} runs on these reviews are left out"
    return f"{what}: what the store says of {'it' if runs == 1 else 'them'} is damaged. {IN_THE_LOG}"


def headline(settings: Sequence[Setting]) -> str:
    """Who leads the standings, with which accuracy; or that nobody does."""
    leader, tied = settings[0], sum(setting.tied for setting in settings)
    accuracy = accuracy_with_margin(leader.estimate, leader.half_width)
    if tied == 1:
        return f"Best so far: {leader.config.describe()}, accuracy {accuracy}"
    if tied == len(settings):
        return f"Nobody leads yet: all {tied} settings tie, at {accuracy} and less"
    return f"Nobody leads yet: {tied} of {len(settings)} settings tie, at {accuracy} and less"


def shown_of(shown: Sequence[Setting], settings: Sequence[Setting]) -> str:
    """How many of the `settings` a table has, and in what those agree."""
    total = count(len(settings), "setting")
    number = total if len(shown) == len(settings) else f"{len(shown)} of {total}"
    equal = in_common(shown)
    return f"{number} · all: {equal}" if equal else number


def in_common(settings: Sequence[Setting]) -> str:
    """The knobs that are equal in all of several settings, as in a description of settings; empty if there are none."""
    values = [setting.config.to_dict() for setting in settings]
    equal = [name for name in KNOBS if name != "seed" and len({value[name] for value in values}) == 1]
    named = [name for name in equal if name in ARTICLE_KNOBS or values[0][name] != KNOBS[name].default]
    return " · ".join(KNOBS[name].phrase(values[0][name]) for name in named) if len(settings) > 1 else ""


def luck(settings: Sequence[Setting], reviews: int) -> str:
    """What the order of the settings does and does not say, in Markdown.

    Two kinds of luck are told apart: the seed's, which moves every row by itself, and that of the validation reviews, which
    moves all of them together.

    Args:
        settings: The standings, at least one.
        reviews: How many validation reviews they are checked with.
    """
    return (
        f"**{headline(settings)}.** {first_place(settings)} "
        f"**The luck of the seed:** {luck_of_the_seed(settings)} "
        f"**The luck of the reviews:** {luck_of_the_reviews(settings, reviews)}"
    )


def first_place(settings: Sequence[Setting]) -> str:
    """Whether the first place is more than luck, in Markdown."""
    tied = sum(setting.tied for setting in settings)
    if len(settings) == 1:
        return "There is no other setting to compare it with yet."
    if tied == 1:
        return "**The leader is clearly ahead of all other settings**, by more than luck explains."
    if tied == len(settings):
        return f"**All {tied} settings share first place**: luck alone could have put them in this order."
    return (
        f"**{tied} of {len(settings)} settings share first place**: luck alone could have put them in this order. The "
        "others are further behind."
    )


def ties() -> str:
    """Why settings share the first place."""
    return (
        "Settings share first place when the gap between them is no wider than luck makes it among equals. The more "
        "settings there are, the wider a gap has to be to count, because one of many is always lucky."
    )


def luck_of_the_seed(settings: Sequence[Setting]) -> str:
    """How far one run lands from its setting's true average."""
    variances = [setting.seed_variance for setting in settings if setting.seed_variance.known]
    repeats, single = sum(variance.own for variance in variances), [variance.half_width(1) * 100 for variance in variances]
    source = "By what was measured beforehand"
    if repeats:
        source = f"By what was measured beforehand and {count(repeats, 'repeat')} here"
    low, high = f"{min(single, default=0):.1f}", f"{max(single, default=0):.1f}"
    within = f"±{low}" if low == high else f"±{low} to ±{high}"
    return (
        f"The seed decides the first weights and the order of the reviews. {source}, one run usually (95%) lands within "
        f"{within} percentage points of its setting's true average, and the average of several repeats closer to it. That "
        "is what the ± in the ranking means."
    )


def luck_of_the_reviews(settings: Sequence[Setting], reviews: int) -> str:
    """How far other validation reviews would move everything, and why even that is not all."""
    by = margin_of_error(settings[0].estimate, reviews) * 100
    return (
        f"All settings are checked with the same {reviews:,} validation reviews. Others would move all of the rows up or "
        f"down, mostly together, by up to about {by:.1f} points. And whoever "
        "leads among many has usually been lucky as well: expect a little less from it elsewhere."
    )


def how_places_are_reckoned() -> list[str]:
    """How the table's figures come about, in plain words with sources, in Markdown. `docs/statistics.md` says more."""
    return [
        "**The ±** holds a setting's true average over all seeds in 95 of 100 cases. Each setting has its own spread; as "
        "few repeats say little about it, it is mixed with what was measured of settings that trained as long and got as "
        "far (Smyth 2004). A question mark stands where nobody knows.",
        "**First place** is shared by all that no other is ahead of by more than luck puts any two of so many apart "
        "(Games and Howell 1976, Hsu 1996). Looking again while repeats come in misleads in fewer than 5 of 100 cases.",
        "**The accuracy** is an estimate. The one in front of many is also the luckiest, so averages that luck may have "
        "put in this order are pulled towards each other, single runs further than averages of four (Efron and Morris "
        "1975).",
    ]


def how_it_is_reckoned() -> str:
    """The same for the whole page."""
    margin, first_place, estimate = how_places_are_reckoned()
    sentences = [
        margin,
        f"{estimate} The plain average is in the menu of the table's columns.",
        first_place,
        "**Is it really better?** asks for that lead, and asks repeats that were trained after the choice by themselves "
        "as well: they cannot have been chosen for their luck.",
        "**What mattered** puts settings side by side that differ in one knob only. Seeds are averaged first, and all "
        "knobs together share one error rate of 5%.",
    ]
    return "\n".join(f"- {sentence}" for sentence in sentences)
