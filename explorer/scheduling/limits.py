"""How much one visitor, and all of them together, may ask for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The usual limits; `explorer.settings.limits` has those that a host sets instead."""

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
