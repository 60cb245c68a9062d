"""Settings and runs side by side, in sentences: what differs, which did better, and whether that is more than luck."""

from collections.abc import Sequence

from explorer.config import KNOBS, RunConfig
from explorer.insight.comparison import MOST_REPEATS, NEGLIGIBLE, Answer, Lead, Verdict, differing
from explorer.wording.formats import accuracy, apart, points


def distinct_names(configs: Sequence[RunConfig], seeds: bool = False) -> list[str]:
    """A name for each of `configs` that says only what differs among them; the seed counts only where `seeds` do."""
    values = [config.to_dict() for config in configs]
    varying = [name for name in KNOBS if (seeds or name != "seed") and len({value[name] for value in values}) > 1]
    return [", ".join(KNOBS[name].phrase(value[name]) for name in varying) for value in values]


def leads(verdict: Verdict) -> list[str]:
    """A sentence in Markdown for each setting that the leader was compared with."""
    first, *others = distinct_names([verdict.leads[0].leader.config, *(lead.other.config for lead in verdict.leads)])
    picked = len(verdict.leads) + 1
    return [_lead(f"**{first}**", f"**{other}**", lead, picked) for other, lead in zip(others, verdict.leads)]


def _lead(first: str, second: str, lead: Lead, picked: int) -> str:
    telling = lead.telling
    averages = f"{telling.leader.mean:.2%} against {telling.other.mean:.2%} on average"
    if telling is not lead:
        averages = f"in the fresh repeats {averages}"
    difference = apart(telling.leader.mean, telling.other.mean, 2)
    size = points(difference, 2, margin=telling.critical_difference)
    if lead.answer == Answer.YES:
        barely = ", so it is only just told" if points(difference, 2) == points(telling.critical_difference, 2) else ""
        return f"{first} is really better than {second}: {averages}, a lead of {size}{barely}."
    if lead.answer == Answer.NO:
        return (
            f"{first} and {second} are as good as equal: {averages}, a lead of {size}. The true difference is most likely "
            f"below {NEGLIGIBLE * 100:.1f} points, too little to matter."
        )
    return (
        f"{first} leads {second} by {points(difference, 2)} ({averages}), but luck alone can put as few runs as these "
        f"{points(telling.critical_difference, 2)} apart. {_advice(lead, picked)}"
    )


def _advice(lead: Lead, picked: int) -> str:
    """How many more repeats would tell, and what."""
    needed = lead.more_repeats(picked)
    if needed is None:
        return f"Even {MOST_REPEATS} more repeats of each would hardly tell."
    more, answer = needed
    tell = "would probably tell" if answer == Answer.YES else "would probably show that the two are as good as equal"
    return f"About {more} more repeats of each {tell}."


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
    best = f"{accuracy(better.best_figures.val_accuracy)} of the validation reviews right"
    fewer = apart(better.best_figures.val_accuracy, other.best_figures.val_accuracy)
    if not fewer:
        figures = f"At its best epoch{so_far} each gets {best}."
    else:
        figures = (
            f"At its best epoch{so_far} run {better.id} gets {best}, and run {other.id} "
            f"{accuracy(other.best_figures.val_accuracy)}: {points(fewer)} fewer."
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
