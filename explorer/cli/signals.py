"""Ctrl-C and SIGTERM: the same for every command. It loads nothing, so that it counts from the first moment."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Terminated(KeyboardInterrupt):
    """SIGTERM has come: what Ctrl-C is to a person, this is to other programs."""


def exit_code(interrupt: KeyboardInterrupt) -> int:
    """What shells expect of a process that a signal has ended."""
    return 128 + (signal.SIGTERM if isinstance(interrupt, Terminated) else signal.SIGINT)


def leave_at_once() -> None:
    """From now on, end without a word: nothing has been begun yet, or all is done."""
    for number in SIGNALS:
        signal.signal(number, lambda number, _frame: os._exit(128 + number))


def interrupt() -> None:
    """From now on, raise KeyboardInterrupt, so that a command can keep what it has."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _terminate)


@contextmanager
def ignored() -> Iterator[None]:
    """Let what has to be done last not be interrupted."""
    before = {number: signal.signal(number, signal.SIG_IGN) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _terminate(_number: int, _frame: object) -> None:
    raise Terminated
