"""Is it really better? The averages of a few settings side by side, and a verdict in words."""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from explorer.config import KNOBS, RunConfig, repeated
from explorer.insight.ranking import Setting
from explorer.insight.seed_variance import gap

NEGLIGIBLE = 0.005
"""A difference that does not matter: half a percentage point, which is 25 of 5,000 reviews, and about half of what other
validation reviews would change."""

MOST_REPEATS = 50
"""More repeats than that are not worth recommending."""

YES, NO, CANNOT_TELL = "Yes", "No", "Cannot tell yet"


@dataclass(frozen=True)
class Verdict:
    """`YES`, `NO` or `CANNOT_TELL`, and a sentence for each setting that the leader was compared with."""

    answer: str
    sentences: tuple[str, ...]


def verdict(selected: Sequence[Setting], compared: int) -> Verdict:
    """Whether the best of the `selected` settings (at least two) is really better than the others of them.

    It leads another one for certain when the lead is larger than the `gap`; it is as good as equal to it when even the lead
    and the gap together stay below `NEGLIGIBLE`. `compared` is the number of all settings that they were chosen from: who
    picks the top and the bottom of 36 has compared 36. Yes, if it is certain to lead all the others; no, if it is as good
    as equal to one of them and certain about the rest; else nobody can tell yet.
    """
    leader, *others = sorted(selected, key=lambda setting: -setting.mean)
    names = dict(zip((setting.config for setting in selected), differences([setting.config for setting in selected])))
    answers, sentences = set(), []
    for other in others:
        lead = leader.mean - other.mean
        luck = gap(compared, leader.luck, leader.repeats, other.luck, other.repeats)
        first, second = f"**{names[leader.config]}**", f"**{names[other.config]}**"
        averages = f"{leader.mean:.2%} against {other.mean:.2%} on average"
        points = f"{lead * 100:.2f} ± {luck * 100:.2f} percentage points"
        if lead > luck:
            answers.add(YES)
            sentences.append(f"{first} is really better than {second}: {averages}, a lead of {points}.")
        elif lead + luck < NEGLIGIBLE:
            answers.add(NO)
            sentences.append(
                f"{first} and {second} are as good as equal: {averages}, a lead of {points}. The true difference is below "
                f"{NEGLIGIBLE * 100:.1f} points, too little to matter."
            )
        else:
            answers.add(CANNOT_TELL)
            sentences.append(
                f"{first} leads {second} by {lead * 100:.2f} percentage points ({averages}), but with these repeats luck "
                f"alone can make {luck * 100:.2f}. {_advice(lead, compared, leader, other)}"
            )
    answer = next(answer for answer in (CANNOT_TELL, NO, YES) if answer in answers)
    return Verdict(answer, tuple(sentences))


def fresh(settings: Iterable[Setting], run_ids: Collection[int]) -> list[Setting]:
    """Those of `settings` that have runs among `run_ids`, with these runs only.

    Repeats that were trained after somebody had picked their settings cannot have been picked for their luck, so they need
    to be compared only with one another: three repeats of two settings tell as much as nine of two picked among 36.
    """
    wanted = set(run_ids)
    chosen = [replace(setting, runs=tuple(run for run in setting.runs if run.id in wanted)) for setting in settings]
    return [setting for setting in chosen if setting.runs]


def _advice(lead: float, compared: int, leader: Setting, other: Setting) -> str:
    """How many repeats of each would tell, if the averages stayed where they are: the gap shrinks with their square root."""
    once = gap(compared, leader.luck, 1, other.luck, 1)
    aim = max(lead, NEGLIGIBLE - lead)
    repeats = math.ceil((once / aim) ** 2)
    if repeats > MOST_REPEATS:
        return f"Even {MOST_REPEATS} repeats of each would hardly tell."
    return f"About {repeats} repeats of each would tell, if the lead stayed as it is."


def differences(configs: Sequence[RunConfig], seeds: bool = False) -> list[str]:
    """A name for each of `configs` that says only what differs among them; the seed counts only where `seeds` do."""
    values = [config.to_dict() for config in configs]
    varying = [name for name in KNOBS if (seeds or name != "seed") and len({value[name] for value in values}) > 1]
    return [", ".join(KNOBS[name].phrase(value[name]) for name in varying) for value in values]


def more_repeats(configs: Iterable[RunConfig], there: Collection[RunConfig], count: int) -> list[RunConfig]:
    """`count` more repeats of each of `configs`, with the next seeds that none of them has among the runs `there`.

    All get the same seeds: networks of one seed train together, and they meet the reviews in the same order.
    """
    configs, there = list(configs), set(there)
    seeds = range(KNOBS["seed"].low, KNOBS["seed"].high + 1)
    free = (seed for seed in seeds if there.isdisjoint(repeated(configs, [seed])))
    return repeated(configs, islice(free, count))
