"""The sides of the comparison. Each runs in a process of its own and prints its figures as one line of JSON.

Times are seconds, memory is bytes. `python -m tools.bench.sides SIDE NETWORKS EPOCHS`
"""

import json
import statistics
import sys
import time
import timeit
import warnings
from dataclasses import replace

import psutil

from explorer import corpus
from explorer.config import RunConfig, article_grid
from tools.bench import ARTICLE, EXPLORER, SKLEARN, STEP

SINGLES = 3


def chosen(networks: int, epochs: int, seed: int = 0) -> list[RunConfig]:
    """`networks` of the article's 36, evenly spread."""
    grid = article_grid()
    return [replace(grid[number * len(grid) // networks], epochs=epochs, seed=seed) for number in range(networks)]


def article(networks: int, epochs: int) -> dict:
    """The article's way: dense rows of 10,000 numbers for each review, and one plain Keras fit after another."""
    import keras
    import numpy as np

    from explorer.training.network import build

    reviews = corpus.load(corpus.default_source())
    first_epochs = []

    def dense(split: corpus.Split) -> np.ndarray:
        rows = np.zeros((len(split), RunConfig().vocabulary), np.float32)
        for number in range(len(split)):
            words = split.sequence(number)
            rows[number, np.where(words < RunConfig().vocabulary, words, corpus.UNKNOWN)] = 1
        return rows

    def train(config: RunConfig) -> tuple[float, float]:
        """Seconds, and the best validation accuracy."""

        def end_of_epoch(epoch: int, logs: dict) -> None:
            if epoch == 0:
                first_epochs.append(time.perf_counter() - began)

        # `fit` draws the order of the reviews from the global seed.
        keras.utils.set_random_seed(config.seed)
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

    training, validation = dense(reviews.train), dense(reviews.validation)
    configs = chosen(networks, epochs)
    trained = [train(config) for config in configs]
    print("fresh", flush=True)
    # The first training included what TensorFlow does once per process, so it is repeated for the warm figures.
    seconds = [train(configs[0])[0], *(seconds for seconds, _ in trained[1:])]
    return {
        "grid_seconds": sum(seconds),
        "network_seconds": statistics.median(seconds),
        "first_epoch_seconds": statistics.median(first_epochs[1:]),
        "best_val_accuracy": max(accuracy for _, accuracy in trained),
        "peak_bytes": peak_bytes(),
    }


def explorer(networks: int, epochs: int) -> dict:
    """This program's way. The model is compiled anew each time the grid is trained, and once for its repeats."""
    from explorer.history import best_epoch
    from explorer.training import job, trainer

    examples = job.examples(corpus.default_source(), RunConfig().input_format)

    def seconds(*batches: list[RunConfig], afresh: bool = True) -> float:
        if afresh:
            trainer.clear_cached_models()
        began = time.perf_counter()
        for configs in batches:
            trained.extend(trainer.train(configs, *examples))
        return time.perf_counter() - began

    def first_epoch(config: RunConfig) -> float:
        trainer.clear_cached_models()
        seconds = 0.0

        def stop(_epochs: object) -> list[int]:
            nonlocal seconds
            seconds = time.perf_counter() - began
            return [0]

        began = time.perf_counter()
        trainer.train([config], *examples, report=stop)
        return seconds

    trained: list[trainer.TrainingResult] = []
    seconds([RunConfig(epochs=1)])
    trained.clear()
    grids = [seconds(chosen(networks, epochs))]
    figures = {
        "best_val_accuracy": max(best_epoch(one.history).val_accuracy for one in trained),
        "peak_bytes": peak_bytes(),
    }
    grids += [seconds(chosen(networks, epochs)) for _ in range(SINGLES - 1)]
    # The same shape with another seed, as when a person changes a knob that leaves the shape alone, or repeats a run.
    singles = [seconds([RunConfig(epochs=epochs, seed=seed)], afresh=seed == 0) for seed in range(SINGLES + 1)][1:]
    trained.clear()
    return figures | {
        "grid_seconds": statistics.median(grids),
        "network_seconds": statistics.median(singles),
        "repeats_seconds": seconds(*(chosen(networks, epochs, seed) for seed in range(3))),
        "first_epoch_seconds": statistics.median(first_epoch(RunConfig(units=units)) for units in (20, 24, 28)),
    }


def sklearn(networks: int, epochs: int) -> dict:
    """scikit-learn's network of the same size on the same sparse rows, without validation; its solver is Adam."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    reviews = corpus.load(corpus.default_source())
    rows = corpus.multi_hot(reviews.train, RunConfig().vocabulary)
    warnings.simplefilter("ignore", ConvergenceWarning)

    def seconds(seed: int) -> float:
        network = MLPClassifier((16, 16), batch_size=RunConfig().batch_size, max_iter=epochs, random_state=seed)
        return timeit.timeit(lambda: network.fit(rows, reviews.train.labels), number=1)

    seconds(0)
    return {"network_seconds": statistics.median(seconds(seed) for seed in range(1, SINGLES + 1))}


def step(networks: int, epochs: int) -> dict:
    """The parts of one training step of this trainer, and the floor under it."""
    from tools.bench.step import breakdown

    return breakdown(chosen(networks, epochs))


def peak_bytes() -> int:
    """The peak memory of this process."""
    memory = psutil.Process().memory_info()
    if sys.platform == "win32":
        return memory.peak_wset
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


SIDES = {ARTICLE: article, SKLEARN: sklearn, EXPLORER: explorer, STEP: step}

if __name__ == "__main__":
    print(json.dumps(SIDES[sys.argv[1]](int(sys.argv[2]), int(sys.argv[3]))))
