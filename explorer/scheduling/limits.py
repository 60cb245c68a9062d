"""How much one visitor, and all of them together, may ask for."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Limits:
    """The limits of a host. These are the defaults; `explorer.settings.limits` reads what the host sets instead."""

    queued: int = 2_000
    """Runs of all visitors that wait or train."""
    queued_by_one: int = 200
    """Runs of one visitor that wait or train. The article's 36 with five repeats are 180."""
    minutes_by_one: int = 240
    """Minutes of training that one visitor's runs which wait or train still take, as estimated. The article's 36 take less
    than one, and a network of the largest settings about twenty."""
    at_once: int = 200
    """Networks that train in one batch. Memory may allow fewer."""
    review_length: int = 20_000
    """Characters of a visitor's own review. The longest of the 25,000 packaged ones has 13,704."""
    reviews: int = 10_000
    """Reviews in a visitor's own file."""
    file_size: int = 200
    """Megabytes of such a file."""
    datasets: int = 20
    """Data sets that visitors have brought."""
    dataset_reviews: int = 2_000_000
    """Reviews in one of them."""
    worker_memory: int = 0
    """Megabytes that a local worker may use before it is restarted; 0 for all of the machine's."""

    @property
    def of_datasets(self) -> "Limits":
        """The same for a file that becomes a data set."""
        return replace(self, reviews=self.dataset_reviews)


LEAST_MEMORY = 500
"""TensorFlow alone needs more than this: a worker with much less would be restarted again and again before any work."""

MOST_MINUTES, MOST_NETWORKS = 600, 10_000
"""The largest budgets of a search."""
