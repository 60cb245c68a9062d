"""A process that holds a local Dask cluster of one worker, for as long as the process that started it lives.

`python -m explorer.backend` prints the scheduler's address and then waits for the end of its standard input. That end
comes when the owner closes the pipe or dies, even by `kill -9`; the cluster is then taken down, so nobody stays behind.
The cluster needs a process of its own because its worker starts by importing this process' main module again: under
Streamlit that would be the app's own script.
"""

import logging
import os
import sys

from explorer.limits import limits


def main() -> None:
    """Run the cluster until standard input ends."""
    # What TensorFlow tells of the machine's processor is of no use in the log of a person who trains networks.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    import dask
    from distributed import LocalCluster

    # TensorFlow's memory cannot be moved to disk, and a worker that pauses never gets it back. A training that has lost its
    # worker twice is given back, to be cut smaller.
    memory = {f"distributed.worker.memory.{name}": False for name in ("target", "spill", "pause")}
    dask.config.set(memory | {"distributed.scheduler.allowed-failures": 1})
    allowed = limits().worker_memory
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


if __name__ == "__main__":
    main()
