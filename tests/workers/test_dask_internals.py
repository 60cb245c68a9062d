"""What `dask_internals` relies on holds in the installed version of Dask."""

import os
import subprocess
import sys
import time

import dask
import distributed
import pytest
from distributed import Client

from explorer.training.allocator import DASKS
from explorer.workers.dask_internals import LOCAL_SETTINGS, call_on_workers, worker_addresses

DEFAULTS = {
    "distributed.worker.memory.target": 0.6,
    "distributed.worker.memory.spill": 0.7,
    "distributed.worker.memory.pause": 0.8,
    "distributed.scheduler.allowed-failures": 3,
    "distributed.worker.profile.enabled": True,
    "distributed.deploy.lost-worker-timeout": "15s",
}
READ_AGAIN = f"Dask {distributed.__version__} has changed this. Read what explorer/workers/dask_internals.py says about it."


@pytest.fixture(scope="module")
def client():
    """A scheduler and a worker in this process."""
    options = {"n_workers": 1, "threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
    with Client(processes=False, set_as_default=False, **options) as client:
        yield client


@pytest.mark.parametrize("name", LOCAL_SETTINGS)
def test_each_setting_exists_and_still_needs_to_be_changed(name):
    default = dask.config.get(name, None, config=dask.config.merge(*dask.config.defaults))
    assert default == DEFAULTS[name], f"{name} is {default}. {READ_AGAIN}"


def test_it_sets_the_threshold_that_training_has_to_undo():
    variables = dask.config.merge(*dask.config.defaults)["distributed"]["nanny"]["pre-spawn-environ"]
    assert str(variables["MALLOC_TRIM_THRESHOLD_"]) == DASKS, "Read what explorer/training/allocator.py says about it."


def test_the_answer_of_scheduler_info_can_be_replaced_and_nthreads_cannot(client, monkeypatch):
    update = client._update_scheduler_info
    # As the client's timer does every two seconds, sometimes while another thread asks.
    monkeypatch.setattr(client, "_update_scheduler_info", lambda n_workers=0: update(n_workers=0))
    assert not client.scheduler_info()["workers"], f"scheduler_info can be relied on. {READ_AGAIN}"
    assert len(worker_addresses(client)) == 1, READ_AGAIN


def test_a_call_on_a_worker_is_answered_or_times_out(client):
    (address,) = worker_addresses(client)
    assert call_on_workers(client, [address], divmod, (7, 2), 10) == {address: (3, 1)}, READ_AGAIN
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        call_on_workers(client, [address], time.sleep, (2,), 0.1)
    assert time.monotonic() - began < 2, READ_AGAIN
    with pytest.raises(ZeroDivisionError):
        call_on_workers(client, [address], divmod, (1, 0), 10)


@pytest.mark.parametrize(("setting", "shown"), [({}, False), ({"DASK_LOGGING__DISTRIBUTED": "info"}, True)])
def test_a_closed_connection_puts_no_traceback_on_the_terminal(setting, shown):
    closes = (
        "import asyncio, sys; from explorer.workers.dask_internals import connect\n"
        "client = connect(sys.argv[1], 10)\n"
        "async def close():\n"
        "    from distributed.comm import connect as dial\n"
        "    from distributed.batched import BatchedSend\n"
        "    sends = BatchedSend('1ms'); comm = await dial(sys.argv[1]); sends.start(comm)\n"
        "    comm.stream.close(); sends.buffer.append({'op': 'echo'}); sends.waker.set(); await asyncio.sleep(0.2)\n"
        "client.sync(close)\n"
    )
    # Other processes cannot reach the scheduler of the fixture.
    with distributed.LocalCluster(n_workers=0, processes=False, protocol="tcp", dashboard_address=None) as cluster:
        done = subprocess.run(
            [sys.executable, "-c", closes, cluster.scheduler_address],
            env=os.environ | setting,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 0, done.stderr
    assert ("CommClosedError" in done.stderr) == shown, f"{done.stderr}\n{READ_AGAIN}"
