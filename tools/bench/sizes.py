"""How time and memory grow with the number of networks and of reviews.

Each size trains in a process of its own, by `python -m tools.bench.sizes NETWORKS REVIEWS EPOCHS`. More networks are the
article's 36 with further learning rates. More reviews are drawn again, with replacement, from the real training reviews.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

import psutil

from explorer.config import KNOBS, RunConfig, article_grid
from explorer.scheduling.fusion_groups import fusion_groups
from explorer.scheduling.limits import Limits
from explorer.wording.formats import count
from tools.bench import machine
from tools.bench.processes import child_figures

NETWORKS, REVIEWS = (36, 108, 360, 1_080), (15_000, 150_000, 1_500_000)
SMALLEST = (NETWORKS[0], REVIEWS[0])
EPOCHS = 8
"""Of the smallest size. Larger ones train for fewer, but at least two, because the first is not timed."""
MOST_SECONDS = 1_200
"""A size that would take longer is left out."""
VALIDATION_REVIEWS = 512
"""So few that the time is that of learning."""
SPARE_BYTES = 1_000_000_000
"""What the rest of the machine keeps."""
AIM = 1.1


@dataclass(frozen=True)
class Size:
    """How much is trained."""

    networks: int
    reviews: int

    @property
    def factor(self) -> int:
        """How many times the smallest."""
        return max(1, self.networks * self.reviews // (SMALLEST[0] * SMALLEST[1]))

    @property
    def epochs(self) -> int:
        """For how many epochs it trains."""
        return max(2, EPOCHS // self.factor)

    def __str__(self) -> str:
        return f"{count(self.networks, 'network')}, {self.reviews:,} reviews"


def measure(networks: Sequence[int] = NETWORKS, reviews: Sequence[int] = REVIEWS) -> dict:
    """Train each number of networks on the fewest reviews, and the fewest networks on each number of reviews.

    Returns:
        Two rows of sizes, `networks` and `reviews`, each with `sizes`, for which it has seconds per epoch, nanoseconds per
        network and review, and bytes; and `left_out`, a sentence for each size that does not fit into memory or time.

    Raises:
        ExplorerError: a size broke off.
    """
    rows = {
        "networks": [Size(one, reviews[0]) for one in networks],
        "reviews": [Size(networks[0], one) for one in reviews],
    }
    return {"machine": machine(), "aim": AIM, **{name: _row(sizes) for name, sizes in rows.items()}}


def _row(sizes: Sequence[Size]) -> dict:
    measured: list[dict] = []
    left_out = []
    for size in sizes:
        if reason := _too_much(size, measured):
            left_out.append(f"{size}: left out, because it would take about {reason}.")
        else:
            measured.append(_measured(size))
    return {"sizes": measured, "left_out": left_out}


def _measured(size: Size) -> dict:
    arguments = (size.networks, size.reviews, size.epochs)
    figures = child_figures(str(size), "there may be too little memory", "tools.bench.sizes", *arguments)
    nanoseconds = figures["epoch_seconds"] / size.networks / size.reviews * 1e9
    return {"networks": size.networks, "reviews": size.reviews, "nanoseconds": nanoseconds, **figures}


def _too_much(size: Size, measured: Sequence[dict]) -> str:
    """What a size would take that this machine does not have, by the sizes measured before; nothing if it fits."""
    if not measured:
        return ""
    last = measured[-1]
    times = size.networks * size.reviews / (last["networks"] * last["reviews"])
    minutes = size.epochs * last["epoch_seconds"] * times / 60
    if minutes > MOST_SECONDS / 60:
        return f"{minutes:.0f} minutes"
    # What grew from the size before the last grows on; if that is only the last, all of it does.
    before = measured[-2] if len(measured) > 1 else {"peak_bytes": last["imported_bytes"], "networks": 0, "reviews": 0}
    done, step = (one["networks"] * one["reviews"] for one in (last, before))
    growth = (last["peak_bytes"] - before["peak_bytes"]) / (done - step)
    needed = last["peak_bytes"] + max(0.0, growth) * (times - 1) * done
    if needed > psutil.virtual_memory().available - SPARE_BYTES:
        return f"{needed / 1e9:.0f} GB of memory"
    return ""


def in_words(result: dict) -> str:
    """The result of `measure` as two small tables."""
    lines = [result["machine"]]
    for row in (result["networks"], result["reviews"]):
        lines += [
            "",
            f"{'Networks':>10}{'Reviews':>12}{'Groups':>8}{'An epoch':>12}{'Network and review':>20}{'Peak memory':>14}",
        ]
        for one in row["sizes"]:
            lines.append(
                f"{one['networks']:>10,}{one['reviews']:>12,}{one['groups']:>8}{one['epoch_seconds']:>10.2f} s"
                f"{one['nanoseconds']:>17,.0f} ns{one['peak_bytes'] / 1e6:>11,.0f} MB"
            )
        lines += row["left_out"]
        first, last = row["sizes"][0], row["sizes"][-1]
        growth, memory = (last[name] / first[name] for name in ("nanoseconds", "peak_bytes"))
        lines.append(f"From first to last: time {growth:.2f}× (aim ≤ {result['aim']:.2f}×), memory {memory:.2f}×.")
    return "\n".join(lines)


def main(networks: int, reviews: int, epochs: int) -> dict:
    """Seconds of a later epoch (the median, summed over the groups that the networks train in), and bytes."""
    from explorer.training import keras_backend  # noqa: F401  TensorFlow is imported here, and nothing else yet
    from tools.bench.sides import memory, resident_bytes

    imported = resident_bytes()
    import numpy as np

    from explorer import corpus
    from explorer.training import job, trainer
    from explorer.training.epoch_batches import Examples

    # The knob ends at the reviews that come with the program; here there may be more.
    KNOBS["training_reviews"] = replace(KNOBS["training_reviews"], high=max(REVIEWS))
    every, validation = job.examples(corpus.default_source(), RunConfig().input_format)
    drawn = np.random.default_rng(0).integers(len(every), size=reviews) if reviews > len(every) else np.arange(reviews)
    training = Examples(every.rows[drawn], every.labels[drawn])
    validation = Examples(validation.rows[:VALIDATION_REVIEWS], validation.labels[:VALIDATION_REVIEWS])
    grid = [replace(one, epochs=epochs, training_reviews=reviews) for one in article_grid()]
    configs = [
        # Rates that differ a little: as many networks as are asked for, which all learn.
        replace(grid[number % len(grid)], learning_rate=0.001 * (1 + number // len(grid) / 100))
        for number in range(networks)
    ]
    groups = fusion_groups(configs, Limits().at_once)
    seconds = 0.0
    for group in groups:
        results = trainer.train([configs[number] for number in group], training, validation)
        # The seconds of an epoch are divided among the networks of its group.
        seconds += median(sum(one.history[epoch].seconds for one in results) for epoch in range(1, epochs))
    return {"epoch_seconds": seconds, "groups": len(groups), **memory(imported)}


if __name__ == "__main__":
    print(json.dumps(main(*map(int, sys.argv[1:]))))
