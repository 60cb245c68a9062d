"""A process that holds a local Dask cluster of one worker, for as long as the process that started it lives.

`python -m explorer.workers.local_cluster` prints the scheduler's address, then waits for the end of its standard input:
its parent closes that pipe, or dies, even by `kill -9`. Then it shuts the cluster down, so that no process is left.
The cluster needs its own process because Dask's worker imports the main module of the process that starts it, which under
Streamlit would be the app's script.
"""

import contextlib
import logging
import sys
from pathlib import Path

import psutil

from explorer import settings
from explorer.workers.dask_internals import LOCAL_SETTINGS

# How low the priority of training is. With a niceness of 5 it still gets a quarter of a processor that another program keeps
# busy; with 10 only a tenth, so that a worker can take a minute to start.
if sys.platform == "win32":
    NICENESS = psutil.BELOW_NORMAL_PRIORITY_CLASS
else:
    NICENESS = 5


def main() -> None:
    """Run the cluster until standard input ends."""
    _lower_priority()
    import dask
    from distributed import LocalCluster

    dask.config.set(LOCAL_SETTINGS)
    megabytes = settings.limits().worker_memory
    with LocalCluster(
        n_workers=1,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        # 1.0 is all of the machine's memory; Dask's default is the share of one core.
        memory_limit=megabytes * 1_000_000 or 1.0,
        dashboard_address=None,
        silence_logs=logging.ERROR,
    ) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()


def _lower_priority() -> None:
    """Let the app and the browser go first: they need little processor time, but at once.

    On an idle machine this makes training no slower. Linux can weigh whole sessions against each other and apply niceness
    only within them (autogroups, `man 7 sched`), so the session that this process has begun is lowered too.
    """
    psutil.Process().nice(NICENESS)
    with contextlib.suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(NICENESS))


if __name__ == "__main__":
    main()
