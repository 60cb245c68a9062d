"""Settings and runs side by side, in sentences: what differs, which did better, and whether that is more than luck."""

from collections.abc import Sequence

from explorer.config import KNOBS, RunConfig
from explorer.insight.comparison import NEGLIGIBLE, Answer, Lead, Verdict, differing
from explorer.wording.formats import apart, points

MOST_REPEATS = 50
"""More repeats than that are not worth recommending."""


def distinct_names(configs: Sequence[RunConfig], seeds: bool = False) -> list[str]:
    """A name for each of `configs` that says only what differs among them; the seed counts only where `seeds` do."""
    values = [config.to_dict() for config in configs]
    varying = [name for name in KNOBS if (seeds or name != "seed") and len({value[name] for value in values}) > 1]
    return [", ".join(KNOBS[name].phrase(value[name]) for name in varying) for value in values]


def leads(verdict: Verdict) -> list[str]:
    """A sentence in Markdown for each setting that the leader was compared with."""
    first, *others = distinct_names([verdict.leads[0].leader.config, *(lead.other.config for lead in verdict.leads)])
    return [_lead(f"**{first}**", f"**{other}**", lead) for other, lead in zip(others, verdict.leads)]


def _lead(first: str, second: str, lead: Lead) -> str:
    averages = f"{lead.leader.mean:.2%} against {lead.other.mean:.2%} on average"
    difference = apart(lead.leader.mean, lead.other.mean, 2)
    size = points(difference, 2, margin=lead.critical_difference)
    if lead.answer == Answer.YES:
        return f"{first} is really better than {second}: {averages}, a lead of {size}."
    if lead.answer == Answer.NO:
        return (
            f"{first} and {second} are as good as equal: {averages}, a lead of {size}. The true difference is most likely "
            f"below {NEGLIGIBLE * 100:.1f} points, too little to matter."
        )
    if lead.repeats_needed > MOST_REPEATS:
        advice = f"Even {MOST_REPEATS} repeats of each would hardly tell."
    else:
        advice = f"About {lead.repeats_needed} repeats of each would tell, if the lead stayed as it is."
    return (
        f"{first} leads {second} by {points(difference, 2)} ({averages}), but luck alone can put as few runs as these "
        f"{points(lead.critical_difference, 2)} apart. {advice}"
    )


def changes(first: RunConfig, second: RunConfig) -> list[str]:
    """Each knob that stands differently in the second: “hidden units 16 → 64”."""
    return [
        f"{knob.noun} {knob.show_inside(one)} → {knob.show_inside(other)}" for knob, one, other in differing(first, second)
    ]


def which_did_better(lead: Lead) -> str:
    """Which of two runs did better, by how much, and whether that is more than the luck of the seed."""
    better, other = lead.leader.best, lead.other.best
    knobs = [knob.name for knob, _, _ in differing(better.config, other.config)]
    so_far = " so far" if better.active or other.active else ""
    best = f"{better.best_figures.val_accuracy:.1%} of the validation reviews right"
    fewer = apart(better.best_figures.val_accuracy, other.best_figures.val_accuracy)
    if not fewer:
        figures = f"At its best epoch{so_far} each gets {best}."
    else:
        figures = (
            f"At its best epoch{so_far} run {better.id} gets {best}, and run {other.id} "
            f"{other.best_figures.val_accuracy:.1%}: {points(fewer)} fewer."
        )
    if not knobs:
        return f"{figures} The same settings with the same seed give the same figures."
    if knobs == ["seed"]:
        return f"{figures} With all settings equal, that is the luck of the seed and nothing else."
    among = "two runs" if lead.compared == 2 else f"any two of these {lead.compared} runs"
    by_luck = f"{points(lead.critical_difference)} apart"
    if lead.difference > lead.critical_difference:
        return f"{figures} That is more than luck: the seed alone hardly ever puts {among} more than {by_luck}."
    return (
        f"{figures} That may be luck: the seed alone can put {among} {by_luck}. More repeats would tell: tick both on the "
        "Leaderboard."
    )
