"""The sides that are Python functions of this project's. Each runs in a process of its own and answers one task at a time.

Times are seconds, memory is bytes. `python -m tools.bench.sides SIDE NETWORKS EPOCHS`, where SIDE is one of `SIDES`.
"""

import statistics
import sys
import time
import timeit
import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace

import psutil

from explorer import corpus
from explorer.config import RunConfig, article_grid
from tools.bench.measures import ARTICLE, EXPLORER, SKLEARN
from tools.bench.processes import answer

Tasks = Mapping[str, Callable[[], dict]]


def chosen(networks: int, epochs: int, seed: int = 0) -> list[RunConfig]:
    """`networks` of the article's 36, evenly spread."""
    grid = article_grid()
    return [replace(grid[number * len(grid) // networks], epochs=epochs, seed=seed) for number in range(networks)]


def article(networks: int, epochs: int) -> Tasks:
    """The article's way: dense rows of 10,000 numbers for each review, and one plain Keras fit after another.

    `fit` is not seeded: with a seed, Keras on TensorFlow reads the reviews in the same order in every epoch.
    """
    import keras
    import numpy as np

    imported = resident_bytes()
    from explorer.training.network import build

    reviews = corpus.load(corpus.default_source())
    configs = chosen(networks, epochs)
    first_epochs: list[float] = []
    seconds: list[float] = []

    def dense(split: corpus.Split) -> np.ndarray:
        rows = np.zeros((len(split), RunConfig().vocabulary), np.float32)
        for number in range(len(split)):
            words = split.sequence(number)
            rows[number, np.where(words < RunConfig().vocabulary, words, corpus.UNKNOWN)] = 1
        return rows

    training, validation = dense(reviews.train), dense(reviews.validation)

    def train(config: RunConfig) -> tuple[float, float]:
        """Seconds, and the best validation accuracy."""

        def end_of_epoch(epoch: int, logs: dict) -> None:
            if epoch == 0:
                first_epochs.append(time.perf_counter() - began)

        began = time.perf_counter()
        network = build(config)
        network.compile(keras.optimizers.RMSprop(config.learning_rate), config.loss, metrics=["accuracy"])
        history = network.fit(
            training,
            reviews.train.labels.astype(np.float32),
            epochs=config.epochs,
            batch_size=config.batch_size,
            validation_data=(validation, reviews.validation.labels.astype(np.float32)),
            callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=end_of_epoch)],
            verbose=0,
        )
        return time.perf_counter() - began, max(history.history["val_accuracy"])

    def loop() -> dict:
        """All networks, as a script does it that was just started."""
        trained = [train(config) for config in configs]
        seconds.extend(duration for duration, _ in trained)
        return {"best_val_accuracy": max(accuracy for _, accuracy in trained), **memory(imported)}

    def warm() -> dict:
        """After `loop`: its first training included what TensorFlow does once per process, so that one is repeated."""
        seconds[0], _ = train(configs[0])
        return {
            "grid_seconds": sum(seconds),
            "network_seconds": statistics.median(seconds),
            "first_epoch_seconds": statistics.median(first_epochs[1:]),
        }

    return {"loop": loop, "warm": warm}


def explorer(networks: int, epochs: int) -> Tasks:
    """This program's way. The model is compiled anew each time the grid is trained, and once for its repeats."""
    from explorer.training import keras_backend  # noqa: F401  TensorFlow is imported here, and nothing else yet

    imported = resident_bytes()
    from explorer.history import best_epoch
    from explorer.training import job, trainer

    examples = job.examples(corpus.default_source(), RunConfig().input_format)
    seeds = iter(range(1, 10_000))

    def train(configs: list[RunConfig]) -> dict:
        """How long it takes, on the clock and in all cores together, and the best validation accuracy."""
        began, busy = time.perf_counter(), time.process_time()
        results = trainer.train(configs, *examples)
        seconds = {"seconds": time.perf_counter() - began, "processor_seconds": time.process_time() - busy}
        return {**seconds, "best_val_accuracy": max(best_epoch(one.history).val_accuracy for one in results)}

    def grid() -> dict:
        trainer.clear_cached_models()
        return {**train(chosen(networks, epochs)), **memory(imported)}

    def network() -> dict:
        """A known shape with another seed, as when a person changes a knob that leaves the shape alone, or repeats a run."""
        train([RunConfig(epochs=1)])
        return train([RunConfig(epochs=epochs, seed=next(seeds))])

    def repeats() -> dict:
        trainer.clear_cached_models()
        return {"seconds": sum(train(chosen(networks, epochs, seed))["seconds"] for seed in range(3))}

    def first_epoch() -> dict:
        """The median of three shapes."""
        return {"seconds": statistics.median(_until_first_epoch(RunConfig(units=units)) for units in (20, 24, 28))}

    def _until_first_epoch(config: RunConfig) -> float:
        trainer.clear_cached_models()
        seconds = 0.0

        def stop(_epochs: object) -> list[int]:
            nonlocal seconds
            seconds = time.perf_counter() - began
            return [0]

        began = time.perf_counter()
        trainer.train([config], *examples, report=stop)
        return seconds

    def levers() -> dict:
        from tools.bench.levers import levers as found

        return dict(found())

    train([RunConfig(epochs=1)])
    return {"grid": grid, "network": network, "repeats": repeats, "first_epoch": first_epoch, "levers": levers}


def sklearn(networks: int, epochs: int) -> Tasks:
    """scikit-learn's network of the same size on the same sparse rows, without validation; its solver is Adam."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    reviews = corpus.load(corpus.default_source())
    rows = corpus.multi_hot(reviews.train, RunConfig().vocabulary)
    warnings.simplefilter("ignore", ConvergenceWarning)

    def seconds(seed: int, most_epochs: int) -> float:
        network = MLPClassifier((16, 16), batch_size=RunConfig().batch_size, max_iter=most_epochs, random_state=seed)
        return timeit.timeit(lambda: network.fit(rows, reviews.train.labels), number=1)

    seeds = iter(range(10_000))
    seconds(next(seeds), most_epochs=1)
    return {"network": lambda: {"seconds": seconds(next(seeds), epochs)}}


def step(networks: int, epochs: int) -> Tasks:
    """The parts of one training step of this trainer, and the floor under it."""
    from tools.bench.step import breakdown

    return {"step": lambda: breakdown(chosen(networks, epochs))}


def resident_bytes() -> int:
    """The memory that this process has now."""
    return psutil.Process().memory_info().rss


def memory(imported: int) -> dict:
    """The peak memory of this process, and by how much that is more than what it had with TensorFlow imported."""
    peak = peak_bytes()
    return {"imported_bytes": imported, "peak_bytes": peak, "beyond_bytes": peak - imported}


def peak_bytes() -> int:
    """The peak memory of this process."""
    if sys.platform == "win32":
        return psutil.Process().memory_info().peak_wset
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


STEP = "step"
SIDES = {ARTICLE: article, SKLEARN: sklearn, EXPLORER: explorer, STEP: step}

if __name__ == "__main__":
    answer(SIDES[sys.argv[1]](int(sys.argv[2]), int(sys.argv[3])))
