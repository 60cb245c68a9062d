"""What Dask runs on workers. Only they load TensorFlow, so it is imported inside the functions."""


def train(run_ids: list[int], store_url: str) -> None:
    """Train a batch of runs, as `explorer.training.job` does."""
    from explorer.training import job

    job.run(run_ids, store_url)


def warm_up(dataset: str, store_url: str, topic: str, rehearse: bool) -> None:
    """Prepare a worker for training, and report progress under a `topic` of Dask's."""
    from distributed import get_worker

    from explorer.training import job

    worker = get_worker()
    job.warm_up(dataset, store_url, lambda *event: worker.log_event(topic, event), rehearse)
