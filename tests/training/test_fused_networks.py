"""Networks fused into one model predict what each would alone, and can be frozen and stored one by one."""

from itertools import cycle, islice

import keras
import numpy as np
import pytest
import tensorflow as tf

from explorer.config import RunConfig
from explorer.training.epoch_batches import training_epochs, validation_epoch
from explorer.training.fused_networks import FusedNetworks, compile_networks
from explorer.training.network import build
from tests.support import keras_files
from tests.support.every_value import CHOOSING
from tests.support.small_networks import ARTICLE, DROPPING, SHARED, UNUSUAL, VOCABULARY, shuffled
from tests.support.training import VALIDATION, one_batch, slices


@pytest.fixture(scope="module")
def examples(reviews):
    return slices(reviews, VOCABULARY)


def weights_of(model, number):
    """The current weights of a network, as `keras.Sequential` lists them."""
    model.snapshot([number])
    return model.best_weights(number)


# The outputs


def test_networks_have_the_initial_weights_that_they_would_have_alone():
    configs = shuffled([*ARTICLE[::4], *UNUSUAL])
    model = FusedNetworks(configs)
    for number, config in enumerate(configs):
        for own, expected in zip(weights_of(model, number), build(config).get_weights(), strict=True):
            assert np.array_equal(own, expected)


def test_the_logits_are_those_of_each_plain_network(examples):
    configs = shuffled([*ARTICLE, *UNUSUAL, *DROPPING])
    model = FusedNetworks(configs)
    # All biases are zero at first, so that a wrong one would not be noticed.
    generator = np.random.default_rng(5)
    for variable in model.trainable_variables:
        variable.assign(variable + generator.normal(0, 0.05, variable.shape))
    inputs, order = one_batch(examples[1])
    logits = model(inputs).numpy()[model.slots]
    assert logits.shape == (len(configs), VALIDATION)

    rows = examples[1].rows.toarray()[order]
    for number, config in enumerate(configs):
        network = build(config)
        network.set_weights(weights_of(model, number))
        network.layers[-1].activation = keras.activations.linear
        np.testing.assert_allclose(logits[number], network(rows)[:, 0], atol=1e-5, err_msg=config.describe())
        assert np.ptp(logits[number]) > 1e-2


def test_dropout_is_active_in_training_only_and_only_where_configured(examples):
    configs = [*DROPPING, *UNUSUAL[:3]]
    model = compile_networks(configs)
    inputs, _ = one_batch(examples[1])
    answers, dropped = (model(inputs, training=training).numpy()[model.slots] for training in (False, True))
    assert np.array_equal(model(inputs).numpy()[model.slots], answers)
    drops = np.array([config.dropout > 0 for config in configs])
    assert np.array_equal(dropped[~drops], answers[~drops])
    for one, other in zip(dropped[drops], answers[drops]):
        assert np.mean(one != other) > 0.9


def test_dropout_keeps_the_mean_and_drops_other_units_at_each_step():
    model = compile_networks([RunConfig(dropout=rate, **SHARED) for rate in (0.25, 0.9)])
    ones = tf.ones((2, 500, 64))
    first = model._dropout(ones, range(2), 1, training=True).numpy()
    assert np.mean(first == 0, axis=(1, 2)) == pytest.approx([0.25, 0.9], abs=0.01)
    assert np.mean(first, axis=(1, 2)) == pytest.approx([1, 1], abs=0.05)
    assert not np.array_equal(model._dropout(ones, range(2), 2, training=True), first)
    model.optimizer.iterations.assign_add(1)
    assert not np.array_equal(model._dropout(ones, range(2), 1, training=True), first)


@pytest.mark.parametrize(
    "activations",
    [*([one] * 5 for one in CHOOSING["activation"].choices), list(islice(cycle(CHOOSING["activation"].choices), 5))],
)
def test_networks_of_very_different_depths_share_a_width_group(examples, activations):
    """Each network has its own number of hidden layers and its own activation."""
    configs = [
        RunConfig(activation, units=8, layers=layers, **SHARED | {"epochs": 1})
        for activation, layers in zip(activations, (1, 5, 3, 0, 4))
    ]
    model = FusedNetworks(configs)
    assert [group.layers for group in model.layout.width_groups] == [(0,), (5, 4, 3, 1)]
    inputs, order = one_batch(examples[1])
    answers = tf.sigmoid(model(inputs)).numpy()[model.slots]
    rows = examples[1].rows.toarray()[order]
    for number, config in enumerate(configs):
        np.testing.assert_allclose(answers[number], build(config)(rows)[:, 0], atol=1e-5)


# Frozen networks


