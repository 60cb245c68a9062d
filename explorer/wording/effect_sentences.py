"""What the knobs do, in sentences: each knob's main effect, and the change of one knob between two settings."""

from collections.abc import Sequence

from explorer.config import KNOBS
from explorer.insight.effects import FEWEST_GROUPS, Change, Effect
from explorer.insight.ranking import Setting
from explorer.wording.formats import apart, count, listed, points

MORE_EPOCHS = (
    "a longer run begins as the shorter one does, and the best epoch counts, so more epochs can never do worse. That they "
    "do better is no surprise."
)

MOST_VALUES = 8
"""More numbers than these are not listed one by one."""


def main_effect(effect: Effect) -> str:
    """What the runs say about a knob, in Markdown."""
    knob, groups = KNOBS[effect.knob], len(effect.groups)
    first, *others = effect.values
    values = listed([_quoted(text) for text in (knob.show(first), *map(knob.show_inside, others))], "or")
    if len(effect.values) > MOST_VALUES and not knob.choices:
        values = f"{knob.show(first)} to {knob.show(others[-1])}, {len(effect.values)} values,"
    if not effect.known:
        groups_of_runs = (
            f"Only {count(groups, 'group of settings differs', 'groups of settings differ')}" if groups else "None differ"
        )
        return (
            f"**{knob.label}**: too little to go by. {groups_of_runs} in nothing but this ({values}); it takes at least "
            f"{FEWEST_GROUPS} such groups."
        )
    best, worst, lead, width = effect.contrast
    settings = groups * len(effect.values)
    if lead > width:
        barely = ", only just more than luck" if points(lead, 2) == points(width, 2) else ""
        return (
            f"**{knob.label}**: {knob.show(best)} did best, on average {points(lead, 2, margin=width)} better than "
            f"{knob.show_inside(worst)} ({settings} settings, everything else equal){barely}."
        )
    below = points(lead + width, 2) if round((lead + width) * 100, 2) else points(0.0001, 2)
    return (
        f"**{knob.label}**: {values} made no difference that {settings} settings could show. If there is one between "
        f"{knob.show_inside(best)} and {knob.show_inside(worst)}, it is most likely below {below}."
    )


def _quoted(value: str) -> str:
    """A value within a list, in quotes if it looks like a list itself: “present or not”."""
    return f"“{value}”" if " or " in value or " and " in value else value


def headline(first: Setting, second: Setting, found: Sequence[Change]) -> str:
    """What two settings differ in, and how far their averages are apart, in Markdown; `found` are their changes."""
    difference = points(abs(apart(first.mean, second.mean, 2)), 2)
    figures = f"their averages are {difference} apart ({first.mean:.2%} and {second.mean:.2%})"
    if len(found) == 1:
        return f"**These two differ in one knob**, and {figures}. What did the same change do elsewhere?"
    nouns = listed([KNOBS[change.knob].noun for change in found])
    return (
        f"**These two differ in {len(found)} knobs** ({nouns}), and {figures}. Two settings that differ in several knobs "
        "cannot show which of them did it. What did each change do by itself elsewhere?"
    )


def change_name(change: Change) -> str:
    """The change itself: “Hidden units from 32 to 16”."""
    knob = KNOBS[change.knob]
    return f"{knob.label} from {knob.show_inside(change.before)} to {knob.show_inside(change.after)}"


def change_elsewhere(change: Change) -> str:
    """What a change did elsewhere, in Markdown."""
    pairs, title, knob = len(change.elsewhere), f"**{change_name(change)}**", KNOBS[change.knob]
    if not pairs:
        in_the_grid = len(knob.article) > 1 and {change.before, change.after} <= {*knob.article}
        advice = ""
        if in_the_grid:
            advice = " Training the article's 36 combinations would tell."
        elif change.knob != "epochs":
            advice = " A grid of your own would tell: both values, with several of other knobs."
        return f"{title}: no other two runs differ in just that, so nobody knows yet what it does elsewhere.{advice}"
    if change.knob == "epochs":
        return f"{title}: {MORE_EPOCHS}"
    average, width = change.average
    if not change.known:
        few = count(len(change.by_setting), "other pair of settings differs", "other pairs of settings differ")
        return (
            f"{title}: only {few} in just that, by {points(average, 2, plus=True)} on average; it takes at least "
            f"{FEWEST_GROUPS} to say anything."
        )
    added, settings = points(average, 2, margin=width, plus=True), len(change.by_setting)
    figures = f"{added} on average over {settings} other pairs of settings, everything else equal"
    if abs(average) <= width:
        return f"{title} made no clear difference elsewhere: {figures}, which can be luck."
    alike = sum((difference > 0) if average > 0 else (difference < 0) for difference in change.by_setting)
    did = "helped" if average > 0 else "did harm"
    return f"{title} {did} elsewhere: {figures}. It {did} in {alike} of them."
