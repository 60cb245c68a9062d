"""What runs on the same reviews have shown already, so that nobody is sent where somebody has been."""

from collections.abc import Iterable
from dataclasses import replace

from explorer.config import RunConfig
from explorer.store import Run, State

TOLD = (State.FINISHED, State.DIVERGED)
"""The states of runs that have shown what their settings do; one that was stopped has not."""


class Tried:
    """Runs that have ended, by their settings apart from the seed.

    Args:
        runs: Runs on the same reviews.
    """

    def __init__(self, runs: Iterable[Run] = ()) -> None:
        self._best: dict[RunConfig, Run] = {}
        self._longest: dict[RunConfig, Run] = {}
        for run in runs:
            settings = replace(run.config, seed=0)
            if _accuracy(run) > _accuracy(self._best.get(settings)):
                self._best[settings] = run
            course = replace(settings, epochs=1)
            longest = self._longest.get(course)
            if longest is None or run.epochs_done > longest.epochs_done:
                self._longest[course] = run

    def by(self, config: RunConfig) -> Run | None:
        """The best run with these settings; or one that went on for longer, which has shown what this one would."""
        settings = replace(config, seed=0)
        longest = self._longest.get(replace(settings, epochs=1))
        longer = longest if longest and longest.epochs_done >= config.epochs else None
        return self._best.get(settings) or longer


def _accuracy(run: Run | None) -> float:
    """The accuracy of the network that is kept; 0 where there is none, and less where there is no run."""
    return -1.0 if run is None else run.best.val_accuracy if run.best else 0.0
