"""What the knobs do, in sentences: each knob's main effect, and the change of one knob between two settings."""

from collections.abc import Sequence

from explorer.config import KNOBS
from explorer.insight.effects import FEWEST_GROUPS, Change, Effect
from explorer.insight.ranking import Setting
from explorer.wording.formats import count, listed, points


def main_effect(effect: Effect) -> str:
    """What the runs say about a knob, in Markdown."""
    knob, groups = KNOBS[effect.knob], len(effect.groups)
    values = listed([knob.show(value) for value in effect.values], "or")
    if not effect.known:
        matched = count(groups, "group of runs has", "groups of runs have") if groups else "No groups of runs have"
        return (
            f"**{knob.label}**: too few matched runs to say. {matched} {values} with everything else equal; it takes at "
            f"least {FEWEST_GROUPS}."
        )
    best, worst, lead, width = effect.contrast
    runs = groups * len(effect.values)
    if lead > width:
        return (
            f"**{knob.label}**: {knob.show(best)} did best, {points(lead, 2, margin=width)} better than "
            f"{knob.show(worst)} ({runs} runs, everything else equal)."
        )
    return (
        f"**{knob.label}**: {values} made no difference that {runs} runs could see. If there is one between "
        f"{knob.show(best)} and {knob.show(worst)}, it is most likely below {points(lead + width, 2)}."
    )


def headline(first: Setting, second: Setting, found: Sequence[Change]) -> str:
    """What two settings differ in, and how far their averages are apart, in Markdown; `found` are their changes."""
    apart = points(abs(first.mean - second.mean), 2)
    figures = f"their averages are {apart} apart ({first.mean:.2%} and {second.mean:.2%})"
    if len(found) == 1:
        return f"**These two differ in one knob**, and {figures}. What did the same change do elsewhere?"
    nouns = listed([KNOBS[change.knob].noun for change in found])
    return (
        f"**These two differ in {len(found)} knobs** ({nouns}), and {figures}. A pair that mixes changes cannot say which "
        "of them did it. What did each of them do by itself elsewhere?"
    )


def change_name(change: Change) -> str:
    """The change itself: “Hidden units from 32 to 16”."""
    knob = KNOBS[change.knob]
    return f"{knob.label} from {knob.show_inside(change.before)} to {knob.show_inside(change.after)}"


def change_elsewhere(change: Change) -> str:
    """What a change did elsewhere, in Markdown."""
    pairs, title = len(change.elsewhere), f"**{change_name(change)}**"
    if not pairs:
        return (
            f"{title}: no other two runs differ in only that, so nobody knows yet what it does elsewhere. "
            "Training the article's combinations is a good start."
        )
    average, width = change.average
    if not change.known:
        few = count(pairs, "other pair of runs that differs", "other pairs of runs that differ")
        return (
            f"{title}: only {few} in just that, {points(average, 2, plus=True)} on average; it takes at least "
            f"{FEWEST_GROUPS} to say anything."
        )
    added = points(average, 2, margin=width, plus=True)
    figures = f"{added} on average over {pairs} other pairs of runs, everything else equal"
    if abs(average) <= width:
        return f"{title} made no difference elsewhere that could not be luck: {figures}."
    alike = sum((pair.difference > 0) if average > 0 else (pair.difference < 0) for pair in change.elsewhere)
    return f"{title} {'helped' if average > 0 else 'did harm'} elsewhere: {figures}. It did so in {alike} of them."
