"""Training is built on the public interface of Keras alone, so that a new version cannot change what it leans on unnoticed.

The `.keras` file, whose layout is not documented, is read in explorer/inference/keras_file.py and checked beside its tests.
"""

import ast
from pathlib import Path

import keras
import pytest
import tensorflow as tf

import explorer.training

SOURCES = sorted(Path(explorer.training.__file__).parent.glob("*.py"))


def is_private(name):
    return name.startswith("_") and not name.endswith("__")


@pytest.fixture(scope="module")
def private_names():
    """The private names of what the classes here are derived from, each in use as in a training."""
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.RMSprop(), "mse")
    model.fit(tf.ones((2, 2)), tf.ones((2, 1)), verbose=0)
    parts = (model, model.optimizer, keras.optimizers.Optimizer, keras.metrics.Mean(), keras.callbacks.Callback())
    return {name for part in parts for name in dir(part) if is_private(name)}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_private_name_is_one_of_keras(private_names, path):
    """Neither one that is used, nor one that a new version of Keras gives to something else."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    names = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    names |= {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    shared = names & private_names
    assert not shared, f"Keras {keras.__version__} has private parts called {shared}, and so has {path.name}: use others."
    modules = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    assert "src" not in names and not any(module.startswith("keras") for module in modules), (
        f"{path.name} imports from inside Keras; use what `import keras` offers."
    )


def test_private_names_are_found(private_names):
    assert {"_backend_update_step", "_velocities", "_get_variable_index", "_tracker"} <= private_names
