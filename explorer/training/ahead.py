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
        # Of some, only the file of their best network is missing.
        results = [TrainingResult.of(config, kept[config]) for config in group if begun >= config.epochs]
        if left := [config for config in group if begun < config.epochs]:
            checkpoints = [kept[config] for config in left] if begun else []
            results += train(left, *job.examples(dataset, form), checkpoints=checkpoints, keep=True, halt=halt)
        _keep(store, halt, results, dataset, visitor)
    if not halt.asked:
        job.ensure_baseline(store, dataset, form)


def _keep(store: Store, halt: Halt, results: Sequence[TrainingResult], dataset: str, visitor: str) -> None:
    """Keep networks. Making a file of one takes a while, for which nobody should wait who has asked for something else."""
    without_file = []
    for result in results:
        if result.checkpoint is None or result.diverged_in is not None:
            continue
        model = job.to_bytes(result.network()) if result.ended and not halt.asked else None
        one = AheadResult(result.config, result.checkpoint.history, result.checkpoint.to_bytes(), model)
        if model is None:
            without_file.append(one)
        else:
            # It is there while the next file is made.
            job.retry(store.keep_ahead, [one], dataset, visitor)
    if without_file:
        job.retry(store.keep_ahead, without_file, dataset, visitor)
