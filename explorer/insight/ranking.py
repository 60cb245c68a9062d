"""The leaderboard: settings in order, each with all of its repeats, and which of them may just as well be first."""

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter
from statistics import fmean, median, stdev
from typing import TYPE_CHECKING

import numpy as np

from explorer.config import KNOBS, RunConfig, with_usual
from explorer.insight.noise import MEASURED_ON, SEED_DEVIATION, seed_deviation
from explorer.insight.seed_variance import (
    UNKNOWN,
    Repeats,
    SeedVariance,
    critical_difference,
    critical_differences,
    variances,
)
from explorer.insight.shrinkage import Estimate, shrunken
from explorer.knob import Value
from explorer.store import Run

if TYPE_CHECKING:
    import pandas as pd

IN_THE_RUNNING = 0.03
"""How far below the highest average a setting may be to share the first place: more than ten times the deviation of the
article's settings. A setting whose repeats lie ten points apart is no rival, although nobody can tell how good it is."""


ALIKE = 1.5
"""How many times the usual deviation still belongs to settings of one kind: those of the article's grid reach 1.4."""


def ranked(runs: Sequence[Run]) -> list[Run]:
    """The runs that have a best epoch and are not hidden, highest validation accuracy first; ties by the lower loss.

    Runs of the same settings, seed included, on the same reviews have the same figures: only the last of them counts.
    """
    last = {(run.config, run.dataset): run for run in runs if run.best is not None and not run.hidden}
    return sorted(last.values(), key=lambda run: (-run.best_figures.val_accuracy, run.best_figures.val_loss, run.id))


def without_seed(config: RunConfig) -> RunConfig:
    """The setting that `config` is a repeat of: the same with the usual seed."""
    return with_usual(config, "seed")


@dataclass(frozen=True)
class RepeatedRuns:
    """Runs that differ in the seed only, best first.

    Accuracies are shares between 0 and 1, of the validation accuracy at each run's best epoch, whose network is kept.
    """

    runs: tuple[Run, ...]
    seed_variance: SeedVariance

    @cached_property
    def accuracies(self) -> list[float]:
        """The validation accuracy of each repeat, highest first."""
        return [run.best_figures.val_accuracy for run in self.runs]

    @cached_property
    def mean(self) -> float:
        """The average validation accuracy of its repeats."""
        return fmean(self.accuracies)

    @property
    def repeats(self) -> int:
        """How many runs there are."""
        return len(self.runs)

    @property
    def variance(self) -> float:
        """The variance of the average."""
        return self.seed_variance.deviation**2 / self.repeats


@dataclass(frozen=True)
class Setting(RepeatedRuns):
    """One setting on one source of reviews: its repeats, and where it stands among the others."""

    place: int = 1
    tied: bool = True
    """Whether the data cannot tell it from the best."""
    estimate: float = math.nan
    """Its accuracy as it is likely to be true: the average of its repeats, pulled towards those near it."""
    half_width: float = math.inf
    """Half the width of the 95 % interval of its true average around the estimate; infinite where nobody knows."""

    @property
    def config(self) -> RunConfig:
        """The settings, with the usual seed."""
        return without_seed(self.best.config)

    @property
    def best(self) -> Run:
        """The repeat with the highest validation accuracy."""
        return self.runs[0]

    @property
    def deviation(self) -> float | None:
        """The standard deviation of its own repeats; None for a single one."""
        return stdev(self.accuracies) if self.repeats > 1 else None

    def margin(self, error: float) -> float:
        """Half the width of the 95 % interval of something with that standard error."""
        return error * self.seed_variance.half_width(1) / self.seed_variance.deviation


def standings(runs: Sequence[Run], reviews: int = MEASURED_ON) -> list[Setting]:
    """The settings of finished runs on one source of reviews: first those tied for first, then the others, by estimate.

    A setting is tied for first when no other is ahead of it by more than the `critical_difference` between them: Hsu's
    multiple comparisons with the best, with the studentised range in place of his one-sided constant. The validation reviews
    do not count here: all rows share them, so they move all of them alike.

    Averages that luck may have put in this order are pulled towards each other (`shrinkage`): one lucky run does not stand
    before an average of four.

    Args:
        runs: The runs.
        reviews: How many validation reviews the source has.
    """
    groups = defaultdict(list)
    for run in ranked(runs):
        groups[without_seed(run.config)].append(run)
    if not groups:
        return []
    settings = _with_variances([Setting(tuple(group), UNKNOWN) for group in groups.values()], reviews)
    gaps = _gaps(settings)
    settings, keeps_up = _with_estimates(settings, gaps), _keeping_up(settings, gaps, reviews)
    first = [setting for setting, ties in zip(settings, keeps_up) if ties]
    others = [replace(setting, tied=False) for setting, ties in zip(settings, keeps_up) if not ties]
    places = enumerate(sorted(others, key=_order), start=len(first) + 1)
    return [*sorted(first, key=_order), *(replace(setting, place=place) for place, setting in places)]


def _gaps(settings: Sequence[Setting]) -> np.ndarray:
    """How far luck may put any two of so many apart: the `critical_difference` of each pair, (n, n)."""
    variances_of_averages = np.array([setting.variance for setting in settings])
    degrees = np.array([setting.seed_variance.degrees_of_freedom for setting in settings])
    repeats = np.array([setting.repeats for setting in settings])
    return critical_differences(len(settings), variances_of_averages, degrees, repeats)


