"""How fast and how large: the article's own loop against this program's trainer, in one run on one machine.

Each side trains the same networks in a fresh process of its own, so that the peak memory of one is not that of the other.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import time

import psutil

from explorer.config import RunConfig, article_grid
from explorer.errors import ExplorerError

ARTICLE, EXPLORER = "article", "explorer"
SIDES = {ARTICLE: "the article's loop", EXPLORER: "this trainer"}


def compare(networks: int, epochs: int) -> dict:
    """Both sides on `networks` of the article's 36, evenly spread, for `epochs`: seconds, bytes and their ratios."""
    sides = {}
    for side in SIDES:
        print(f"Measuring {SIDES[side]} …", file=sys.stderr)
        began = time.perf_counter()
        child = subprocess.run(
            [sys.executable, "-m", "explorer.bench", side, str(networks), str(epochs)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"},
        )
        if child.returncode != 0:
            raise ExplorerError(f"Measuring {SIDES[side]} broke off; there may be too little memory (it needs about 4 GB).")
        sides[side] = json.loads(child.stdout) | {"process_seconds": time.perf_counter() - began}
    article, explorer = sides[ARTICLE], sides[EXPLORER]
    return {
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "networks": networks,
        "epochs": epochs,
        **sides,
        "ratios": {
            name: article[name] / explorer[name]
            for name in ("network_seconds", "grid_seconds", "process_seconds", "peak_bytes")
        },
    }


def in_words(result: dict) -> str:
    """The result of `compare` as a small table."""
    article, explorer, ratios = result[ARTICLE], result[EXPLORER], result["ratios"]
    rows = [
        ("One network", "network_seconds", "network_seconds", 1, "s"),
        (f"{result['networks']} networks", "grid_seconds", "grid_seconds", 1, "s"),
        ("Whole process", "process_seconds", "process_seconds", 1, "s"),
        ("Peak memory", "peak_bytes", "peak_bytes", 1e6, "MB"),
        ("Best validation accuracy", "best_val_accuracy", None, 0.01, "%"),
    ]
    lines = [
        f"{result['networks']} of the article's networks × {result['epochs']} epochs · {result['machine']}",
        f"{'':26}{'the article':>14}{'this trainer':>14}{'ratio':>9}",
    ]
    for label, name, ratio, unit, sign in rows:
        figures = "".join(f"{side[name] / unit:>11,.1f} {sign:<2}" for side in (article, explorer))
        lines.append(f"{label:26}{figures}{f'{ratios[ratio]:>8.1f}×' if ratio else ''}")
    return "\n".join(lines)


def _measure(side: str, networks: int, epochs: int) -> dict:
    """Train the networks of one side in this process."""
    grid = article_grid()
    configs = [
        RunConfig(**grid[number * len(grid) // networks].to_dict() | {"epochs": epochs}) for number in range(networks)
    ]
    train = {ARTICLE: _article_loop, EXPLORER: _this_trainer}[side]()
    # The first network pays for what TensorFlow does once a process; it is not counted among the warm ones.
    train([configs[0]])
    singles = []
    for config in configs[:3]:
        began = time.perf_counter()
        train([config])
        singles.append(time.perf_counter() - began)
    began = time.perf_counter()
    best = train(configs)
    return {
        "network_seconds": statistics.median(singles),
        "grid_seconds": time.perf_counter() - began,
        "best_val_accuracy": best,
        "peak_bytes": _peak_bytes(),
    }


def _article_loop():
    """The article's way: every review a row of 10,000 numbers, most of them zero, and one plain Keras fit after another."""
    import keras
    import numpy as np

    from explorer import corpus
    from explorer.training.network import build

    reviews = corpus.load(corpus.default_source())

    def dense(split: corpus.Split) -> np.ndarray:
        rows = np.zeros((len(split), RunConfig().vocabulary), np.float32)
        for number in range(len(split)):
            words = split.sequence(number)
            rows[number, np.where(words < RunConfig().vocabulary, words, corpus.UNKNOWN)] = 1
        return rows

    training, validation = dense(reviews.train), dense(reviews.validation)

    def train_one(config: RunConfig) -> float:
        network = build(config)
        network.compile(keras.optimizers.RMSprop(config.learning_rate), config.loss, metrics=["accuracy"])
        history = network.fit(
            training,
            reviews.train.labels.astype(np.float32),
            epochs=config.epochs,
            batch_size=config.batch_size,
            validation_data=(validation, reviews.validation.labels.astype(np.float32)),
            verbose=0,
        )
        return max(history.history["val_accuracy"])

    return lambda configs: max(map(train_one, configs))


def _this_trainer():
    from explorer import corpus
    from explorer.history import best_epoch
    from explorer.training import job, trainer

    training, validation = job.examples(corpus.default_source(), RunConfig().vocabulary)

    def train(configs: list[RunConfig]) -> float:
        return max(best_epoch(one.history).val_accuracy for one in trainer.train(configs, training, validation))

    return train


def _peak_bytes() -> int:
    """The most memory this process has had at any time."""
    memory = psutil.Process().memory_info()
    if hasattr(memory, "peak_wset"):  # Windows
        return memory.peak_wset
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


if __name__ == "__main__":
    print(json.dumps(_measure(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
