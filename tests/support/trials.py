"""Trials of a search, made up."""

from dataclasses import replace

from explorer.config import RunConfig
from explorer.scheduling.successive_halving import Outcome, Trial

BASE = RunConfig(epochs=27)


def trial(units, epochs, accuracy=None, bracket=0, outcome=Outcome.ENDED, seed=0, run_id=0):
    """A trial of the setting with so many units, best in its last epoch."""
    config = replace(BASE, units=units, epochs=epochs, seed=seed)
    return Trial(config, bracket, outcome, accuracy, run_id, best_epoch=epochs)


def numbered(trials):
    """The same as the runs 1, 2, 3 …"""
    return [replace(one, run_id=number) for number, one in enumerate(trials, 1)]


# Three settings, one of which goes on and is repeated twice.
FUNNEL = numbered(
    [
        *(trial(units, 3, accuracy) for units, accuracy in ((16, 0.816), (32, 0.832), (64, 0.864))),
        trial(64, 9, 0.87),
        trial(64, 27, 0.88),
        *(trial(64, 27, 0.875, bracket=None, seed=seed) for seed in (1, 2)),
    ]
)
