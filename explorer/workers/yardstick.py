"""A guess at how fast this computer is, before anything has been measured on it."""

import json
import time
from functools import cache

USUAL_SECONDS = 0.00086
"""What a round takes on the computer of `explorer.insight.cost`."""
ROUNDS = 30


@cache
def slowness() -> float:
    """How many times longer plain Python takes here than on the computer that was measured. Takes 30 ms, once."""
    # Other programs and threads only ever make a round longer.
    return min(_round() for _ in range(ROUNDS)) / USUAL_SECONDS


def _round() -> float:
    began = time.perf_counter()
    words = {f"word {number}": number * number % 97 for number in range(2_400)}
    json.dumps(sorted(words.items(), key=lambda pair: pair[1]))
    return time.perf_counter() - began
