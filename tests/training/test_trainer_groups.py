"""Networks that train together learn exactly what each would learn alone as a plain `keras.Sequential`."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.config import RunConfig
from explorer.history import best_epoch
from explorer.scheduling.fusion_groups import fusion_groups
from explorer.training.trainer import train
from tests.support.every_value import every_value
from tests.support.keras_files import trained_network
from tests.support.plain_keras import assert_history_of_plain_keras
from tests.support.small_networks import ARTICLE, DROPPING, SHARED, UNUSUAL, VOCABULARY, shuffled
from tests.support.training import figures, slices

EVERY_VALUE = every_value(RunConfig(**SHARED))
WITHOUT_DROPOUT = [config for config in EVERY_VALUE if not config.dropout]


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
        read = slices(reviews, configs[0])
        found |= {trained.config: (trained, *read) for trained in train(configs, *read)}
    return found


def assert_same_figures(one, other):
    """`one` has the same epochs as `other`, which may have more. Sums may be rounded differently."""
    np.testing.assert_allclose(figures(one.history), figures(other.history)[: len(one.history)], rtol=0, atol=1e-5)


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
        answers = trained_network(one).predict(rows, verbose=0)[:, 0]
        assert np.mean((answers > 0.5) == labels) == pytest.approx(best_epoch(one.history).val_accuracy, abs=1e-6)


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


# What cannot train together


@pytest.mark.parametrize("other", [{"vocabulary": 500}, {"batch_size": 128}, {"seed": 1}], ids=str)
def test_networks_that_do_not_read_the_same_batches_are_refused(examples, other):
    with pytest.raises(ValueError, match=r"share: Batch size, Vocabulary.* and Seed"):
        train([ARTICLE[0], replace(ARTICLE[0], **other)], *examples)


def test_an_empty_group_is_refused(examples):
    with pytest.raises(ValueError):
        train([], *examples)
