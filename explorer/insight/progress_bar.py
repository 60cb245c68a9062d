"""A progress bar from pressing Train to the end, which never goes back however the estimate changes."""

from dataclasses import dataclass

LEAST_PER_SECOND = 0.012
"""How fast it moves while a worker starts, so that it is seen to move each second."""
STARTED = 0.9
"""Where that ends: after this it moves only as fast as the time left says."""
ALMOST = 0.99


@dataclass(frozen=True)
class Bar:
    """How full the bar is, from 0 to 1, and when, in seconds since 1970."""

    filled: float
    moment: float

    def moved(self, now: float, left: float, is_starting: bool) -> "Bar":
        """The bar at a later moment.

        In each instant it moves at the speed at which it would reach the end in time, from wherever it is.

        Args:
            now: The moment.
            left: Seconds until the end, as it is estimated now.
            is_starting: Whether a worker starts.
        """
        passed = max(0.0, now - self.moment)
        share = passed / (passed + left) if passed else 0.0
        filled = self.filled + (1 - self.filled) * share
        if is_starting:
            filled = max(filled, min(self.filled + LEAST_PER_SECOND * passed, STARTED))
        return Bar(max(self.filled, min(filled, ALMOST)), max(now, self.moment))
