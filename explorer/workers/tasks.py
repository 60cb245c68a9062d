"""What Dask runs on workers. Only they load TensorFlow, so it is imported inside the functions."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from explorer import datasets
from explorer.config import RunConfig
from explorer.store import open_store


def train(run_ids: list[int], store_url: str) -> None:
    """Train a batch of runs, as `explorer.training.job` does."""
    from explorer.training import job

    datasets.connect(partial(open_store, store_url))
    job.run(run_ids, store_url)


def train_ahead(name: str, configs: Sequence[RunConfig], dataset: str, store_url: str, visitor: str) -> None:
    """Train settings ahead, as `explorer.training.ahead` does."""
    from explorer.training import ahead

    datasets.connect(partial(open_store, store_url))
    ahead.run(name, configs, dataset, store_url, visitor)


def stop_ahead(name: str) -> None:
    """End a training ahead, whether it has begun or not."""
    from explorer.training import ahead

    ahead.stop(name)


def answer(store_url: str, function: Callable, *arguments: Any) -> Any:
    """The result of `function`, which may ask for the data sets of the store."""
    datasets.connect(partial(open_store, store_url))
    return function(*arguments)


def warm_up(dataset: str, store_url: str, topic: str, rehearse: bool) -> None:
    """Prepare a worker for training, and report progress under a `topic` of Dask's."""
    from distributed import get_worker

    from explorer.training import job

    worker = get_worker()
    datasets.connect(partial(open_store, store_url))
    job.warm_up(dataset, store_url, lambda *event: worker.log_event(topic, event), rehearse)
