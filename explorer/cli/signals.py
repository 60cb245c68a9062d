"""Ctrl-C, SIGTERM and a terminal that is closed: the same for every command. It loads nothing, so it counts at once."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

SIGNALS = [signal.SIGINT, signal.SIGTERM]
# Where it is ignored, somebody wants the command to outlive its terminal (`nohup`).
if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
    SIGNALS.append(signal.SIGHUP)


class Interrupted(KeyboardInterrupt):
    """A signal has come, by its number: Ctrl-C, or what it is to other programs."""


def exit_code(interrupt: KeyboardInterrupt) -> int:
    """What shells expect of a process that a signal has ended."""
    return 128 + (interrupt.args[0] if isinstance(interrupt, Interrupted) else signal.SIGINT)


def leave_at_once() -> None:
    """From now on, end without a word: nothing has been begun yet, or all is done."""
    for number in SIGNALS:
        signal.signal(number, lambda number, _frame: os._exit(128 + number))


def interrupt() -> None:
    """From now on, raise `Interrupted`, so that a command can keep what it has."""
    for number in SIGNALS:
        signal.signal(number, _interrupt)


@contextmanager
def ignored() -> Iterator[None]:
    """Let what has to be done last not be interrupted."""
    before = {number: signal.signal(number, signal.SIG_IGN) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(number: int, _frame: object) -> None:
    raise Interrupted(number)