def _keeping_up(settings: Sequence[Setting], gaps: np.ndarray, reviews: int) -> Sequence[bool]:
    """Whether each is one that no other is ahead of by more than luck."""
    means = np.array([setting.mean for setting in settings])
    # With fewer reviews, rivals lie further apart by luck.
    running = means >= means.max() - IN_THE_RUNNING * seed_deviation(reviews) / SEED_DEVIATION
    ahead = means[None, :] - means[:, None] > gaps
    return (running & ~(ahead & running[None, :]).any(axis=1)).tolist()


def _with_variances(settings: Sequence[Setting], reviews: int) -> list[Setting]:
    """The same with the variance of each."""
    found = variances([Repeats(one.config, tuple(one.accuracies), reviews) for one in settings])
    return [replace(one, seed_variance=variance) for one, variance in zip(settings, found)]


def _with_estimates(settings: Sequence[Setting], gaps: np.ndarray) -> list[Setting]:
    """The same with the estimate and the interval of each.

    Each is pulled towards those that luck may have put before or behind it. (If those that share first place were pulled
    alone, they would be the lucky ones, and all others unlucky: of 36 single runs behind a winner, 91 % held, as simulated.)
    One whose repeats lie further apart than usual is of another kind, and stays.
    """
    usual = median(one.seed_variance.deviation for one in settings)
    alike = np.array([one.seed_variance.deviation <= ALIKE * usual for one in settings], dtype=bool)
    means, noise = np.array([one.mean for one in settings]), np.array([one.variance for one in settings])
    near = alike[None, :] & (np.abs(means[:, None] - means[None, :]) <= gaps)
    estimates = [Estimate(one.mean, math.sqrt(one.variance)) for one in settings]
    for neighbours in np.unique(near[alike], axis=0):
        pulled = dict(zip(np.flatnonzero(neighbours), shrunken(means[neighbours], noise[neighbours])))
        for place in np.flatnonzero(alike & (near == neighbours).all(axis=1)):
            estimates[place] = pulled[place]
    return [
        replace(one, estimate=estimate.value, half_width=one.margin(estimate.error))
        for one, estimate in zip(settings, estimates)
    ]


def gap(compared: int, first: Setting, second: Setting) -> float:
    """How far luck alone may put two settings apart that are among that many, as a share."""
    return critical_difference(compared, first.seed_variance, second.seed_variance, (first.repeats, second.repeats))


def champion(runs: Sequence[Run], reviews: int = MEASURED_ON) -> Run | None:
    """The best run of the setting that leads the `standings` of finished runs on one source of reviews, if there are any."""
    return next((setting.best for setting in standings(runs, reviews)), None)


def _order(setting: Setting) -> tuple[float, float, int]:
    return -setting.estimate, fmean(run.best_figures.val_loss for run in setting.runs), setting.best.id


COLUMNS: dict[str, Callable[[Setting], Value]] = {
    "place": attrgetter("place"),
    "tied_for_first": attrgetter("tied"),
    "val_accuracy": attrgetter("estimate"),
    "interval_95": lambda setting: setting.half_width if math.isfinite(setting.half_width) else math.nan,
    "mean_val_accuracy": attrgetter("mean"),
    "standard_deviation": lambda setting: math.nan if setting.deviation is None else setting.deviation,
    "repeats": attrgetter("repeats"),
    **{f"best_{figure}": attrgetter(f"best.best.{figure}") for figure in ("val_accuracy", "val_loss", "accuracy", "epoch")},
    **{name: attrgetter(f"best.config.{name}") for name in KNOBS if name != "seed"},
    "seeds": lambda setting: " ".join(map(str, sorted(run.config.seed for run in setting.runs))),
    "seconds": lambda setting: sum(run.seconds for run in setting.runs),
    "dataset": attrgetter("best.dataset"),
    "best_run": attrgetter("best.id"),
}
"""Column of the leaderboard → its value for a setting."""


def leaderboard(settings: Sequence[Setting]) -> "pd.DataFrame":
    """One row per setting in the order given, with the columns `COLUMNS`.

    Accuracies are shares between 0 and 1; `interval_95` is half the interval's width around `val_accuracy`, the estimate,
    and missing where nobody knows it, as is the standard deviation of a single run. best_… are the figures of the best run's
    best epoch. `seconds` is the share that all its repeats had of the training time; `seeds` are separated by blanks.
    """
    # Most commands and pages need no table.
    import pandas as pd

    return pd.DataFrame({name: [value(setting) for setting in settings] for name, value in COLUMNS.items()})


def records(settings: Sequence[Setting]) -> list[dict[str, Value | None]]:
    """The rows of `leaderboard`, each by column, with None where a figure is missing."""
    rows = ({name: value(setting) for name, value in COLUMNS.items()} for setting in settings)
    return [{name: None if _missing(value) else value for name, value in row.items()} for row in rows]


def _missing(value: Value) -> bool:
    return isinstance(value, float) and math.isnan(value)


def varying(settings: Sequence[Setting]) -> dict[str, list[Value]]:
    """Knob → its values among `settings`, for each knob that has several; choices in the knob's order, numbers by size."""
    found = {}
    configs = [setting.config for setting in settings]
    for name, knob in KNOBS.items():
        values = {getattr(config, name) for config in configs}
        if len(values) > 1:
            found[name] = [value for value in knob.choices if value in values] if knob.choices else sorted(values)
    return found


def matching(settings: Sequence[Setting], wanted: Mapping[str, Collection[Value]]) -> list[Setting]:
    """The `settings` that have one of the wanted values for every knob. Their order and their places stay.

    A knob without wanted values does not filter.
    """
    active = [(name, values) for name, values in wanted.items() if values]
    return [setting for setting in settings if all(getattr(setting.config, name) in values for name, values in active)]
