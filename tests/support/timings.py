"""Invented batches and starts that take a known multiple of what they cost on the computer that was measured."""

from explorer.config import RunConfig
from explorer.insight.pace import Pace
from explorer.scheduling import cost
from explorer.scheduling.structure import Setup
from explorer.store import Batch, WorkerStart

HERE = "here 1 0.00"
REVIEWS = 15_000


def batch(
    *configs, started=1_000.0, factor=1.0, setup=Setup.NEW, epochs=None, ended=True, cluster_id=HERE, first_id=1, **more
):
    """A batch of runs of these settings (usually the default) that trained, or is in training after some `epochs`."""
    configs = configs or (RunConfig(),)
    most = max(config.epochs for config in configs)
    one = factor * cost.epoch_seconds(configs, REVIEWS)
    around = factor * cost.setup_seconds(configs, setup)
    runs = dict(enumerate(configs, start=first_id))
    details = {
        "runs": runs,
        "dataset": "packaged",
        "cluster_id": cluster_id,
        "started": started,
        "finished": started + around + most * one + factor * cost.save_seconds(configs) if ended else None,
        "active": frozenset() if ended else frozenset(runs),
        # Half of what comes around the epochs is in the first of them.
        "epoch_seconds": tuple(one + (around / 2 if number == 0 else 0.0) for number in range(most if ended else epochs)),
        "broke_off": frozenset(),
    }
    return Batch(**(details | more))


def start(factor=1.0, ready=900.0, rehearsed=False, cluster_id=HERE):
    """The start of a worker."""
    return WorkerStart(cluster_id, ready - factor * cost.start_seconds(False, rehearsed), ready, False, rehearsed)


def pace(batches=(), starts=None, guess=1.0, are_all=True):
    """The pace of a computer with these measurements; usually one start that took as long as on the measured computer."""
    return Pace(batches, [start()] if starts is None else starts, lambda dataset: REVIEWS, guess, are_all)
