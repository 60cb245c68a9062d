"""The leaderboard: settings in order, each with all of its repeats, and which of them may just as well be first."""

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from statistics import fmean, stdev

import pandas as pd

from explorer.config import KNOBS, RunConfig
from explorer.insight.seed_variance import MEASURED, SeedVariance, critical_difference, pooled_variance
from explorer.knob import Value
from explorer.store import Run

IN_THE_RUNNING = 0.03
"""How far below the highest average a setting may be to count for the pooled variance and the first place: more than ten
times the measured deviation. Repeats with far too high a learning rate lie ten points apart and would make all other
settings look just as uncertain. The average and the deviation of normal repeats are independent, so choosing by the one
does not favour small values of the other."""


def ranked(runs: Sequence[Run]) -> list[Run]:
    """The runs that have a best epoch and are not hidden, highest validation accuracy first; ties by the lower loss.

    Runs of the same settings, seed included, on the same reviews have the same figures: only the last of them counts.
    """
    last = {(run.config, run.dataset): run for run in runs if run.best is not None and not run.hidden}
    return sorted(last.values(), key=lambda run: (-run.best_figures.val_accuracy, run.best_figures.val_loss, run.id))


def without_seed(config: RunConfig) -> RunConfig:
    """The setting that `config` is a repeat of: the same with the usual seed."""
    return replace(config, seed=KNOBS["seed"].default)


@dataclass(frozen=True)
class Setting:
    """One setting on one source of reviews: its repeats, best first, and where it stands among the others.

    Accuracies, the deviation and the interval are shares between 0 and 1, of the validation accuracy at each repeat's best
    epoch.
    """

    runs: tuple[Run, ...]
    seed_variance: SeedVariance
    place: int = 1
    tied: bool = True
    """Whether the data cannot tell it from the best."""

    @property
    def config(self) -> RunConfig:
        """The settings, with the usual seed."""
        return without_seed(self.best.config)

    @property
    def best(self) -> Run:
        """The repeat with the highest validation accuracy."""
        return self.runs[0]

    @property
    def accuracies(self) -> list[float]:
        """The validation accuracy of each repeat, highest first."""
        return [run.best_figures.val_accuracy for run in self.runs]

    @property
    def mean(self) -> float:
        """The average validation accuracy of its repeats."""
        return fmean(self.accuracies)

    @property
    def repeats(self) -> int:
        """How many runs it has."""
        return len(self.runs)

    @property
    def deviation(self) -> float | None:
        """The standard deviation of its own repeats; None for a single one."""
        return stdev(self.accuracies) if self.repeats > 1 else None

    @property
    def half_width(self) -> float:
        """Half the width of the 95 % interval of its true average, as in `SeedVariance.half_width`."""
        return self.seed_variance.half_width(self.repeats)


def standings(runs: Sequence[Run]) -> list[Setting]:
    """The settings of finished runs on one source of reviews: first those tied for first, then the others, by average.

    A setting is tied for first when no other is ahead of it by more than the `critical_difference` between them: Hsu's
    multiple comparisons with the best, with the studentised range in place of his one-sided constant. The true best is
    among them in at least 98 % of all cases, and when all are equal, all are among them in 98 %, however many there are:
    the leader is allowed to be the luckiest of many. (For settings that scatter differently see `FALSE_ALARMS`.) The
    validation reviews do not count here: all rows share them, so they move all of them alike.
    """
    groups = defaultdict(list)
    for run in ranked(runs):
        groups[without_seed(run.config)].append(run)
    unpooled = [Setting(tuple(group), MEASURED) for group in groups.values()]
    settings = [replace(setting, seed_variance=pooled_variance([setting.accuracies])) for setting in unpooled]
    reach = max((setting.mean for setting in settings), default=0.0) - IN_THE_RUNNING
    variance = pooled_variance(setting.accuracies for setting in settings if setting.mean >= reach)
    running = [replace(setting, seed_variance=variance) for setting in settings if setting.mean >= reach]
    # Of the rivals with the same number of repeats, the one with the highest average is the hardest to keep up with.
    rivals = {setting.repeats: setting for setting in sorted(running, key=lambda setting: setting.mean)}.values()

    def keeps_up(setting: Setting) -> bool:
        gaps = ((rival.mean - setting.mean, (rival.repeats, setting.repeats)) for rival in rivals)
        return all(gap <= critical_difference(len(settings), variance, variance, repeats) for gap, repeats in gaps)

    tied: list[Setting] = []
    others = [setting for setting in settings if setting.mean < reach]
    for setting in running:
        (tied if keeps_up(setting) else others).append(setting)
    places = enumerate(sorted(others, key=_order), start=len(tied) + 1)
    return [*sorted(tied, key=_order), *(replace(setting, place=place, tied=False) for place, setting in places)]


def champion(runs: Sequence[Run]) -> Run | None:
    """The best run of the setting that leads the `standings` of finished runs on one source of reviews, if there are any."""
    return next((setting.best for setting in standings(runs)), None)


def _order(setting: Setting) -> tuple[float, float, int]:
    return -setting.mean, fmean(run.best_figures.val_loss for run in setting.runs), setting.best.id


COLUMNS: dict[str, Callable[[Setting], Value]] = {
    "place": attrgetter("place"),
    "tied_for_first": attrgetter("tied"),
    "mean_val_accuracy": attrgetter("mean"),
    "interval_95": attrgetter("half_width"),
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


def leaderboard(settings: Sequence[Setting]) -> pd.DataFrame:
    """One row per setting in the order given, with the columns `COLUMNS`.

    Accuracies are shares between 0 and 1; `interval_95` is half the interval's width; the standard deviation of a single
    run is missing. best_… are the figures of the best run's best epoch. `seconds` is the share that all its repeats had of
    the training time; `seeds` are separated by blanks.
    """
    return pd.DataFrame({name: [value(setting) for setting in settings] for name, value in COLUMNS.items()})


def varying(settings: Sequence[Setting]) -> dict[str, list[Value]]:
    """Knob → its values among `settings`, for each knob that has several; choices in the knob's order, numbers by size."""
    found = {}
    for name, knob in KNOBS.items():
        values = {getattr(setting.config, name) for setting in settings}
        if len(values) > 1:
            found[name] = [value for value in knob.choices if value in values] if knob.choices else sorted(values)
    return found


def matching(settings: Sequence[Setting], wanted: Mapping[str, Collection[Value]]) -> list[Setting]:
    """The `settings` that have one of the wanted values for every knob. Their order and their places stay.

    A knob without wanted values does not filter.
    """
    active = [(name, values) for name, values in wanted.items() if values]
    return [setting for setting in settings if all(getattr(setting.config, name) in values for name, values in active)]
