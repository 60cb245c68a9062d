"""What came of a search: the finalists as their repeats with fresh seeds show them, and whether the best is any good."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from explorer.insight.noise import MEASURED_ON
from explorer.insight.ranking import Setting, standings
from explorer.scheduling.successive_halving import Outcome, Trial, finalists, rungs
from explorer.store import Baseline, Run


class Against(Enum):
    """How the best of the finalists does against the logistic regression."""

    AHEAD = auto()
    """By more than the luck of the seed explains."""
    ABOUT_EQUAL = auto()
    BEHIND = auto()
    UNKNOWN = auto()
    """The regression has not been measured on this input."""


@dataclass(frozen=True)
class SearchResult:
    """The finalists of a search that has ended, best first. There is at least one.

    Only their repeats count: the trials that chose them were also the luckiest of hundreds.
    """

    finalists: tuple[Setting, ...]
    against: Against

    @property
    def best(self) -> Setting:
        """The finalist in front."""
        return self.finalists[0]

    @property
    def tied(self) -> int:
        """How many of the finalists luck alone may have put in this order."""
        return sum(setting.tied for setting in self.finalists)

    @property
    def winner(self) -> Setting | None:
        """The best, unless a logistic regression does as well: then a search has found nothing."""
        return self.best if self.against in (Against.AHEAD, Against.UNKNOWN) else None


def best_of(repeats: Sequence[Run], reviews: int = MEASURED_ON) -> list[Setting]:
    """The finalists by their repeats so far, best first; hidden ones count, because the search asked for them.

    Args:
        repeats: The repeats.
        reviews: How many validation reviews the source has.
    """
    return standings([replace(run, hidden=False) for run in repeats if run.best is not None and not run.active], reviews)


def search_result(finalists: Sequence[Setting], baseline: Baseline | None) -> SearchResult:
    """The result, from the finalists and the regression on the input of the first of them.

    Args:
        finalists: As from `best_of`, at least one.
        baseline: The logistic regression, or None if it has not been measured.
    """
    best = finalists[0]
    if baseline is None:
        against = Against.UNKNOWN
    elif abs(best.estimate - baseline.accuracy) <= best.half_width:
        against = Against.ABOUT_EQUAL
    else:
        against = Against.AHEAD if best.estimate > baseline.accuracy else Against.BEHIND
    return SearchResult(tuple(finalists), against)


class Fate(Enum):
    """What came of a trial."""

    OPEN = auto()
    """It trains or waits, or others of its rung do."""
    DROPPED = auto()
    WENT_ON = auto()
    """It was trained again for more epochs, or with other seeds."""


@dataclass(frozen=True)
class Rung:
    """What a search has trained for that many epochs and on as many reviews, in all of its brackets."""

    epochs: int
    trained: int
    """How many networks have ended."""
    waiting: int
    """How many train or wait."""
    went_on: int
    """How many were trained again for more epochs."""
    best: float | None
    """The highest validation accuracy, a share."""
    part: int | None = None
    """How many reviews they learned from, if that is only a part of those of their settings."""


def funnel(trials: Sequence[Trial]) -> list[Rung]:
    """The rungs of a search, the shortest first, and of those the ones on a part of the reviews; without the repeats."""
    members: dict[tuple[int, int | None], list[tuple[Trial, Fate]]] = defaultdict(list)
    for trial, fate in fates(trials):
        if trial.bracket is not None:
            members[trial.config.epochs, trial.part].append((trial, fate))
    return [
        Rung(
            epochs,
            sum(trial.outcome != Outcome.ACTIVE for trial, _ in rung),
            sum(trial.outcome == Outcome.ACTIVE for trial, _ in rung),
            sum(fate == Fate.WENT_ON for _, fate in rung),
            max((trial.accuracy for trial, _ in rung if trial.accuracy is not None), default=None),
            part,
        )
        for (epochs, part), rung in sorted(members.items(), key=lambda item: (item[0][0], item[0][1] or math.inf))
    ]


def fates(trials: Sequence[Trial]) -> list[tuple[Trial, Fate]]:
    """The latest trial of each setting on each rung, and what came of it; the repeats of finalists have gone on."""
    latest = {(trial.bracket, trial.config): trial for trial in trials}
    repeated = {replace(trial.config, seed=0) for trial in trials if trial.bracket is None}
    top: dict[int | None, int] = {}
    for bracket, config in latest:
        top[bracket] = max(top.get(bracket, 0), config.epochs)
    kept = {(bracket, replace(config, epochs=epochs)) for bracket, config in latest for epochs in _shorter(config.epochs)}

    def fate(trial: Trial) -> Fate:
        if trial.bracket is None or (trial.bracket, trial.config) in kept or replace(trial.config, seed=0) in repeated:
            return Fate.WENT_ON
        return Fate.DROPPED if repeated or trial.config.epochs < top[trial.bracket] else Fate.OPEN

    return [(trial, fate(trial)) for trial in latest.values()]


def _shorter(epochs: int) -> set[int]:
    """The epochs of the rungs below one."""
    return set(rungs(epochs)) - {epochs}


def leaders(trials: Sequence[Trial]) -> list[Trial]:
    """The best few settings so far, best first, each by its shortest training that got so far. Repeats do not count."""
    best = finalists(trials)
    by_config = {trial.config: trial for trial in trials if trial.bracket is not None and trial.accuracy is not None}
    return [by_config[config] for config in best]
