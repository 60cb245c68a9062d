"""Many networks in one model learn exactly what each would learn alone as a plain `keras.Sequential`."""

import random
from dataclasses import replace
from itertools import cycle, islice

import keras
import numpy as np
import pytest
import scipy.sparse
import tensorflow as tf

from explorer.config import RunConfig, article_grid
from explorer.history import best_epoch
from explorer.scheduling.fusion_groups import fusion_groups
from explorer.training import job
from explorer.training.epoch_batches import Examples, order_of_epoch, training_passes, validation_pass
from explorer.training.fused_networks import FusedNetworks
from explorer.training.network import build
from explorer.training.rmsprop import RMSpropPerNetwork
from explorer.training.sparse_product import FEW_COLUMNS, MultiHot
from explorer.training.trainer import train
from tests.support.every_value import CHOOSING, every_value
from tests.support.plain_keras import assert_history_of_plain_keras
from tests.support.training import VALIDATION, figures, slices

VOCABULARY = 2_000
SHARED = {"vocabulary": VOCABULARY, "batch_size": 400, "epochs": 3}
ARTICLE = [replace(config, **SHARED) for config in article_grid()]
# Beyond the article: no hidden layer and five of them, other widths, penalties and learning rates.
UNUSUAL = [
    RunConfig(layers=0, **SHARED),
    RunConfig("tanh", "mse", layers=0, units=64, **SHARED),
    RunConfig(layers=5, units=24, **SHARED),
    RunConfig("tanh", layers=5, units=16, **SHARED),
    RunConfig("tanh", "mse", layers=1, units=4, **SHARED),
    RunConfig(l2=0.01, **SHARED),
    RunConfig("tanh", "mse", layers=3, units=32, l2=0.002, **SHARED),
    RunConfig(learning_rate=0.005, **SHARED),
    RunConfig("tanh", layers=2, units=16, learning_rate=0.0002, l2=0.001, **SHARED),
]
DROPPING = [
    RunConfig(layers=1, dropout=0.3, **SHARED),
    RunConfig("tanh", layers=3, units=32, dropout=0.5, **SHARED),
    RunConfig(layers=0, dropout=0.5, l2=0.001, **SHARED),
]
EVERY_VALUE = every_value(RunConfig(**SHARED))
WITHOUT_DROPOUT = [config for config in EVERY_VALUE if not config.dropout]


def shuffled(configs):
    """In an order that no tower is in."""
    return random.Random(3).sample(configs, len(configs))


@pytest.fixture(scope="module")
def examples(reviews):
    return slices(reviews, VOCABULARY)


@pytest.fixture(scope="module")
def together(examples):
    """What becomes of all these networks when they train at once; by their settings."""
    configs = shuffled([*ARTICLE, *UNUSUAL, *DROPPING])
    return dict(zip(configs, train(configs, *examples), strict=True))


@pytest.fixture(scope="module")
def by_value(reviews):
    """What becomes of each of `EVERY_VALUE`, and the reviews that it read; by the settings."""
    found = {}
    for numbers in fusion_groups(EVERY_VALUE, len(EVERY_VALUE)):
        configs = [EVERY_VALUE[number] for number in numbers]
        read = slices(reviews, configs[0].vocabulary)
        found |= {trained.config: (trained, *read) for trained in train(configs, *read)}
    return found


def assert_same_figures(one, other):
    """The epochs of one are those of the other, which may have gone on; sums may be rounded in another order."""
    np.testing.assert_allclose(figures(one), figures(other)[: len(one.history)], rtol=0, atol=1e-5)


def compiled(configs):
    model = FusedNetworks(configs)
    model.compile(RMSpropPerNetwork(model.rates_of), jit_compile=False)
    return model


def weights_of(model, number):
    """The weights that a network has now, as `keras.Sequential` lists them."""
    model.keep([number])
    return model.kept(number)


def one_batch(examples):
    """All of some examples as the inputs of a single batch, in an order of its own, and their numbers in that order."""
    (one_pass,) = training_passes(examples, len(examples), 1, seed=0)
    inputs, _ = one_pass.batch(0, examples.rows.shape[1])
    return inputs, order_of_epoch(len(examples), 0, 0)


# The product

# One network's columns and those of three: TensorFlow has a product for each.
WIDTHS = [16, 48]
assert WIDTHS[0] <= FEW_COLUMNS < WIDTHS[1]


@pytest.fixture
def random_examples():
    """Multi-hot rows of 500 words with about thirty words each; the second has none."""
    dense = (np.random.default_rng(3).random((20, 500)) < 0.06).astype(np.float32)
    dense[1] = 0
    return Examples(scipy.sparse.csr_array(dense), np.arange(20) % 2)


