"""What workers are given to do. TensorFlow is imported there and only there, so the imports stay inside."""

import asyncio
from collections.abc import Callable
from typing import Any


def train(run_ids: list[int], store_url: str) -> None:
    """Train runs of a store at once, as `explorer.training.job` does."""
    from explorer.training import job

    job.run(run_ids, store_url)


async def answer(function: Callable, arguments: tuple) -> Any:
    """What `function` answers, in a thread of its own: a worker's event loop, which this runs in, has other things to do."""
    return await asyncio.to_thread(function, *arguments)


def warm_up(dataset: str, store_url: str, topic: str, rehearse: bool) -> None:
    """Get ready to train, and tell on a `topic` of Dask how far that is."""
    from distributed import get_worker

    from explorer.training import job

    worker = get_worker()

    def show(fraction: float, sentence: str) -> None:
        worker.log_event(topic, (fraction, sentence))

    job.warm_up(dataset, store_url, show, rehearse)
