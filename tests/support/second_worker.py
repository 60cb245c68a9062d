"""Another worker for a cluster, as on a second machine."""

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from tests.support.waiting import PATIENCE, eventually

ROOT = Path(__file__).parents[2]


@contextmanager
def second_worker(cluster):
    """For a while, the scheduler of a cluster with one worker has two."""
    client = cluster._connection.client
    address = client.scheduler_info()["address"]
    options = ["--nworkers", "1", "--nthreads", "2", "--no-dashboard"]
    second = subprocess.Popen(
        [sys.executable, "-m", "dask", "worker", address, *options], cwd=ROOT, stderr=subprocess.DEVNULL
    )
    eventually(lambda: len(client.nthreads()) == 2)
    yield
    second.terminate()
    second.wait(PATIENCE)
    eventually(lambda: len(client.nthreads()) == 1)