@pytest.mark.parametrize("columns", WIDTHS)
def test_the_product_is_the_dense_product(random_examples, columns):
    inputs, order = one_batch(random_examples)
    kernel = tf.random.stateless_normal((500, columns), seed=(1, 2))
    result = MultiHot(inputs, columns).times(kernel)
    assert result.shape == (20, columns)
    np.testing.assert_allclose(result, random_examples.rows.toarray()[order] @ kernel.numpy(), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("in_a_graph", [False, True])
def test_the_gradient_is_the_dense_gradient(random_examples, in_a_graph, columns):
    inputs, order = one_batch(random_examples)
    rows = tf.constant(random_examples.rows.toarray()[order])
    kernel = tf.Variable(tf.random.stateless_normal((500, columns), seed=(1, 2)))
    weights = tf.random.stateless_normal((20, columns), seed=(3, 4))

    def gradients():
        multi_hot = MultiHot(inputs, columns)
        sums = multi_hot.times(kernel)
        with tf.GradientTape(persistent=True) as tape:
            tape.watch(sums)
            sparse = tf.reduce_sum(weights * tf.tanh(sums))
            dense = tf.reduce_sum(weights * tf.tanh(rows @ kernel))
        return multi_hot.gradient(tape.gradient(sparse, sums)), tape.gradient(dense, kernel)

    sparse, dense = tf.function(gradients)() if in_a_graph else gradients()
    assert sparse.shape == kernel.shape
    assert np.abs(sparse).max() > 0.1
    np.testing.assert_allclose(sparse, dense, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("columns", WIDTHS)
def test_reviews_without_words_add_nothing_and_teach_nothing(columns):
    inputs, _ = one_batch(Examples(scipy.sparse.csr_array((3, 500), dtype=np.float32), np.zeros(3)))
    multi_hot = MultiHot(inputs, columns)
    assert np.array_equal(multi_hot.times(tf.ones((500, columns))), np.zeros((3, columns)))
    assert np.array_equal(multi_hot.gradient(tf.ones((3, columns))), np.zeros((500, columns)))


# The answers


def test_networks_begin_with_the_weights_that_they_would_have_alone():
    configs = shuffled([*ARTICLE[::4], *UNUSUAL])
    model = FusedNetworks(configs)
    for number, config in enumerate(configs):
        for own, expected in zip(weights_of(model, number), build(config).get_weights(), strict=True):
            assert np.array_equal(own, expected)


def test_the_logits_are_those_of_each_plain_network(examples):
    configs = shuffled([*ARTICLE, *UNUSUAL, *DROPPING])
    model = FusedNetworks(configs)
    # Biases begin at zero, where a mistaken one would not be noticed.
    generator = np.random.default_rng(5)
    for variable in model.trainable_variables:
        variable.assign(variable + generator.normal(0, 0.05, variable.shape))
    inputs, order = one_batch(examples[1])
    logits = model(inputs).numpy()[model.position]
    assert logits.shape == (len(configs), VALIDATION)

    rows = examples[1].rows.toarray()[order]
    for number, config in enumerate(configs):
        network = build(config)
        network.set_weights(weights_of(model, number))
        network.layers[-1].activation = keras.activations.linear
        np.testing.assert_allclose(logits[number], network(rows)[:, 0], atol=1e-5, err_msg=config.describe())
        assert np.ptp(logits[number]) > 1e-2


def test_dropout_is_at_work_in_training_only_and_only_where_it_is_asked_for(examples):
    configs = [*DROPPING, *UNUSUAL[:3]]
    model = compiled(configs)
    inputs, _ = one_batch(examples[1])
    answers, dropped = (model(inputs, training=training).numpy()[model.position] for training in (False, True))
    assert np.array_equal(model(inputs).numpy()[model.position], answers)
    drops = np.array([config.dropout > 0 for config in configs])
    assert np.array_equal(dropped[~drops], answers[~drops])
    for one, other in zip(dropped[drops], answers[drops]):
        assert np.mean(one != other) > 0.9


def test_dropout_keeps_the_mean_and_drops_others_at_each_step():
    model = compiled([RunConfig(dropout=rate, **SHARED) for rate in (0.25, 0.9)])
    ones = tf.ones((2, 500, 64))
    first = model._dropped(ones, range(2), 1, training=True).numpy()
    assert np.mean(first == 0, axis=(1, 2)) == pytest.approx([0.25, 0.9], abs=0.01)
    assert np.mean(first, axis=(1, 2)) == pytest.approx([1, 1], abs=0.05)
    assert not np.array_equal(model._dropped(ones, range(2), 2, training=True), first)
    model.optimizer.iterations.assign_add(1)
    assert not np.array_equal(model._dropped(ones, range(2), 1, training=True), first)


@pytest.mark.parametrize(
    "activations",
    [*([one] * 5 for one in CHOOSING["activation"].choices), list(islice(cycle(CHOOSING["activation"].choices), 5))],
)
def test_far_apart_depths_share_a_tower(examples, activations):
    """The deepest go on while the others wait for their answers, each with its own."""
    configs = [
        RunConfig(activation, units=8, layers=layers, **SHARED | {"epochs": 1})
        for activation, layers in zip(activations, (1, 5, 3, 0, 4))
    ]
    model = FusedNetworks(configs)
    assert [tower.layers for tower in model.layout.towers] == [(0,), (5, 4, 3, 1)]
    inputs, order = one_batch(examples[1])
    answers = tf.sigmoid(model(inputs)).numpy()[model.position]
    rows = examples[1].rows.toarray()[order]
    for number, config in enumerate(configs):
        np.testing.assert_allclose(answers[number], build(config)(rows)[:, 0], atol=1e-5)


# The histories


@pytest.mark.parametrize("config", [*ARTICLE, *UNUSUAL], ids=RunConfig.describe)
def test_each_network_has_the_history_of_plain_keras(examples, together, config):
    assert_history_of_plain_keras(together[config], *examples)


@pytest.mark.parametrize("config", WITHOUT_DROPOUT, ids=RunConfig.describe)
def test_each_value_of_each_knob_gives_the_history_of_plain_keras(by_value, config):
    assert_history_of_plain_keras(*by_value[config])


def test_each_value_of_each_knob_makes_a_difference(by_value):
    """No knob is left out of training, where the same mistake in plain Keras would hide it."""
    assert len({tuple(figures(trained)) for trained, *_ in by_value.values()}) == len(EVERY_VALUE)


def test_networks_do_learn_and_no_two_of_them_the_same(together):
    for config, trained in together.items():
        if config.learning_rate >= 0.001:
            assert trained.history[-1].loss < trained.history[0].loss, config.describe()
    # Without hidden layers the activation has nothing to do, but no two of these share all the rest.
    assert len({tuple(figures(trained)) for trained in together.values()}) == len(together)


@pytest.mark.parametrize("config", [UNUSUAL[1], UNUSUAL[6], *DROPPING], ids=RunConfig.describe)
def test_a_network_has_the_same_history_alone(examples, together, config):
    (alone,) = train([config], *examples)
    assert len(alone.history) == len(together[config].history)
    assert_same_figures(alone, together[config])
    for own, other in zip(alone.weights, together[config].weights, strict=True):
        np.testing.assert_allclose(own, other, atol=1e-4)


def test_the_same_settings_may_be_twice_in_a_batch(examples):
    one, other, twin = train([DROPPING[0], ARTICLE[0], DROPPING[0]], *examples)
    assert_same_figures(one, twin)
    assert figures(one) != figures(other)


def test_the_seconds_of_an_epoch_are_shared_out(together):
    for epoch in range(3):
        assert len({trained.history[epoch].seconds for trained in together.values()}) == 1


# Neighbours


def test_a_network_that_diverges_changes_nothing_for_its_neighbours(examples):
    before, after = UNUSUAL[5], ARTICLE[20]
    quiet = train([before, RunConfig(**SHARED), after], *examples)
    told = []
    loud = train(
        [before, RunConfig(**SHARED | {"learning_rate": 10.0}), after],
        *examples,
        report=lambda epochs: told.append(set(epochs)) or [],
    )
    assert loud[1].diverged_in == 1
    assert (loud[1].history, loud[1].weights) == ([], None)
    assert told == [{0, 2}] * 3
    for number in (0, 2):
        assert figures(loud[number]) == figures(quiet[number])
        for own, expected in zip(loud[number].weights, quiet[number].weights, strict=True):
            assert np.array_equal(own, expected)


@pytest.mark.parametrize("numbers", [[], [0, 2], [1], [0, 1, 2]])
def test_only_networks_that_learn_are_changed_even_by_gradients_that_are_no_numbers(numbers):
    configs = [RunConfig(units=32, **SHARED), RunConfig(**SHARED), RunConfig(units=32, learning_rate=0.01, **SHARED)]
    model = compiled(configs)
    model.optimizer.build(model.trainable_variables)
    model.learn_on(numbers)
    generator = np.random.default_rng(1)
    networks = [build(config) for config in configs]
    before = [weights_of(model, number) for number in range(3)]
    # The gradient of each network, as its own list of weights has it: not a number where it must not learn.
    own = [
        [generator.normal(0, 1, weights.shape) + (0 if number in numbers else np.nan) for weights in network.get_weights()]
        for number, network in enumerate(networks)
    ]
    gradients = [tf.constant(part, tf.float32) for part in model.layout.pack([own[n] for n in np.argsort(model.position)])]
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


def test_networks_with_fewer_epochs_end_early_and_keep_their_best(examples):
    long = RunConfig(**SHARED | {"learning_rate": 0.01, "epochs": 6})
    configs = [replace(long, epochs=2), long, replace(long, epochs=4, units=32), replace(long, units=32)]
    told = []
    trained = train(configs, *examples, report=lambda epochs: told.append(sorted(epochs)) or [])

    assert told == [[0, 1, 2, 3]] * 2 + [[1, 2, 3]] * 2 + [[1, 3]] * 2
    assert [len(one.history) for one in trained] == [2, 6, 4, 6]
    assert all(one.ended and not one.stopped and one.diverged_in is None for one in trained)
    assert_same_figures(trained[0], trained[1])
    assert_same_figures(trained[2], trained[3])
    rows, labels = examples[1].rows.toarray(), examples[1].labels
    for one in trained:
        answers = one.network().predict(rows, verbose=0)[:, 0]
        assert np.mean((answers > 0.5) == labels) == pytest.approx(best_epoch(one.history).val_accuracy, abs=1e-6)


def test_a_network_that_has_ended_does_not_move_any_more(examples):
    model = compiled([RunConfig(**SHARED), RunConfig(units=32, **SHARED)])
    model.learn_on([1])
    before = [weights_of(model, number) for number in (0, 1)]
    model.fit(training_passes(examples[0], 400, 1, 0), verbose=0)
    for own, other in zip(before[0], weights_of(model, 0), strict=True):
        assert np.array_equal(own, other)
    assert not np.array_equal(before[1][0], weights_of(model, 1)[0])


def test_one_of_a_batch_is_stopped_and_the_others_go_on(examples, together):
    configs = [ARTICLE[0], ARTICLE[20], DROPPING[1]]
    told = []

    def report(epochs):
        told.append(sorted(epochs))
        return [1] if epochs[1 if 1 in epochs else 0].epoch == 2 else []

    trained = train(configs, *examples, report=report)
    assert told == [[0, 1, 2], [0, 1, 2], [0, 2]]
    assert [one.stopped for one in trained] == [False, True, False]
    assert [len(one.history) for one in trained] == [3, 2, 3]
    assert trained[1].weights is not None
    for one in trained:
        assert_same_figures(one, together[one.config])


def test_a_batch_ends_when_all_of_it_is_stopped(examples):
    trained = train([ARTICLE[0], ARTICLE[20]], *examples, report=list)
    assert [(one.stopped, len(one.history)) for one in trained] == [(True, 1)] * 2


# What comes out


def test_the_file_of_a_network_answers_as_the_network_did_among_the_others(examples):
    configs = [ARTICLE[35], UNUSUAL[0], ARTICLE[0], UNUSUAL[2], DROPPING[1]]
    model = compiled(configs)
    model.fit(training_passes(examples[0], 400, 2, 0), epochs=2, steps_per_epoch=1, verbose=0)
    (one_pass,) = validation_pass(examples[1], len(examples[1]))
    logits = model(one_pass.batch(0, VOCABULARY)[0]).numpy()
    fused = tf.sigmoid(logits[model.position]).numpy()
    rows = examples[1].rows.toarray()
    for number, config in enumerate(configs):
        network = build(config)
        network.set_weights(weights_of(model, number))
        again = job.from_bytes(job.to_bytes(network))
        assert type(again) is keras.Sequential
        np.testing.assert_allclose(again.predict(rows, verbose=0)[:, 0], fused[number], atol=1e-5)
        assert np.ptp(fused[number]) > 0.05


# What cannot train at once


@pytest.mark.parametrize("other", [{"vocabulary": 500}, {"batch_size": 128}, {"seed": 1}], ids=str)
def test_networks_that_do_not_read_the_same_batches_are_refused(examples, other):
    with pytest.raises(ValueError, match="share batch size, vocabulary and seed"):
        train([ARTICLE[0], replace(ARTICLE[0], **other)], *examples)


def test_nobody_cannot_be_trained(examples):
    with pytest.raises(ValueError):
        train([], *examples)
