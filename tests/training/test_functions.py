"""Each choice of a knob has its function wherever one is needed. One without is refused, never trained as another one."""

from dataclasses import fields, replace

import keras
import numpy as np
import pytest
import tensorflow as tf

from explorer.config import KNOBS, InputFormat, RunConfig
from explorer.errors import ConfigError, NetworkError
from explorer.export.keras_script import OPTIMIZERS
from explorer.inference import numpy_network
from explorer.scheduling.fusion_groups import COPIES_PER_WEIGHT
from explorer.store import Baseline, State, open_store
from explorer.training import job
from explorer.training.baseline import C
from explorer.training.functions import ACTIVATIONS, IMPLEMENTED, LOSSES
from explorer.training.network import build
from explorer.training.trainer import train
from explorer.ui.charts import GUESSING_LOSS
from tests.support import keras_files
from tests.support.every_value import CHOOSING, admit
from tests.support.plain_keras import assert_history_of_plain_keras
from tests.support.training import slices

BASE = RunConfig(vocabulary=500, epochs=2, batch_size=400)
TABLES = {
    "training/functions.py: IMPLEMENTED": {name: set(table) for name, table in IMPLEMENTED.items()},
    "inference/numpy_network.py: ACTIVATIONS": {"activation": set(numpy_network.ACTIVATIONS)},
    "ui/charts.py: GUESSING_LOSS": {"loss": set(GUESSING_LOSS)},
    "training/baseline.py: C": {"counting": set(C)},
    "scheduling/fusion_groups.py: COPIES_PER_WEIGHT": {"optimizer": set(COPIES_PER_WEIGHT)},
    "export/keras_script.py: OPTIMIZERS": {"optimizer": set(OPTIMIZERS)},
    "store/records.py: Baseline": {"loss": {field.name for field in fields(Baseline)} - {"accuracy"}},
}
# Keras has both, but neither is useful here: one makes outputs explode, and the other is not a loss of probabilities.
UNKNOWN = pytest.mark.parametrize(("name", "choice"), [("activation", "exponential"), ("loss", "hinge")])


def refusal(name, choice):
    """The message about a choice that `admit` has added."""
    others = ", ".join(KNOBS[name].show(other) for other in IMPLEMENTED[name])
    return f"{KNOBS[name].label} “{choice.upper()}” cannot be trained by this version. Choose one of {others}."


@pytest.fixture(scope="module")
def examples(reviews):
    return slices(reviews, BASE.vocabulary)


# The tables


# What the network reads is made before it comes to the network; tests/corpus/test_vectorizer.py looks after it.
@pytest.mark.parametrize("name", [name for name in CHOOSING if name not in InputFormat._fields])
def test_every_knob_with_choices_has_its_table_of_functions(name):
    assert name in IMPLEMENTED, f"Nothing trains the choices of “{name}”: add a table to training/functions.py: IMPLEMENTED."


@pytest.mark.parametrize(("table", "name"), [(table, name) for table, knobs in TABLES.items() for name in knobs])
def test_every_choice_is_in_every_table(table, name):
    missing, unused = KNOBS[name].choices.keys() - TABLES[table][name], TABLES[table][name] - KNOBS[name].choices.keys()
    assert not missing, f"{table} lacks {missing}, which people can choose as “{name}”."
    assert not unused, f"{table} has {unused}, which nobody can choose as “{name}”."


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_is_kerass_own_of_that_name(name):
    sums = np.linspace(-5, 5, 101, dtype=np.float32)
    expected = keras.activations.get(name)(sums)
    np.testing.assert_allclose(ACTIVATIONS[name](tf.constant(sums)), expected, atol=1e-6)
    np.testing.assert_allclose(numpy_network.ACTIVATIONS[name](sums), expected, atol=1e-6)


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_is_kerass_own_of_that_name_with_finite_gradients(name):
    logits = tf.constant([[-8.0, -1.0, 0.0, 2.0, 8.0]] * 2)
    labels = tf.constant([[0.0] * 5, [1.0] * 5])
    losses = LOSSES[name](logits, labels)
    assert losses.shape == labels.shape
    expected = keras.losses.get(name)(labels[..., None], tf.sigmoid(logits)[..., None])
    np.testing.assert_allclose(losses, expected, rtol=1e-3, atol=1e-6)
    far = tf.constant([[-1e4, 1e4]])
    with tf.GradientTape() as tape:
        tape.watch(far)
        losses = LOSSES[name](far, tf.constant([[1.0, 0.0]]))
    assert np.isfinite(tape.gradient(losses, far)).all()


@pytest.mark.parametrize("name", GUESSING_LOSS)
def test_the_loss_of_guessing_is_that_of_one_half(name):
    assert GUESSING_LOSS[name](0.5) == pytest.approx(
        LOSSES[name](tf.zeros((1, 1)), tf.ones((1, 1))).numpy().item(), abs=5e-4
    )


# A choice that has its function


def test_a_new_choice_with_its_function_trains_as_plain_keras_beside_all_others(examples, monkeypatch):
    """Three activations in one width group and three losses in one training, each network with its own."""
    admit(monkeypatch, activation="gelu", loss="mae")
    monkeypatch.setitem(ACTIVATIONS, "gelu", lambda sums: tf.nn.gelu(sums))
    monkeypatch.setitem(LOSSES, "mae", lambda logits, labels: tf.abs(tf.sigmoid(logits) - labels))
    base = replace(BASE, layers=2)
    configs = [replace(base, activation=activation, loss=loss) for activation in ACTIVATIONS for loss in LOSSES]
    configs += [replace(base, activation=activation, layers=layers) for layers in (1, 4) for activation in ACTIVATIONS]
    for trained in train(configs, *examples):
        assert_history_of_plain_keras(trained, *examples)


# A choice that has none


@UNKNOWN
def test_the_trainer_refuses_a_choice_without_a_function(examples, monkeypatch, name, choice):
    admit(monkeypatch, **{name: choice})
    told = []
    for known in ([], [BASE]):
        with pytest.raises(ConfigError) as refused:
            train([*known, replace(BASE, **{name: choice})], *examples, report=told.append)
        assert str(refused.value) == refusal(name, choice)
    assert told == []


@UNKNOWN
def test_a_cached_model_refuses_it_too(examples, monkeypatch, name, choice):
    """Without hidden layers the activation is not part of the structure that a cached model is found by."""
    base = replace(BASE, layers=0)
    train([base], *examples)
    admit(monkeypatch, **{name: choice})
    with pytest.raises(ConfigError) as refused:
        train([replace(base, **{name: choice})], *examples)
    assert str(refused.value) == refusal(name, choice)


@UNKNOWN
def test_its_run_fails_with_the_sentence_and_keeps_nothing(tmp_path, examples, monkeypatch, name, choice):
    admit(monkeypatch, **{name: choice})
    monkeypatch.setattr(job, "examples", lambda dataset, vocabulary: examples)
    store = open_store(f"sqlite:///{tmp_path}/runs.db")
    (run_id,) = store.add([replace(BASE, **{name: choice})], "packaged", "here 1 0.00")
    job.run([run_id], store.url)
    run = store.run(run_id)
    assert (run.state, run.message) == (State.FAILED, refusal(name, choice))
    assert (store.history(run_id), store.model(run_id)) == ([], None)


def test_the_numpy_network_refuses_an_activation_without_a_function(monkeypatch):
    admit(monkeypatch, activation="exponential")
    with pytest.raises(NetworkError, match="cannot be explained"):
        numpy_network.NumpyNetwork.from_keras_file(keras_files.to_bytes(build(replace(BASE, activation="exponential"))))