@pytest.mark.parametrize("numbers", [[], [0, 2], [1], [0, 1, 2]])
def test_frozen_networks_do_not_change_even_if_their_gradients_are_nan(numbers):
    configs = [RunConfig(units=32, **SHARED), RunConfig(**SHARED), RunConfig(units=32, learning_rate=0.01, **SHARED)]
    model = compile_networks(configs)
    model.freeze(set(range(3)).difference(numbers))
    generator = np.random.default_rng(1)
    networks = [build(config) for config in configs]
    before = [weights_of(model, number) for number in range(3)]
    # Gradients of each network in the order of its weights, NaN for a frozen network.
    own = [
        [generator.normal(0, 1, weights.shape) + (0 if number in numbers else np.nan) for weights in network.get_weights()]
        for number, network in enumerate(networks)
    ]
    gradients = [tf.constant(part, tf.float32) for part in model.layout.pack([own[n] for n in np.argsort(model.slots)])]
    for _ in range(2):
        model.optimizer.apply(gradients, model.trainable_variables)

    for number, (config, network) in enumerate(zip(configs, networks)):
        if number in numbers:
            optimizer = keras.optimizers.RMSprop(config.learning_rate)
            for _ in range(2):
                optimizer.apply([tf.constant(values, tf.float32) for values in own[number]], network.trainable_variables)
            expected = network.get_weights()
        else:
            expected = before[number]
        for weights, wanted in zip(weights_of(model, number), expected, strict=True):
            np.testing.assert_allclose(weights, wanted, rtol=1e-5, atol=1e-7)


def test_a_frozen_network_does_not_change_in_training(examples):
    model = compile_networks([RunConfig(**SHARED), RunConfig(units=32, **SHARED)])
    model.freeze([0])
    before = [weights_of(model, number) for number in (0, 1)]
    model.fit(training_epochs(examples[0], 400, 1, 0).dataset, verbose=0)
    for own, other in zip(before[0], weights_of(model, 0), strict=True):
        assert np.array_equal(own, other)
    assert not np.array_equal(before[1][0], weights_of(model, 1)[0])


# The stored file


def test_the_file_of_a_network_predicts_what_the_fused_network_predicts(examples):
    configs = [ARTICLE[35], UNUSUAL[0], ARTICLE[0], UNUSUAL[2], DROPPING[1]]
    model = compile_networks(configs)
    model.fit(training_epochs(examples[0], 400, 2, 0).dataset, epochs=2, steps_per_epoch=1, verbose=0)
    (shard,) = validation_epoch(examples[1], len(examples[1])).dataset
    logits = model(shard.batch(0, VOCABULARY)[0]).numpy()
    fused = tf.sigmoid(logits[model.slots]).numpy()
    rows = examples[1].rows.toarray()
    for number, config in enumerate(configs):
        network = build(config)
        network.set_weights(weights_of(model, number))
        again = keras_files.load(keras_files.to_bytes(network))
        assert type(again) is keras.Sequential
        np.testing.assert_allclose(again.predict(rows, verbose=0)[:, 0], fused[number], atol=1e-5)
        assert np.ptp(fused[number]) > 0.05


# What a group pays for


@pytest.mark.parametrize(
    ("optimizers", "memories"),
    [
        (["rmsprop"], {"velocity"}),
        (["sgd"], set()),
        (["momentum", "sgd"], {"momentum"}),
        (["adam"], {"momentum", "velocity"}),
        (["rmsprop", "momentum"], {"momentum", "velocity"}),
    ],
)
def test_a_group_remembers_only_what_its_optimizers_need(optimizers, memories):
    model = compile_networks([RunConfig(optimizer=name, **SHARED) for name in optimizers])
    assert set(model.optimizer.memories) == memories


def test_wrong_labels_and_values_are_in_the_graph_only_where_they_are_used():
    plain = FusedNetworks([RunConfig(**SHARED)]).structure
    assert (plain.binary, plain.wrong_labels, plain.optimizers) == (True, False, ("rmsprop",))
    other = FusedNetworks([RunConfig(**SHARED), RunConfig(wrong_labels=0.2, optimizer="adam", **SHARED)]).structure
    assert (other.binary, other.wrong_labels, other.optimizers) == (True, True, ("adam", "rmsprop"))
    assert not FusedNetworks([RunConfig(counting="log", **SHARED)]).structure.binary


def test_no_graph_holds_an_array_with_a_value_for_each_weight():
    """TensorFlow would write it into the graph value by value, which takes longer than training for an epoch."""
    model = compile_networks([RunConfig(l2=0.01, optimizer=name, **SHARED) for name in ("adam", "rmsprop")])
    inputs = tf.sparse.from_dense(np.ones((1, VOCABULARY), np.float32))
    step = tf.function(lambda: model.train_batch(inputs, tf.zeros(1), tf.ones(1)))
    nodes = step.get_concrete_function().graph.as_graph_def().node
    constants = [node.attr["value"].tensor for node in nodes if node.op == "Const"]
    assert max(constant.ByteSize() for constant in constants) < model.layout.size
