"""How training scales with workers: the same groups measured on one and on two workers, predicted for ten and a hundred.

Each worker has one core of this machine to itself, if there are enough, so two workers share only memory bandwidth and the
store. `python -m tools.bench.scale WORKERS BATCHES NETWORKS EPOCHS` prints one line of JSON.
"""

import json
import math
import os
import sys
import tempfile
import time
import timeit
from collections.abc import Callable
from pathlib import Path
from typing import Any

from explorer import corpus
from explorer.errors import ExplorerError
from explorer.history import Epoch
from explorer.store import State, Store, open_store
from explorer.workers import tasks
from tools.bench.processes import child_figures
from tools.bench.sides import chosen

MEASURED, PREDICTED = (1, 2), (10, 100)
BATCHES = 4
CLUSTER_ID = "bench 1 0.00"
PREDICTED_BATCHES = 100
"""Enough to keep a hundred workers busy: 3,600 networks, or the article's 36 with a hundred repeats."""
MODEL_BYTES = 1_300_000
"""A `.keras` file of a network of the article's: 160,000 weights and RMSprop's averages."""


def scale(networks: int, epochs: int) -> dict:
    """Seconds for the same batches on 1 and 2 workers, the costs of a batch, and a prediction for 10 and 100 workers.

    Raises:
        ExplorerError: a measurement broke off.
    """
    measured = [
        child_figures(
            f"{workers} worker{'s' if workers > 1 else ''}",
            "each worker needs about 1.5 GB of memory",
            "tools.bench.scale",
            *(workers, BATCHES, networks, epochs),
        )
        for workers in MEASURED
    ]
    alone = measured[0]["batch_seconds"]
    handing = max(0.0, measured[0]["seconds"] / BATCHES - alone)
    store = store_seconds(networks, epochs)
    predicted = [predict(workers, PREDICTED_BATCHES, measured[-1]["batch_seconds"], handing, store) for workers in PREDICTED]
    return {
        "networks": networks,
        "epochs": epochs,
        "cores": os.cpu_count(),
        "batches": BATCHES,
        "measured": measured,
        "handing_over_seconds": handing,
        "store_seconds": store,
        "predicted_batches": PREDICTED_BATCHES,
        "predicted": predicted,
    }


def predict(workers: int, batches: int, batch: float, handing: float, store: float) -> dict:
    """The time that workers need for some batches, which is that of the slowest of three parallel activities.

    Args:
        workers: The number of workers.
        batches: The number of batches.
        batch: Seconds that a worker takes for a batch.
        handing: Seconds that the app takes to hand a batch over.
        store: Of the seconds for a batch, those for writes, which a SQLite file accepts only one at a time.
    """
    limits = {
        "the workers": math.ceil(batches / workers) * batch,
        "writing to the store": batches * store,
        "handing over": batches * handing,
    }
    limit = max(limits, key=lambda name: limits[name])
    return {"workers": workers, "seconds": limits[limit], "limit": limit, "speedup": batches * batch / limits[limit]}


def store_seconds(networks: int, epochs: int) -> float:
    """Seconds that a SQLite file on this machine takes for all writes of one batch: each epoch, and the networks."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        store = Store(f"sqlite:///{folder}/runs.db")
        run_ids = store.add(chosen(networks, epochs), corpus.default_source(), CLUSTER_ID)
        model = os.urandom(MODEL_BYTES)
        began = time.perf_counter()
        store.begin(run_ids)
        for number in range(1, epochs + 1):
            epoch = Epoch(number, 0.5, 0.8, 0.5, 0.8, 1.0)
            store.add_epochs(dict.fromkeys(run_ids, epoch))
            store.stop_requested(run_ids)
        for run_id in run_ids:
            store.finish([run_id], State.FINISHED, "", model)
        return time.perf_counter() - began


def in_words(result: dict) -> str:
    """The result of `scale` as a small table with a few sentences."""
    one = result["measured"][0]
    lines = [
        f"{result['networks']} networks × {result['epochs']} epochs, {result['batches']} times, on one core for each "
        f"worker ({result['cores']} cores here)",
        "",
        f"{'Workers':>8}{'Seconds':>10}{'A batch':>10}{'Speed':>8}",
    ]
    for figures in result["measured"]:
        speed = one["seconds"] / figures["seconds"]
        lines.append(f"{figures['workers']:>8}{figures['seconds']:>10.1f}{figures['batch_seconds']:>10.1f}{speed:>7.2f}×")
    lines += [
        "",
        f"Beside training, a batch costs {result['handing_over_seconds']:.2f} s of handing over, and of its own time "
        f"{result['store_seconds']:.2f} s are writes, which a SQLite file takes one after another. Getting ready takes a "
        f"worker {one['warm_up_seconds']:.1f} s, once.",
        f"{result['predicted_batches']} batches would take, by these figures:",
    ]
    for figures in result["predicted"]:
        speed = f"{figures['seconds']:>8.0f} s, {figures['speedup']:.0f}× one worker"
        lines.append(f"{figures['workers']:>8} workers {speed}; the limit is {figures['limit']}.")
    lines.append("More workers than batches do nothing: what shares reviews, batch size and seed is one batch.")
    return "\n".join(lines)


def main(workers: int, batches: int, networks: int, epochs: int) -> dict:
    """Train `batches` of the same networks, each with its own seed, on a Dask cluster of `workers` workers."""
    from distributed import Client, LocalCluster

    dataset = corpus.default_source()
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None, memory_limit=0) as cluster,
        Client(cluster) as client,
    ):
        store = Store(f"sqlite:///{Path(folder)}/runs.db")
        addresses = list(client.nthreads())

        def everywhere(function: Callable, *arguments: Any) -> None:
            client.gather([client.submit(function, *arguments, workers=[name], pure=False) for name in addresses])

        for number, address in enumerate(addresses):
            client.submit(_take_core, number, workers=[address], pure=False).result()
        warm_up = timeit.timeit(lambda: everywhere(tasks.warm_up, dataset, store.url, "bench", True), number=1)
        # The first batch of a worker includes what TensorFlow does once per process.
        everywhere(_rehearse, dataset, store.url, networks)
        batch_ids = [store.add(chosen(networks, epochs, seed), dataset, CLUSTER_ID) for seed in range(batches)]
        began = time.perf_counter()
        seconds = client.gather([client.submit(_timed_train, ids, store.url, pure=False) for ids in batch_ids])
        whole = time.perf_counter() - began
        unfinished = [run for ids in batch_ids for run in store.runs(ids=ids) if run.state != State.FINISHED]
    if unfinished:
        raise ExplorerError(f"{len(unfinished)} runs did not finish, so nothing could be measured.")
    return {
        "workers": workers,
        "seconds": whole,
        "batch_seconds": sum(seconds) / batches,
        "warm_up_seconds": warm_up,
    }


def _take_core(number: int) -> None:
    """Restrict this process, and TensorFlow when it is loaded, to one core, if the system supports that."""
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[number % len(cores)]})


def _rehearse(dataset: str, store_url: str, networks: int) -> None:
    # The process id as the seed, so that no two workers share these runs.
    run_ids = open_store(store_url).add(chosen(networks, 1, os.getpid() % 10_000), dataset, CLUSTER_ID)
    tasks.train(run_ids, store_url)


def _timed_train(run_ids: list[int], store_url: str) -> float:
    return timeit.timeit(lambda: tasks.train(run_ids, store_url), number=1)


if __name__ == "__main__":
    print(json.dumps(main(*map(int, sys.argv[1:]))))
