"""Training ahead: settings that nobody has asked for yet, until somebody does."""

import threading
from collections import defaultdict
from collections.abc import Sequence

from explorer.config import RunConfig
from explorer.store import AheadResult, Store, open_store
from explorer.training import job
from explorer.training.checkpoint import Checkpoint
from explorer.training.halt import Halt
from explorer.training.trainer import TrainingResult, train

_lock = threading.Lock()
_halts: dict[str, Halt] = {}
"""What ends each training ahead, by its name, from when it is asked to end or begins, whatever comes first."""
MOST_HALTS = 100
"""One that is asked to end when it has ended already leaves something here."""


def run(name: str, configs: Sequence[RunConfig], dataset: str, store_url: str, visitor: str) -> None:
    """Train settings together, the first of them first where they cannot be together, and keep what comes of it.

    Each goes on after the epochs that the store has of it.

    Args:
        name: A name for this training, for `stop`.
        configs: Settings with the same `fusion_key`.
        dataset: The reviews.
        store_url: The address of the store.
        visitor: For whom they are trained.

    Raises:
        StoreError: the store could not be used for a minute.
        ExplorerError: the reviews are not there.
    """
    halt = _halt(name)
    try:
        with job.training_lock:
            _run(halt, configs, dataset, job.retry(open_store, store_url), visitor)
    finally:
        with _lock:
            _halts.pop(name, None)


def stop(name: str) -> None:
    """End the training of that name after the batch of reviews that it is in. What its networks have learned is kept."""
    _halt(name).ask()


def _halt(name: str) -> Halt:
    with _lock:
        while len(_halts) > MOST_HALTS:
            del _halts[next(iter(_halts))]
        return _halts.setdefault(name, Halt())


def _run(halt: Halt, configs: Sequence[RunConfig], dataset: str, store: Store, visitor: str) -> None:
    kept = {
        config: Checkpoint.from_bytes(config, *one)
        for config, one in job.retry(store.kept_networks, configs, dataset).items()
    }
    groups = defaultdict(list)
    for config in configs:
        groups[len(kept[config].history) if config in kept else 0].append(config)
    form = configs[0].input_format
    for begun, group in groups.items():
        if halt.asked:
            return
        # Of those that were stopped on their way to more epochs, only the file is missing.
        results = [TrainingResult.of(config, kept[config]) for config in group if begun >= config.epochs]
        if left := [config for config in group if begun < config.epochs]:
            checkpoints = [kept[config] for config in left] if begun else []
            results += train(left, *job.examples(dataset, form), checkpoints=checkpoints, keep=True, halt=halt)
        _keep(store, results, dataset, visitor)
    if not halt.asked:
        job.ensure_baseline(store, dataset, form)


def _keep(store: Store, results: Sequence[TrainingResult], dataset: str, visitor: str) -> None:
    """Keep networks, with a file of those that have ended."""
    kept = [
        AheadResult(one.config, one.checkpoint.history, one.checkpoint.to_bytes(), one.file() if one.ended else None)
        for one in results
        if one.checkpoint and one.diverged_in is None
    ]
    if kept:
        job.retry(store.keep_ahead, kept, dataset, visitor)
