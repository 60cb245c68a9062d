"""Is it really better? A few settings or two runs side by side, and a verdict on their differences."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from statistics import NormalDist

from explorer.config import KNOBS, RunConfig, repeated
from explorer.insight.noise import MEASURED_ON
from explorer.insight.ranking import Setting, gap
from explorer.insight.seed_variance import critical_difference, measured_variance
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


POWER = 0.8
"""How often as many repeats as are recommended have to tell."""

MOST_REPEATS = 50
"""More are not worth recommending."""


@dataclass(frozen=True)
class Lead:
    """The leader of some settings against another one; `compared` is the number of settings that they were chosen from.

    Two runs count as two settings with one repeat each.
    """

    leader: Setting
    other: Setting
    compared: int
    fresh: Lead | None = None
    """The same by those repeats alone that were trained after the settings had been picked."""

    @property
    def difference(self) -> float:
        """How much higher the leader's average is, as a share."""
        return self.leader.mean - self.other.mean

    @property
    def critical_difference(self) -> float:
        """What luck alone can make of the difference, as a share."""
        return gap(self.compared, self.leader, self.other)

    @property
    def answer(self) -> Answer:
        """Yes where the difference is larger than the critical one, no where even both together are `NEGLIGIBLE`.

        Where there are fresh repeats, they are asked as well. So more repeats never tell less: nothing is thrown away.
        """
        return self.telling._own_answer

    @property
    def telling(self) -> Lead:
        """The lead that the answer comes from: this one, or that of the fresh repeats."""
        return next((lead for lead in (self, self.fresh) if lead and lead._own_answer != Answer.CANNOT_TELL), self)

    @property
    def likely_difference(self) -> float:
        """The difference as it is likely to be true, without the luck of having been picked (`shrinkage`), as a share."""
        return max(0.0, self.leader.estimate - self.other.estimate)

    @property
    def _own_answer(self) -> Answer:
        """The answer without the fresh repeats."""
        if self.difference > self.critical_difference:
            return Answer.YES
        return Answer.NO if abs(self.difference) + self.critical_difference < NEGLIGIBLE else Answer.CANNOT_TELL

    def more_repeats(self, picked: int) -> tuple[int, Answer] | None:
        """How many more repeats of each would tell in `POWER` of all cases, and what they would most likely tell.

        That is reckoned for the likely difference, and as `answer` will be found: by all repeats among the settings that
        these were chosen from, or by the fresh ones alone among the `picked` ones.

        Returns:
            The number and the answer; None if more than `MOST_REPEATS` were needed.
        """
        return next(
            (
                (more, answer)
                for more in range(2, MOST_REPEATS + 1)
                if (answer := self._answer_after(more, picked)) != Answer.CANNOT_TELL
            ),
            None,
        )

    def _answer_after(self, more: int, picked: int) -> Answer:
        both = self.leader, self.other
        first, second = (
            replace(one.seed_variance, degrees_of_freedom=one.seed_variance.degrees_of_freedom + more) for one in both
        )
        ways = [(self.compared, (self.leader.repeats + more, self.other.repeats + more))]
        if picked < self.compared:
            ways.append((picked, (more, more)))
        for compared, repeats in ways:
            critical = critical_difference(compared, first, second, repeats)
            # The one-sided normal quantile of 80 %.
            reach = NormalDist().inv_cdf(POWER) * math.hypot(
                *(variance.deviation / math.sqrt(number) for variance, number in zip((first, second), repeats))
            )
            if self.likely_difference - reach > critical:
                return Answer.YES
            if self.likely_difference + reach + critical < NEGLIGIBLE:
                return Answer.NO
        return Answer.CANNOT_TELL


@dataclass(frozen=True)
class Verdict:
    """Whether the leader is really better than all the others, and its lead over each of them."""

    answer: Answer
    leads: tuple[Lead, ...]


def verdict(selected: Sequence[Setting], compared: int, fresh: Sequence[Setting] = ()) -> Verdict:
    """Whether the best of the `selected` settings is really better than the others.

    Yes, if it is certain to lead all of them; no, if it is as good as equal to one of them and certain about the rest; else
    nobody can tell yet.

    Args:
        selected: At least two settings.
        compared: The number of all settings that they were chosen from. Whoever picks the best and the worst of 36 has
            compared 36.
        fresh: The same settings by the repeats alone that were trained after they had been picked, if all have some.
    """
    leader, *others = sorted(selected, key=lambda setting: -setting.mean)
    anew = {setting.config: setting for setting in fresh} if len(fresh) == len(selected) else {}

    def lead(other: Setting) -> Lead:
        again = Lead(anew[leader.config], anew[other.config], len(fresh)) if anew else None
        return Lead(leader, other, compared, again)

    leads = tuple(map(lead, others))
    return Verdict(max((lead.answer for lead in leads), key=list(Answer).index), leads)


def lead_of_runs(first: Run, second: Run, compared: int, reviews: int = MEASURED_ON) -> Lead:
    """The lead of the better of two runs on the same reviews, so many for validation, that each have a best epoch.

    Each counts as a setting with one repeat; how far the seed alone can put them apart is told by what was measured.
    """
    leader, other = sorted((alone(run, reviews) for run in (first, second)), key=lambda setting: -setting.mean)
    return Lead(leader, other, compared)


def alone(run: Run, reviews: int = MEASURED_ON) -> Setting:
    """A run as a setting of its own, without regard to any others."""
    accuracy = run.best_figures.val_accuracy
    variance = measured_variance(run.config, accuracy, reviews)
    return Setting((run,), variance, estimate=accuracy, half_width=variance.half_width(1))


def differing(first: RunConfig, second: RunConfig) -> list[tuple[Knob, Value, Value]]:
    """The knobs that stand differently, in their usual order, each with its value in the first and in the second."""
    values = ((knob, getattr(first, name), getattr(second, name)) for name, knob in KNOBS.items())
    return [(knob, one, other) for knob, one, other in values if one != other]


def fresh(settings: Iterable[Setting], run_ids: Collection[int]) -> list[Setting]:
    """The `settings` that have runs among `run_ids`, with these runs only.

    Repeats that were trained after somebody had picked their settings cannot have been picked for their luck, so they need
    to be compared only with one another.
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
