"""Networks fused into one model learn exactly what each would learn alone as a plain `keras.Sequential`."""

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
from explorer.training.epoch_batches import Examples, epoch_order, training_batches, validation_batches
from explorer.training.fused_networks import FusedNetworks, compile_networks
from explorer.training.network import build
from explorer.training.sparse_product import FEW_COLUMNS, MultiHot
from explorer.training.trainer import train
from tests.support import keras_files
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
    """The configs in an order that is not that of their slots."""
    return random.Random(3).sample(configs, len(configs))


@pytest.fixture(scope="module")
def examples(reviews):
    return slices(reviews, VOCABULARY)


@pytest.fixture(scope="module")
def together(examples):
    """The results of all these networks, trained together, by their settings."""
    configs = shuffled([*ARTICLE, *UNUSUAL, *DROPPING])
    return dict(zip(configs, train(configs, *examples), strict=True))


@pytest.fixture(scope="module")
def by_value(reviews):
    """The result of each of `EVERY_VALUE` and the reviews that it was trained on, by its settings."""
    found = {}
    for numbers in fusion_groups(EVERY_VALUE, len(EVERY_VALUE)):
        configs = [EVERY_VALUE[number] for number in numbers]
        read = slices(reviews, configs[0].vocabulary)
        found |= {trained.config: (trained, *read) for trained in train(configs, *read)}
    return found


def assert_same_figures(one, other):
    """`one` has the same epochs as `other`, which may have more. Sums may be rounded differently."""
    np.testing.assert_allclose(figures(one.history), figures(other.history)[: len(one.history)], rtol=0, atol=1e-5)


def weights_of(model, number):
    """The current weights of a network, as `keras.Sequential` lists them."""
    model.snapshot([number])
    return model.best_weights(number)


def one_batch(examples):
    """The inputs of a single batch with all examples, and the order (reviews,) that they are in."""
    (epoch_batches,) = training_batches(examples, len(examples), 1, seed=0)
    inputs, _ = epoch_batches.batch(0, examples.rows.shape[1])
    return inputs, epoch_order(len(examples), 0, 0)


# The product

# The columns of one network and of three: TensorFlow has a different product for each.
WIDTHS = [16, 48]
assert WIDTHS[0] <= FEW_COLUMNS < WIDTHS[1]


@pytest.fixture
def random_examples():
    """Multi-hot rows of 500 columns with about thirty ones each; the second has none."""
    dense = (np.random.default_rng(3).random((20, 500)) < 0.06).astype(np.float32)
    dense[1] = 0
    return Examples(scipy.sparse.csr_array(dense), np.arange(20) % 2)


