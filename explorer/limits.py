"""How much one visitor, and all of them together, may ask for. A host sets these in the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields

from explorer.errors import LimitError


@dataclass(frozen=True)
class Limits:
    """Each is read from the environment: `queued` from EXPLORER_MAX_QUEUED, and so on."""

    queued: int = 2_000
    """Runs that wait or train, of everybody."""
    queued_by_one: int = 200
    """Runs that wait or train, of one visitor. The article's 36 with five repeats are 180."""
    at_once: int = 200
    """Networks that train in one batch. Memory may allow fewer."""
    review_length: int = 20_000
    """Characters of a review that somebody brings; the longest of the 25,000 packaged ones has 13,704."""
    reviews: int = 10_000
    """Reviews in a file that somebody brings."""
    file_size: int = 50
    """Megabytes of such a file."""
    worker_memory: int = 0
    """Megabytes that a local worker may take before it is replaced; 0 for all that the machine has."""


LEAST_MEMORY = 500
"""TensorFlow alone takes more: a worker with much less would be replaced before it gets any work, again and again."""


def limits(environment: Mapping[str, str] = os.environ) -> Limits:
    """The limits that the environment sets, and the usual ones besides.

    Raises:
        LimitError: one of them is not a whole number that makes sense.
    """
    chosen = {}
    for field in fields(Limits):
        name = f"EXPLORER_MAX_{field.name.upper()}"
        text = environment.get(name, "").strip()
        if not text:
            continue
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
        none, smallest = ("0 or ", LEAST_MEMORY) if field.name == "worker_memory" else ("", 1)
        if number < smallest and not (none and number == 0):
            raise LimitError(f"{name} must be {none}a whole number from {smallest} to 999,999,999, and not “{text}”.")
        chosen[field.name] = number
    return Limits(**chosen)
