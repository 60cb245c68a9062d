#!/usr/bin/env bash
# distributed 2026.8.0 (dask 2026.8.0), numpy 2.4.6, Python 3.11, Linux with glibc.
#
# The nanny of a Dask worker sets MALLOC_TRIM_THRESHOLD_=65536 for it (distributed.nanny.pre-spawn-environ), so that freed
# memory goes back to the system. In glibc, setting this one also ends the "dynamic adjustment" of another (mallopt(3),
# M_MMAP_THRESHOLD): usually, after the first large array has been freed, further ones up to 32 MB come from memory that the
# process keeps, but here each array of more than 128 KiB is mapped, cleared page by page and unmapped again, however often a
# task makes one of that size. With the variable set to null in Dask's configuration, that ends. Dask also
# leaves it in the environment of the process with the nanny.
#
# Output seen: "page faults of 50 arrays of 8 MB: 46601 in a worker, 1000 without MALLOC_TRIM_THRESHOLD_"
# (21051 and 1420 at another time: NumPy asks for huge pages, so a fault may clear more than one page.)
# Exits non-zero if a worker no longer has ten times as many as one without the variable.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet distributed==2026.8.0 dask==2026.8.0 numpy==2.4.6
cat > "$folder/faults.py" <<'PYTHON'
import os
import resource
import sys

import dask
import numpy as np
from distributed import Client, LocalCluster


def page_faults():
    """Those of making and freeing an array of 8 MB fifty times, after a first one."""
    np.ones(1_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(50):
        np.ones(1_000_000)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def in_a_worker():
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        return client.submit(page_faults).result()


if __name__ == "__main__":
    usual = in_a_worker()
    # The nanny has set it here, too.
    del os.environ["MALLOC_TRIM_THRESHOLD_"]
    variables = dask.config.get("distributed.nanny.pre-spawn-environ")
    with dask.config.set({"distributed.nanny.pre-spawn-environ": variables | {"MALLOC_TRIM_THRESHOLD_": None}}):
        without = in_a_worker()
    print(f"page faults of 50 arrays of 8 MB: {usual} in a worker, {without} without MALLOC_TRIM_THRESHOLD_")
    sys.exit(0 if usual > 10 * max(without, 1) else 1)
PYTHON
env -u MALLOC_TRIM_THRESHOLD_ "$folder/venv/bin/python" "$folder/faults.py"
