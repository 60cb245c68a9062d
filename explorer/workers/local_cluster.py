"""A process that holds a local Dask cluster of one worker, for as long as the process that started it lives.

`python -m explorer.workers.local_cluster` prints the scheduler's address and waits for the end of its standard input. It
ends when the owner closes the pipe or dies, even by `kill -9`. The cluster is then shut down, so no process stays behind.
The cluster needs a process of its own because its worker starts by importing this process' main module again: under
Streamlit that would be the app's own script.
"""

import contextlib
import logging
import os
import sys
from pathlib import Path

import psutil

from explorer import settings

YIELDING = psutil.BELOW_NORMAL_PRIORITY_CLASS if psutil.WINDOWS else 5
"""How far training stands back behind whatever else wants the processor: the niceness, or Windows' name for it.

Five leaves it a quarter of a processor that another program keeps busy; ten only a tenth, with which a worker may take a
minute to start.
"""


def main() -> None:
    """Run the cluster until standard input ends."""
    _stand_back()
    # What TensorFlow tells of the machine's processor is of no use in the log of a person who trains networks.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    import dask
    from distributed import LocalCluster

    # TensorFlow's memory cannot be moved to disk, and a worker that pauses never gets it back.
    memory = {f"distributed.worker.memory.{name}": False for name in ("target", "spill", "pause")}
    rest = {
        # A training that has lost its worker twice is given back, to be cut smaller.
        "distributed.scheduler.allowed-failures": 1,
        # A profile of every second of TensorFlow, which nobody looks at, takes half a megabyte.
        "distributed.worker.profile.enabled": False,
        # So long after a worker was lost, 15 seconds by default, Dask gives it up for good if none is there just then: as
        # when its successor was lost, too, and the next one is starting. Whoever owns this cluster notices if none comes.
        "distributed.deploy.lost-worker-timeout": "1000 days",
    }
    dask.config.set(memory | rest)
    allowed = settings.limits().worker_memory
    with LocalCluster(
        n_workers=1,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        # Dask's "auto" is the share of one core.
        memory_limit=allowed * 1_000_000 or 1.0,
        dashboard_address=None,
        silence_logs=logging.ERROR,
    ) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()


def _stand_back() -> None:
    """Have the app, and the browser beside it, served first: they need little, but at once.

    Where nobody else wants the processor, training is as fast as ever. Linux may weigh whole sessions against each other,
    and niceness only within them (`man 7 sched`, autogroups); this process has begun a session of its own.
    """
    psutil.Process().nice(YIELDING)
    with contextlib.suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(YIELDING))


if __name__ == "__main__":
    main()
