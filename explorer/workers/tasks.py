"""What Dask runs on workers. Only they load TensorFlow, so it is imported inside the functions."""

import asyncio
from collections.abc import Callable
from typing import Any


def train(run_ids: list[int], store_url: str) -> None:
    """Train a batch of runs, as `explorer.training.job` does."""
    from explorer.training import job

    job.run(run_ids, store_url)


async def call(function: Callable, arguments: tuple) -> Any:
    """The result of a function, called in a thread of its own so that the worker's event loop goes on."""
    return await asyncio.to_thread(function, *arguments)


def warm_up(dataset: str, store_url: str, topic: str, rehearse: bool) -> None:
    """Prepare a worker for training, and report progress under a `topic` of Dask's."""
    from distributed import get_worker

    from explorer.training import job

    worker = get_worker()

    def show(fraction: float, sentence: str) -> None:
        worker.log_event(topic, (fraction, sentence))

    job.warm_up(dataset, store_url, show, rehearse)
