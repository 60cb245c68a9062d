#!/usr/bin/env bash
# distributed 2026.8.0 (dask 2026.8.0), Python 3.11, Linux.
#
# A synchronous Client.scheduler_info() promises information on all workers (n_workers=-1), but now and then its answer has
# none although a worker is connected: the client stores the answer in the attribute that its own timer fills with
# Scheduler.identity(n_workers=0), every `distributed.client.scheduler-info-interval` (two seconds by default), and returns
# that attribute after the answer has arrived. Whoever takes workers from it finds an empty cluster, rarely. Client.nthreads()
# asks the scheduler each time and has no such gap. A short interval, which is a valid setting, makes it frequent.
#
# Output seen: "scheduler_info() without workers: 47 of 2000, nthreads() without workers: 0 of 2000" (47 varies).
# Exits non-zero if scheduler_info() always has the worker, or nthreads() does not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet distributed==2026.8.0 dask==2026.8.0
cat > "$folder/ask.py" <<'PYTHON'
import sys

import dask
from distributed import Client, LocalCluster

CALLS = 2000

if __name__ == "__main__":
    dask.config.set({"distributed.client.scheduler-info-interval": "1ms"})
    with LocalCluster(n_workers=1, processes=False, dashboard_address=None) as cluster, Client(cluster) as client:
        without_info = without_threads = 0
        for _ in range(CALLS):
            without_info += not client.scheduler_info()["workers"]
            without_threads += not client.nthreads()
    print(
        f"scheduler_info() without workers: {without_info} of {CALLS}, "
        f"nthreads() without workers: {without_threads} of {CALLS}"
    )
    sys.exit(0 if without_info and not without_threads else 1)
PYTHON
"$folder/venv/bin/python" "$folder/ask.py"
