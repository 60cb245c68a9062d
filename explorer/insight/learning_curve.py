"""A setting's learning curve: its validation accuracy by the number of reviews that it learns from.

Every size is trained with a few seeds, and a seed decides which reviews are learned from as well as the first weights, so
the luck of both is in the scatter of the repeats. How far their average may be from the true one is told as on the
leaderboard (`seed_variance`). What twice the data would bring follows from the law behind the points (`power_law`).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property, lru_cache

from explorer.config import KNOBS, RunConfig
from explorer.insight.noise import MEASURED_ON
from explorer.insight.power_law import FEWEST, Estimate, PowerLaw
from explorer.insight.ranking import RepeatedRuns, ranked, without_seed
from explorer.insight.seed_variance import Repeats, variances
from explorer.store import ACTIVE, Run, State

FREE = ("training_reviews", "seed")
"""The knobs in which the runs of a curve differ."""

ALL = KNOBS["training_reviews"].high
"""The value of the knob that stands for all reviews, also where a source has fewer."""

SIZES = (100, 300, 1_000, 3_000, 10_000)
"""The sizes besides all reviews: about evenly spaced on a logarithmic axis."""

NEARLY_ALL = 0.8
"""A size that is a larger share of all reviews is left out: it would hardly tell more than all of them."""

REPEATS = 3
"""With how many seeds each size is trained."""

HARDLY_LEARNED, FAR_APART = 0.3, 0.03
"""With a larger error, or repeats with a larger deviation, both shares, networks are still in the region of few data, where
no law holds: some of them have hardly begun to learn. Of the curves in `tests/data/learning_curves.csv`, those whose outlook
would come out wrong without this rule all have such sizes."""

WIDE = 0.04
"""An interval of the accuracy with twice the data that is wider than this, a share, says nothing worth knowing."""


@dataclass(frozen=True)
class Point(RepeatedRuns):
    """A size of the curve: the runs that learned from so many reviews."""

    reviews: int

    @property
    def half_width(self) -> float:
        """Half the width of the 95 % interval of the true average; infinite where nobody knows."""
        return self.seed_variance.half_width(self.repeats)


@dataclass(frozen=True)
class Outlook:
    """What the points say about sizes that were not trained. Accuracies and gains are shares."""

    law: PowerLaw
    twice: Estimate
    """The accuracy with twice as many reviews as were learned from."""
    gain: Estimate
    """How much higher that is than with all of them."""
    last_doubling: Estimate
    """What the doubling before that has brought."""
    without_last: Estimate | None
    """The accuracy with the most reviews, as the other points alone would have foretold it; None if they are too few."""


class Doubt(StrEnum):
    """Why a curve says nothing about twice the data."""

    FEW_SIZES = "few sizes"
    HARDLY_LEARNED = "hardly learned"
    NO_LAW = "no law"
    WIDE = "wide"


@dataclass(frozen=True)
class LearningCurve:
    """The points of a setting, fewest reviews first."""

    points: tuple[Point, ...]
    diverged: int
    """How many runs of the setting diverged, and are in no point."""

    @cached_property
    def lawful(self) -> tuple[Point, ...]:
        """The points that may follow a law: those where all networks have learned."""
        return tuple(
            one for one in self.points if 1 - one.mean <= HARDLY_LEARNED and one.seed_variance.deviation <= FAR_APART
        )

    @cached_property
    def outlook(self) -> Outlook | None:
        """What they say about twice the data, however vague that is; None if they are too few."""
        if len(self.lawful) < FEWEST or self.lawful[-1] != self.points[-1]:
            return None
        *others, last = self.lawful
        law, most = _law(self.lawful), last.reviews
        without_last = _law(others).at(most) if len(others) >= FEWEST else None
        return Outlook(law, law.at(2 * most), law.gain(most, 2 * most), law.gain(most / 2, most), without_last)

    @property
    def doubt(self) -> Doubt | None:
        """Why it cannot be said what twice the data would bring; None if it can."""
        if len(self.points) < FEWEST:
            return Doubt.FEW_SIZES
        if self.outlook is None:
            return Doubt.HARDLY_LEARNED
        told, last = self.outlook.without_last, self.points[-1]
        if told and not told.low - last.half_width <= last.mean <= told.high + last.half_width:
            return Doubt.NO_LAW
        return Doubt.WIDE if self.outlook.twice.high - self.outlook.twice.low > WIDE else None


@lru_cache(maxsize=4096)
def same_curve(config: RunConfig) -> RunConfig:
    """The setting that `config` is a part of the curve of: the same with all reviews and the usual seed."""
    return replace(without_seed(config), training_reviews=ALL)


def sizes(available: int) -> list[int]:
    """The values of the knob that a curve is trained with, for a source with that many training reviews."""
    return [*(size for size in SIZES if size <= NEARLY_ALL * available), ALL]


def missing(config: RunConfig, runs: Sequence[Run], available: int) -> list[RunConfig]:
    """The settings that are still to be trained until every size has `REPEATS` runs, size by size.

    Runs that diverged would diverge again, so they count; hidden ones do not.

    Args:
        config: The setting. Its own seed is the first one that is taken.
        runs: The runs on the same source.
        available: How many training reviews the source has.
    """
    counted = {
        run.config
        for run in runs
        if run.state in ACTIVE or run.state == State.DIVERGED or (run.state == State.FINISHED and not run.hidden)
    }
    alike = [one for one in counted if same_curve(one) == same_curve(config)]
    found = []
    for size in sizes(available):
        there = {one.seed for one in alike if one.training_reviews == size}
        free = (seed for seed in _seeds(config.seed) if seed not in there)
        found += [replace(config, training_reviews=size, seed=next(free)) for _ in range(REPEATS - len(there))]
    return found


def _seeds(first: int) -> Iterator[int]:
    """All seeds, beginning with `first`."""
    yield first
    yield from (seed for seed in range(KNOBS["seed"].low, KNOBS["seed"].high + 1) if seed != first)


def learning_curve(config: RunConfig, runs: Sequence[Run], available: int, validation: int = MEASURED_ON) -> LearningCurve:
    """The curve of a setting, from all its finished runs of any size and seed.

    Args:
        config: The setting.
        runs: The runs on the same source.
        available: How many training reviews the source has.
        validation: How many validation reviews it has.
    """
    its = [run for run in runs if same_curve(run.config) == same_curve(config)]
    groups = defaultdict(list)
    for run in ranked([run for run in its if run.state == State.FINISHED]):
        groups[run.config.learns_from(available)].append(run)
    # With all of a source's reviews, the same seed gives the same run, whatever larger number the knob says.
    by_size = {size: tuple({run.config.seed: run for run in groups[size]}.values()) for size in sorted(groups)}
    board = [
        Repeats(same[0].config, tuple(run.best_figures.val_accuracy for run in same), validation)
        for same in by_size.values()
    ]
    points = tuple(Point(same, found, size) for (size, same), found in zip(by_size.items(), variances(board)))
    return LearningCurve(points, sum(run.state == State.DIVERGED for run in its))


def _law(points: Sequence[Point]) -> PowerLaw:
    return PowerLaw([one.reviews for one in points], [1 - one.mean for one in points], [one.variance for one in points])