@pytest.mark.parametrize("columns", WIDTHS)
def test_the_product_is_the_dense_product(random_examples, columns):
    inputs, order = one_batch(random_examples)
    kernel = tf.random.stateless_normal((500, columns), seed=(1, 2))
    result = MultiHot(inputs, columns).matmul(kernel)
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
        sums = multi_hot.matmul(kernel)
        with tf.GradientTape(persistent=True) as tape:
            tape.watch(sums)
            sparse = tf.reduce_sum(weights * tf.tanh(sums))
            dense = tf.reduce_sum(weights * tf.tanh(rows @ kernel))
        return multi_hot.kernel_gradient(tape.gradient(sparse, sums)), tape.gradient(dense, kernel)

    sparse, dense = tf.function(gradients)() if in_a_graph else gradients()
    assert sparse.shape == kernel.shape
    assert np.abs(sparse).max() > 0.1
    np.testing.assert_allclose(sparse, dense, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("columns", WIDTHS)
def test_reviews_without_words_have_zero_sums_and_a_zero_gradient(columns):
    inputs, _ = one_batch(Examples(scipy.sparse.csr_array((3, 500), dtype=np.float32), np.zeros(3)))
    multi_hot = MultiHot(inputs, columns)
    assert np.array_equal(multi_hot.matmul(tf.ones((500, columns))), np.zeros((3, columns)))
    assert np.array_equal(multi_hot.kernel_gradient(tf.ones((3, columns))), np.zeros((500, columns)))


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


# The histories


@pytest.mark.parametrize("config", [*ARTICLE, *UNUSUAL], ids=RunConfig.describe)
def test_each_network_has_the_history_of_plain_keras(examples, together, config):
    assert_history_of_plain_keras(together[config], *examples)


@pytest.mark.parametrize("config", WITHOUT_DROPOUT, ids=RunConfig.describe)
def test_each_value_of_each_knob_gives_the_history_of_plain_keras(by_value, config):
    assert_history_of_plain_keras(*by_value[config])


def test_each_value_of_each_knob_makes_a_difference(by_value):
    """A knob that both the fused model and plain Keras ignored would go unnoticed by the test above."""
    assert len({tuple(figures(trained.history)) for trained, *_ in by_value.values()}) == len(EVERY_VALUE)


def test_networks_learn_and_no_two_have_the_same_history(together):
    for config, trained in together.items():
        if config.learning_rate >= 0.001:
            assert trained.history[-1].loss < trained.history[0].loss, config.describe()
    # Without hidden layers the activation makes no difference, but no two of these configs differ in that alone.
    assert len({tuple(figures(trained.history)) for trained in together.values()}) == len(together)


@pytest.mark.parametrize("config", [UNUSUAL[1], UNUSUAL[6], *DROPPING], ids=RunConfig.describe)
def test_a_network_has_the_same_history_alone(examples, together, config):
    (alone,) = train([config], *examples)
    assert len(alone.history) == len(together[config].history)
    assert_same_figures(alone, together[config])
    for own, other in zip(alone.weights, together[config].weights, strict=True):
        np.testing.assert_allclose(own, other, atol=1e-4)


def test_a_group_may_contain_the_same_settings_twice(examples):
    one, other, twin = train([DROPPING[0], ARTICLE[0], DROPPING[0]], *examples)
    assert_same_figures(one, twin)
    assert figures(one.history) != figures(other.history)


def test_the_seconds_of_an_epoch_are_divided_among_the_networks(together):
    for epoch in range(3):
        assert len({trained.history[epoch].seconds for trained in together.values()}) == 1


# Other networks of the group


def test_a_network_that_diverges_changes_nothing_for_the_others(examples):
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
        assert figures(loud[number].history) == figures(quiet[number].history)
        for own, expected in zip(loud[number].weights, quiet[number].weights, strict=True):
            assert np.array_equal(own, expected)


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


def test_networks_with_fewer_epochs_end_early_and_keep_their_best_weights(examples):
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


def test_a_frozen_network_does_not_change_in_training(examples):
    model = compile_networks([RunConfig(**SHARED), RunConfig(units=32, **SHARED)])
    model.freeze([0])
    before = [weights_of(model, number) for number in (0, 1)]
    model.fit(training_batches(examples[0], 400, 1, 0), verbose=0)
    for own, other in zip(before[0], weights_of(model, 0), strict=True):
        assert np.array_equal(own, other)
    assert not np.array_equal(before[1][0], weights_of(model, 1)[0])


def test_one_of_a_group_is_stopped_and_the_others_go_on(examples, together):
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


def test_training_ends_when_all_networks_are_stopped(examples):
    trained = train([ARTICLE[0], ARTICLE[20]], *examples, report=list)
    assert [(one.stopped, len(one.history)) for one in trained] == [(True, 1)] * 2


# The stored file


def test_the_file_of_a_network_predicts_what_the_fused_network_predicts(examples):
    configs = [ARTICLE[35], UNUSUAL[0], ARTICLE[0], UNUSUAL[2], DROPPING[1]]
    model = compile_networks(configs)
    model.fit(training_batches(examples[0], 400, 2, 0), epochs=2, steps_per_epoch=1, verbose=0)
    (epoch_batches,) = validation_batches(examples[1], len(examples[1]))
    logits = model(epoch_batches.batch(0, VOCABULARY)[0]).numpy()
    fused = tf.sigmoid(logits[model.slots]).numpy()
    rows = examples[1].rows.toarray()
    for number, config in enumerate(configs):
        network = build(config)
        network.set_weights(weights_of(model, number))
        again = keras_files.load(job.to_bytes(network))
        assert type(again) is keras.Sequential
        np.testing.assert_allclose(again.predict(rows, verbose=0)[:, 0], fused[number], atol=1e-5)
        assert np.ptp(fused[number]) > 0.05


# What cannot train together


@pytest.mark.parametrize("other", [{"vocabulary": 500}, {"batch_size": 128}, {"seed": 1}], ids=str)
def test_networks_that_do_not_read_the_same_batches_are_refused(examples, other):
    with pytest.raises(ValueError, match="share batch size, vocabulary and seed"):
        train([ARTICLE[0], replace(ARTICLE[0], **other)], *examples)


def test_an_empty_group_is_refused(examples):
    with pytest.raises(ValueError):
        train([], *examples)
