"""Is it really better? A few settings or two runs side by side, and a verdict on their differences."""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice

from explorer.config import KNOBS, RunConfig, repeated
from explorer.insight.ranking import Setting
from explorer.insight.seed_variance import MEASURED, critical_difference
from explorer.knob import Knob, Value
from explorer.store import Run

NEGLIGIBLE = 0.005
"""A difference that does not matter: half a percentage point, which is 25 of 5,000 reviews, and about half of what other
validation reviews would change."""


class Answer(StrEnum):
    """Whether one setting is really better than another. Of several answers, the last in this order counts."""

    YES = "Yes"
    NO = "No"
    CANNOT_TELL = "Cannot tell yet"


@dataclass(frozen=True)
class Lead:
    """The leader of some settings against another one; `compared` is the number of settings that they were chosen from.

    Two runs count as two settings with one repeat each.
    """

    leader: Setting
    other: Setting
    compared: int

    @property
    def difference(self) -> float:
        """How much higher the leader's average is, as a share."""
        return self.leader.mean - self.other.mean

    @property
    def critical_difference(self) -> float:
        """What luck alone can make of the difference, as a share."""
        repeats = self.leader.repeats, self.other.repeats
        return critical_difference(self.compared, self.leader.seed_variance, self.other.seed_variance, repeats)

    @property
    def answer(self) -> Answer:
        """Yes where the difference is larger than the critical one, no where even both together are `NEGLIGIBLE`."""
        if self.difference > self.critical_difference:
            return Answer.YES
        return Answer.NO if self.difference + self.critical_difference < NEGLIGIBLE else Answer.CANNOT_TELL

    @property
    def repeats_needed(self) -> int:
        """How many repeats of each would tell, if the averages stayed where they are.

        The critical difference shrinks with the square root of the repeats.
        """
        aim = max(self.difference, NEGLIGIBLE - self.difference)
        once = critical_difference(self.compared, self.leader.seed_variance, self.other.seed_variance)
        return math.ceil((once / aim) ** 2)


@dataclass(frozen=True)
class Verdict:
    """Whether the leader is really better than all the others, and its lead over each of them."""

    answer: Answer
    leads: tuple[Lead, ...]


def verdict(selected: Sequence[Setting], compared: int) -> Verdict:
    """Whether the best of the `selected` settings is really better than the others.

    Yes, if it is certain to lead all of them; no, if it is as good as equal to one of them and certain about the rest; else
    nobody can tell yet.

    Args:
        selected: At least two settings.
        compared: The number of all settings that they were chosen from. Whoever picks the best and the worst of 36 has
            compared 36.
    """
    leader, *others = sorted(selected, key=lambda setting: -setting.mean)
    leads = tuple(Lead(leader, other, compared) for other in others)
    return Verdict(max((lead.answer for lead in leads), key=list(Answer).index), leads)


def lead_of_runs(first: Run, second: Run, compared: int) -> Lead:
    """The lead of the better of two runs on the same reviews that each have a best epoch.

    Each counts as a setting with one repeat; how far the seed alone can put them apart is told by the measured variance.
    """
    settings = (Setting((run,), MEASURED) for run in (first, second))
    leader, other = sorted(settings, key=lambda setting: -setting.mean)
    return Lead(leader, other, compared)


def differing(first: RunConfig, second: RunConfig) -> list[tuple[Knob, Value, Value]]:
    """The knobs that stand differently, in their usual order, each with its value in the first and in the second."""
    values = ((knob, getattr(first, name), getattr(second, name)) for name, knob in KNOBS.items())
    return [(knob, one, other) for knob, one, other in values if one != other]


def fresh(settings: Iterable[Setting], run_ids: Collection[int]) -> list[Setting]:
    """The `settings` that have runs among `run_ids`, with these runs only.

    Repeats that were trained after somebody had picked their settings cannot have been picked for their luck, so they need
    to be compared only with one another: three repeats of two settings tell as much as nine of two picked among 36.
    """
    wanted = set(run_ids)
    chosen = [replace(setting, runs=tuple(run for run in setting.runs if run.id in wanted)) for setting in settings]
    return [setting for setting in chosen if setting.runs]


def more_repeats(configs: Iterable[RunConfig], there: Collection[RunConfig], count: int) -> list[RunConfig]:
    """`count` more repeats of each of `configs`, with the next seeds that none of them has among the runs `there`.

    All get the same seeds: networks of one seed train together, and they meet the reviews in the same order.
    """
    configs, there = list(configs), set(there)
    seeds = range(KNOBS["seed"].low, KNOBS["seed"].high + 1)
    free = (seed for seed in seeds if there.isdisjoint(repeated(configs, [seed])))
    return repeated(configs, islice(free, count))
