"""The other searches: `python -m tools.bench.search_sides keras_tuner|optuna SECONDS SEED` prints what it found as JSON."""

import functools
import json
import logging
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from typing import Any

from explorer import corpus
from explorer.config import KNOBS, InputFormat, RunConfig
from explorer.knob import Knob
from explorer.scheduling.search_space import spans_decades, usual_knobs
from explorer.scheduling.successive_halving import ETA, LONGEST
from explorer.training.job import examples
from explorer.training.keras_backend import keras
from explorer.training.network import build


def settings(
    choice: Callable[[str, list], Any], decimal: Callable[[str, Knob, bool], float], whole: Callable[[str, Knob], int]
) -> RunConfig:
    """The settings of a trial, drawn by these functions in the space of this program's search.

    Args:
        choice: Called with the name of a knob and its values.
        decimal: Called with a knob of decimals, and whether it spans decades, so that its logarithm is drawn.
        whole: Called with a knob of whole numbers.
    """
    values: dict[str, Any] = {"epochs": LONGEST}
    for name in usual_knobs():
        knob = KNOBS[name]
        if knob.search_values:
            drawn = choice(name, list(knob.search_values))
        elif isinstance(knob.default, float):
            drawn = decimal(name, knob, spans_decades(knob) and knob.search_limits[0] > 0)
        else:
            drawn = whole(name, knob)
        values[name] = knob.check(drawn)
    return RunConfig(**values)


@functools.lru_cache(maxsize=4)
def rows(form: InputFormat) -> tuple:
    """Sparse training rows and their labels, then those for validation."""
    return tuple(
        part for one in examples(corpus.default_source(), form) for part in (one.rows, one.labels.astype("float32"))
    )


def network(config: RunConfig) -> keras.Sequential:
    """The plain network of these settings, compiled, for sparse rows."""
    layers = build(config).layers
    plain = keras.Sequential([keras.Input((config.vocabulary,), sparse=True), *layers])
    optimizers: dict[str, Callable[[], keras.optimizers.Optimizer]] = {
        "rmsprop": lambda: keras.optimizers.RMSprop(config.learning_rate),
        "adam": lambda: keras.optimizers.Adam(config.learning_rate),
        "sgd": lambda: keras.optimizers.SGD(config.learning_rate),
        "momentum": lambda: keras.optimizers.SGD(config.learning_rate, momentum=0.9),
    }
    plain.compile(optimizers[config.optimizer](), config.loss, metrics=["accuracy"])
    return plain


class Deadline(keras.callbacks.Callback):
    """Ends a training after the epoch in which the time is up."""

    def __init__(self, end: float) -> None:
        super().__init__()
        self.end = end

    def on_epoch_end(self, epoch: int, logs: Mapping | None = None) -> None:
        self.model.stop_training |= time.monotonic() > self.end


def fit(model: keras.Sequential, config: RunConfig, **options: Any) -> keras.callbacks.History:
    """Train a network."""
    x, y, *validation = rows(config.input_format)
    return model.fit(x, y, batch_size=config.batch_size, validation_data=tuple(validation), **{"verbose": 0, **options})


def optuna(seconds: float, seed: int) -> dict:
    """Optuna: TPE proposes, its Hyperband pruner ends what lags behind."""
    import optuna as library

    library.logging.set_verbosity(library.logging.ERROR)
    end = time.monotonic() + seconds

    def objective(trial: Any) -> float:
        config = settings(
            trial.suggest_categorical,
            lambda name, knob, log: trial.suggest_float(name, *knob.search_limits, step=None if log else knob.step, log=log),
            lambda name, knob: trial.suggest_int(name, *knob.search_limits, step=knob.step),
        )
        trial.set_user_attr("config", config.to_dict())
        model, reached = network(config), 0.0

        def report(epoch: int, logs: Mapping) -> None:
            nonlocal reached
            reached = max(reached, logs["val_accuracy"])
            trial.report(logs["val_accuracy"], epoch)
            model.stop_training |= trial.should_prune()

        fit(model, config, epochs=LONGEST, callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=report), Deadline(end)])
        return reached

    study = library.create_study(
        direction="maximize",
        sampler=library.samplers.TPESampler(seed=seed),
        pruner=library.pruners.HyperbandPruner(min_resource=1, max_resource=LONGEST, reduction_factor=ETA),
    )
    study.optimize(objective, timeout=seconds)
    return {"tried": len(study.trials), "best": study.best_trial.user_attrs["config"]}


def keras_tuner(seconds: float, seed: int) -> dict:
    """KerasTuner: Hyperband, again and again until the time is up."""
    import keras_tuner as library

    end, tried = time.monotonic() + seconds, set()

    def settings_of(hp: Any) -> RunConfig:
        def decimal(name: str, knob: Knob, log: bool) -> float:
            more = {"sampling": "log"} if log else {"step": knob.step}
            return hp.Float(name, *knob.search_limits, **more)

        return settings(hp.Choice, decimal, lambda name, knob: hp.Int(name, *knob.search_limits, step=knob.step))

    class Networks(library.HyperModel):
        def build(self, hp: Any) -> keras.Sequential:
            return network(settings_of(hp))

        def fit(self, hp: Any, model: keras.Sequential, callbacks: Any = (), **options: Any) -> Any:
            if time.monotonic() > end:
                raise library.errors.FatalError("The time is up.")
            tried.add(settings_of(hp))
            return fit(model, settings_of(hp), callbacks=[*callbacks, Deadline(end)], **options)

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        tuner = library.Hyperband(
            Networks(),
            library.Objective("val_accuracy", "max"),
            max_epochs=LONGEST,
            factor=ETA,
            hyperband_iterations=1_000,
            directory=folder,
            seed=seed,
        )
        try:
            tuner.search(verbose=0)
        except library.errors.FatalError:
            logging.info("The time is up.")
        scored = [trial for trial in tuner.oracle.trials.values() if trial.score is not None]
        # A trial that fails is passed over without an error, so see that they ran.
        if len(scored) < len(tried) / 2:
            raise RuntimeError("Most trials of KerasTuner failed.")
        best = max(scored, key=lambda trial: trial.score)
        return {"tried": len(tried), "best": settings_of(best.hyperparameters).to_dict()}


if __name__ == "__main__":
    name, given, number = sys.argv[1:]
    print(json.dumps({"optuna": optuna, "keras_tuner": keras_tuner}[name](float(given), int(number))))
