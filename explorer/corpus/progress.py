"""How long-running work tells how far it is."""

from collections.abc import Callable

Progress = Callable[[float, str], None]
"""Called with the share that is done, from 0 to 1, and a few words on what is being done."""


def silent(fraction: float, sentence: str) -> None:
    """Progress for when nobody watches."""
