"""Repeats of a few settings, made up with the accuracies that a test is about."""

from dataclasses import replace

from explorer.config import RunConfig
from explorer.history import Epoch
from explorer.insight.comparison import verdict
from explorer.insight.ranking import standings
from explorer.store import Run, State

TANH, RELU = RunConfig("tanh"), RunConfig("relu")


def runs(config, *accuracies):
    """A finished run of `config` for each accuracy, with seeds 0, 1, 2 …"""
    made = []
    for seed, accuracy in enumerate(accuracies):
        epoch = Epoch(1, loss=0.2, accuracy=0.9, val_loss=0.3, val_accuracy=accuracy, seconds=0.5)
        seeded = replace(config, seed=seed)
        made.append(Run(seed + 1, seeded, "packaged", State.FINISHED, "", "", 0.0, 0.0, 1.0, epoch, epoch, 0.5))
    return made


def judged(*groups, compared=None):
    settings = standings([run for group in groups for run in group])
    return verdict(settings, compared or len(settings))


def scattered(mean, count, deviation=0.0026):
    """Accuracies with exactly that average, on either side of it."""
    return [mean + deviation * (1 if number % 2 else -1) for number in range(count)]
