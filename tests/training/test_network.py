"""The network is the article's for each of its 36 combinations, and follows the knobs that the article left alone."""

from itertools import pairwise

import keras
import numpy as np
import pytest

from explorer.config import RunConfig, article_grid
from explorer.training.network import build

Dense, Dropout = keras.layers.Dense, keras.layers.Dropout


def parameters(config):
    """Weights and biases, counted by hand: the first layer, the hidden ones, the answer."""
    widths = [config.vocabulary, 16, *[config.units] * config.layers, 1]
    return sum((above + 1) * below for above, below in pairwise(widths))


def equal_weights(one, other):
    return all(np.array_equal(a, b) for a, b in zip(one.get_weights(), other.get_weights(), strict=True))


@pytest.mark.parametrize("config", article_grid(), ids=RunConfig.describe)
def test_each_of_the_36_is_the_articles_stack_of_layers(config):
    network = build(config)
    names = ["first", *(f"hidden_{number}" for number in range(1, config.layers + 1)), "answer"]
    units = [16, *[config.units] * config.layers, 1]
    activations = ["relu", *[config.activation] * config.layers, "sigmoid"]

    assert isinstance(network, keras.Sequential)
    assert network.input_shape == (None, 10_000)
    assert network.output_shape == (None, 1)
    assert [type(layer) for layer in network.layers] == [Dense] * len(units)
    assert [layer.name for layer in network.layers] == names
    assert [layer.units for layer in network.layers] == units
    assert [layer.activation.__name__ for layer in network.layers] == activations
    assert [layer.output.shape for layer in network.layers] == [(None, width) for width in units]
    assert [layer.kernel_regularizer for layer in network.layers] == [None] * len(units)
    assert network.count_params() == parameters(config)


def test_the_articles_smallest_network_has_160305_parameters():
    assert build(RunConfig(units=16, layers=1)).count_params() == 160_305


def test_initial_weights_are_kerass_own_for_dense_layers():
    for layer in build(RunConfig(layers=2)).layers:
        limit = np.sqrt(6 / (layer.kernel.shape[0] + layer.kernel.shape[1]))
        kernel = layer.kernel.numpy()
        assert np.abs(kernel).max() <= limit
        assert kernel.std() == pytest.approx(limit / np.sqrt(3), rel=0.3)
        assert not layer.bias.numpy().any()


@pytest.mark.parametrize("config", [RunConfig(seed=5), RunConfig("tanh", units=64, layers=3, dropout=0.5, seed=5)])
def test_the_same_seed_gives_the_same_weights_whatever_was_built_before(config):
    one = build(config)
    build(RunConfig(seed=77))
    assert equal_weights(one, build(config))


def test_another_seed_gives_other_weights():
    one, other = build(RunConfig(seed=1)), build(RunConfig(seed=2))
    assert not any(np.array_equal(a.kernel, b.kernel) for a, b in zip(one.layers, other.layers, strict=True))


def test_no_two_layers_begin_with_the_same_weights():
    first, second = build(RunConfig(units=16, layers=2)).layers[1:3]
    assert not np.array_equal(first.kernel, second.kernel)


def test_dropout_follows_each_layer_but_the_last():
    network = build(RunConfig(layers=2, dropout=0.25))
    assert [layer.name for layer in network.layers] == [
        "first",
        "dropout_0",
        "hidden_1",
        "dropout_1",
        "hidden_2",
        "dropout_2",
        "answer",
    ]
    dropouts = [layer for layer in network.layers if isinstance(layer, Dropout)]
    assert [layer.rate for layer in dropouts] == [0.25] * 3
    assert len({layer.seed for layer in dropouts}) == 3
    assert network.count_params() == parameters(RunConfig(layers=2))


def test_the_l2_penalty_is_on_the_kernels_and_not_on_the_biases():
    network = build(RunConfig(layers=2, l2=0.002))
    for layer in network.layers:
        assert layer.kernel_regularizer.l2 == pytest.approx(0.002)
        assert layer.bias_regularizer is None
    penalty = 0.002 * sum(np.sum(np.square(layer.kernel.numpy())) for layer in network.layers)
    assert float(sum(network.losses)) == pytest.approx(penalty, rel=1e-5)


def test_without_hidden_layers_the_first_layer_feeds_the_last():
    network = build(RunConfig(layers=0, vocabulary=500))
    assert [layer.name for layer in network.layers] == ["first", "answer"]
    assert network.count_params() == 500 * 16 + 16 + 16 + 1


def test_without_hidden_layers_dropout_still_follows_the_first():
    network = build(RunConfig(layers=0, vocabulary=500, dropout=0.5))
    assert [layer.name for layer in network.layers] == ["first", "dropout_0", "answer"]


def test_the_vocabulary_is_the_width_of_the_input():
    assert build(RunConfig(vocabulary=20_000)).input_shape == (None, 20_000)


@pytest.mark.parametrize("config", [RunConfig(), RunConfig(layers=0), RunConfig(units=64, layers=3, vocabulary=500)])
def test_the_settings_count_the_parameters_as_keras_does(config):
    assert config.parameter_counts == [layer.count_params() for layer in build(config).layers]
