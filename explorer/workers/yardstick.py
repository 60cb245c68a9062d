"""A guess at how fast this computer is, before anything has been measured on it."""

import json
import os
import time
from functools import cache

USUAL_SECONDS = 0.00086
"""What a round takes on the computer of `explorer.scheduling.cost`."""
ROUNDS = 30
CROWD = 0.6
"""On two cores, with up to 14 programs at work, a worker's start took about this power of their number per core longer."""


@cache
def slowness() -> float:
    """How many times longer something takes here than on the computer that was measured. Takes 30 ms, once."""
    # Other programs and threads only ever make a round longer.
    return min(_round() for _ in range(ROUNDS)) / USUAL_SECONDS * crowding()


def crowding() -> float:
    """How many times longer something takes because other programs are at work, as far as the system tells."""
    if not hasattr(os, "getloadavg"):
        return 1.0
    last_minute, _, _ = os.getloadavg()
    return max(1.0, last_minute / (os.cpu_count() or 1)) ** CROWD


def _round() -> float:
    began = time.perf_counter()
    words = {f"word {number}": number * number % 97 for number in range(2_400)}
    json.dumps(sorted(words.items(), key=lambda pair: pair[1]))
    return time.perf_counter() - began
