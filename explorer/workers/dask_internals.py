"""Everything that relies on how Dask works inside, read in the source of distributed 2026.8.0.

When another version changes any of it, `tests/workers/test_dask_internals.py` says what to read again.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from distributed import Client

LOCAL_SETTINGS = {
    # TensorFlow's memory cannot be spilled to disk, and a worker that pauses never gets it back.
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    # A batch that has lost its worker twice fails with `KilledWorker`, and is trained in halves.
    "distributed.scheduler.allowed-failures": 1,
    # Profiles of TensorFlow, one for each second, take half a megabyte, and nobody looks at them.
    "distributed.worker.profile.enabled": False,
    # `SpecCluster` removes a lost worker for good if no other is connected after this time. The default of 15 seconds is
    # too short when the replacement is lost as well. `Connection` notices a cluster that stays without a worker.
    "distributed.deploy.lost-worker-timeout": "1000 days",
}
"""Dask's settings in the process that holds a local cluster."""


def connect(address: str, timeout: float) -> "Client":
    """A client of the scheduler at that address.

    Raises:
        OSError: nothing answers there within `timeout` seconds.
        ValueError: this is no address.
    """
    import dask

    # Decided when `distributed` is imported. Its own default also shows notes, such as a connection that was closed while
    # something was being sent, with the traceback. What people have set themselves stays.
    dask.config.update_defaults({"logging": {"distributed": "warning"}})
    from distributed import Client

    return Client(address, timeout=timeout, set_as_default=False)


def worker_addresses(client: "Client") -> list[str]:
    """The addresses of the connected workers, the same one first every time.

    `scheduler_info` is not reliable: every two seconds a timer of the client replaces its answer by one without workers,
    sometimes before it is returned. `nthreads` asks the scheduler each time.
    """
    return sorted(client.nthreads())


def call_on_workers(
    client: "Client", addresses: Sequence[str] | None, function: Callable, arguments: tuple, timeout: float
) -> dict[str, Any]:
    """Call a function on workers, beside the queue of tasks, and wait `timeout` seconds at most for their results.

    The function has a thread of its own, so that a worker's event loop goes on. `Client.run` has no timeout. Called within
    `Client.sync`, it returns a coroutine, and `sync` limits how long that takes.

    Args:
        client: The client.
        addresses: The workers. None is for all.
        function: What is called, with `arguments`.
        arguments: See there.
        timeout: In seconds.

    Returns:
        The address of each worker → its result.

    Raises:
        TimeoutError: a result does not come in time.
        Exception: what the function raises.
    """
    return client.sync(client.run, asyncio.to_thread, function, *arguments, workers=addresses, callback_timeout=timeout)
