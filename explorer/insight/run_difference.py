"""Two runs side by side: which settings differ, and what came of it."""

from dataclasses import dataclass

from explorer.config import KNOBS, RunConfig
from explorer.insight.seed_variance import critical_difference_of_runs
from explorer.knob import Knob, Value
from explorer.store import Run


@dataclass(frozen=True)
class RunDifference:
    """Two runs on the same reviews, the better one first; `compared` is the number of runs that they were chosen from."""

    better: Run
    other: Run
    compared: int

    @property
    def lead(self) -> float:
        """How much higher the better one's validation accuracy is at the best epoch, as a share."""
        return self.better.best_figures.val_accuracy - self.other.best_figures.val_accuracy

    @property
    def critical_difference(self) -> float:
        """How far the seed alone can put any two of the compared runs apart, as a share."""
        return critical_difference_of_runs(self.compared)

    @property
    def knobs(self) -> tuple[str, ...]:
        """The names of the knobs that stand differently."""
        return tuple(knob.name for knob, _, _ in differing(self.better.config, self.other.config))


def differing(first: RunConfig, second: RunConfig) -> list[tuple[Knob, Value, Value]]:
    """The knobs that stand differently, in their usual order, each with its value in the first and in the second."""
    values = ((knob, getattr(first, name), getattr(second, name)) for name, knob in KNOBS.items())
    return [(knob, one, other) for knob, one, other in values if one != other]


def difference(first: Run, second: Run, compared: int) -> RunDifference:
    """Two runs that each have a best epoch, in the order of their validation accuracy."""
    better, other = sorted((first, second), key=lambda run: -run.best_figures.val_accuracy)
    return RunDifference(better, other, compared)
