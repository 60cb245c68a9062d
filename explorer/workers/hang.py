"""Whether a worker hangs: neither does an epoch end nor does it compute, for far longer than its batch should take."""

from collections.abc import Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import psutil

LOOK_SECONDS = 5.0
"""How often somebody looks."""
ASLEEP_SECONDS = 15.0
"""No more time than this counts between two looks: a computer that was asleep, or too busy to look, has not waited."""
PATIENCE_SECONDS, FACTOR = 180.0, 10.0
"""A worker that does nothing hangs after this time, and so many times as long as its next sign of life should take."""
BUSY_PATIENCE_SECONDS, BUSY_FACTOR = 3_600.0, 50.0
"""The same for one that computes: it may be slow, or have less to compute with than before."""
IDLE_SHARE = 0.05
"""Of one processor. A worker whose training is stuck takes 0.015 for talking to its scheduler."""


@dataclass(frozen=True)
class Look:
    """What is seen of a local cluster at one moment.

    Attributes:
        sign: What changes with every sign of life, such as an epoch that has ended; None if nothing is to be done.
        expected: How many seconds should pass until the next one.
        computed: The processor time that its workers have taken so far, in seconds.
        debugged: Whether somebody has stopped one of them with a debugger.
    """

    sign: Hashable
    expected: float
    computed: float
    debugged: bool = False


class Hang:
    """How long a cluster has given no sign of life, from looks at it."""

    def __init__(self) -> None:
        self._last: tuple[float, Look] | None = None
        self._idle = self._silent = 0.0

    def is_one(self, now: float, look: Look) -> bool:
        """Whether the cluster hangs.

        Args:
            now: When it was looked at, in seconds of any clock that does not go backwards.
            look: What was seen.
        """
        last, self._last = self._last, (now, look)
        if last is None or look.sign is None or look.sign != last[1].sign:
            self._idle = self._silent = 0.0
            return False
        if look.debugged:
            return False
        waited, computed = min(now - last[0], ASLEEP_SECONDS), look.computed - last[1].computed
        self._silent += waited
        # It is less than before where a process has been replaced.
        is_idle = 0 <= computed <= IDLE_SHARE * (now - last[0])
        self._idle = self._idle + waited if is_idle else 0.0
        return (
            self._idle > PATIENCE_SECONDS + FACTOR * look.expected
            or self._silent > BUSY_PATIENCE_SECONDS + BUSY_FACTOR * look.expected
        )


def processor_time(processes: Sequence[psutil.Process]) -> tuple[float, bool]:
    """The processor time that processes have taken, in seconds, and whether one of them is stopped by a debugger."""
    seconds, debugged = 0.0, False
    for process in processes:
        with suppress(psutil.Error):
            times = process.cpu_times()
            seconds += times.user + times.system
            debugged = debugged or process.status() == psutil.STATUS_TRACING_STOP
    return seconds, debugged
