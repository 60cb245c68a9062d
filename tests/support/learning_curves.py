"""Learning curves: real ones, measured with six seeds on the packaged reviews, and made-up ones."""

import csv
import itertools
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from explorer.config import KNOBS, RunConfig
from explorer.insight.learning_curve import SIZES
from tests.support.runs import epoch, run

FILE = Path(__file__).parents[1] / "data" / "learning_curves.csv"
ARTICLE = RunConfig()
ALL_SIZES = (*SIZES, 15_000)
USUAL = dict(zip(ALL_SIZES, (0.70, 0.76, 0.82, 0.86, 0.883, 0.889)))
"""Reviews → about the accuracy that the article's settings reach with them."""


def real_curves():
    """Setting → reviews learned from → seed → validation accuracy of the kept epoch."""
    found = defaultdict(lambda: defaultdict(dict))
    with FILE.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            config = RunConfig(
                **{name: knob.parse(row[name]) for name, knob in KNOBS.items() if name in row and name != "seed"}
            )
            for size in filter(str.isdigit, row):
                found[config][int(size)][int(row["seed"])] = float(row[size])
    return found


def runs_of(config, accuracies):
    """A finished run for each size and seed of `accuracies`: reviews → seed → accuracy."""
    number = itertools.count(1)
    return [
        run(next(number), replace(config, training_reviews=size, seed=seed), [epoch(1, accuracy)])
        for size, by_seed in accuracies.items()
        for seed, accuracy in by_seed.items()
    ]


def usual_runs(config=ARTICLE, curve=USUAL, seeds=3):
    """Runs whose repeats lie 0.2 points apart, or more with few reviews."""
    scattered = {
        size: {seed: mean + (seed - (seeds - 1) / 2) * 0.002 * (1 + 2_000 / size) for seed in range(seeds)}
        for size, mean in curve.items()
    }
    return runs_of(config, scattered)
