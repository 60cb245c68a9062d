"""Training learns, keeps the best weights, reports each epoch, stops on request, and notices divergence."""

import gc
from dataclasses import replace

import keras
import numpy as np
import pytest
import tensorflow as tf

from explorer.config import RunConfig
from explorer.history import best_epoch
from explorer.scheduling import structure
from explorer.training import epoch_batches, trainer
from explorer.training.trainer import LARGEST_LOSS, Examples, train
from tests.support.keras_files import trained_network
from tests.support.training import TRAIN, VALIDATION, figures, slices

# A network that overfits these few reviews before its epochs are over.
OVERFITTING = RunConfig(vocabulary=2_000, learning_rate=0.01, batch_size=128, epochs=6)


@pytest.fixture(scope="module")
def examples(reviews):
    return slices(reviews, OVERFITTING.vocabulary)


@pytest.fixture(scope="module")
def overfitted(examples):
    """The result of a training that continued beyond its best epoch."""
    (trained,) = train([OVERFITTING], *examples)
    assert best_epoch(trained.history) is not trained.history[-1]
    return trained


def test_it_learns(overfitted):
    assert best_epoch(overfitted.history).val_accuracy > 0.75
    assert overfitted.history[-1].accuracy > 0.9


def test_a_result_says_that_training_has_ended(overfitted):
    assert overfitted.config == OVERFITTING
    assert [epoch.epoch for epoch in overfitted.history] == list(range(1, OVERFITTING.epochs + 1))
    assert all(epoch.seconds > 0 for epoch in overfitted.history)
    assert overfitted.ended
    assert not overfitted.stopped
    assert overfitted.diverged_in is None


def test_the_same_settings_give_the_same_history_and_network(examples, overfitted):
    (again,) = train([OVERFITTING], *examples)
    assert figures(again.history) == figures(overfitted.history)
    for one, other in zip(again.weights, overfitted.weights, strict=True):
        assert np.array_equal(one, other)


def test_an_epoch_in_several_shards_is_the_same_epoch(examples, overfitted, monkeypatch):
    monkeypatch.setattr(epoch_batches, "SHARD", 256)
    # Others, because the prepared validation reviews are cached.
    others = [Examples(one.rows, one.labels) for one in examples]
    assert epoch_batches.training_epochs(others[0], OVERFITTING.batch_size, 1, 0).shards == 6
    assert epoch_batches.validation_epoch(others[1], 128).shards == 2
    (sharded,) = train([OVERFITTING], *others)
    assert figures(sharded.history) == figures(overfitted.history)


def test_a_cached_model_keeps_nothing_of_earlier_networks(examples):
    """The second of two groups with the same structure is trained by the model that was compiled for the first."""
    one = [RunConfig(units=units, l2=0.01, dropout=0.5, vocabulary=2_000, epochs=2) for units in (8, 4)]
    other = [
        replace(one[1], seed=3, learning_rate=0.01, l2=0.0, loss="mse"),
        replace(one[0], seed=3, learning_rate=10.0, dropout=0.2, epochs=1),
    ]
    before = train(one, *examples)
    between = train(other, *examples)
    trainer.clear_cached_models()
    for afresh in train(one, *examples), train(other, *examples):
        for again, trained in zip(afresh, between if afresh[0].config.seed else before, strict=True):
            assert figures(again.history) == figures(trained.history)
            assert again.diverged_in == trained.diverged_in


def test_only_a_few_small_models_are_cached(examples, monkeypatch):
    trainer.clear_cached_models()
    monkeypatch.setattr(structure, "MAX_CACHED", 2)
    for units in (4, 5, 6):
        train([RunConfig(units=units, vocabulary=2_000, epochs=1)], *examples)
    assert [cached.shapes[0].units for cached in trainer._cached_models] == [5, 6]
    monkeypatch.setattr(structure, "MAX_CACHED_BYTES", 1)
    train([RunConfig(units=5, vocabulary=2_000, epochs=1)], *examples)
    assert [cached.shapes[0].units for cached in trainer._cached_models] == [6]


@pytest.mark.parametrize("networks", [1, 3], ids=["few columns", "many columns"])
def test_a_model_that_is_no_longer_cached_leaves_no_graphs_behind(examples, networks):
    def graphs():
        gc.collect()
        return len([one for one in gc.get_objects() if type(one).__name__ == "FuncGraph" and "step" in one.name])

    def graphs_left():
        trainer.clear_cached_models()
        keras.backend.clear_session()
        return graphs()

    before = graphs_left()
    train([RunConfig(units=7 + number, vocabulary=2_000, epochs=1) for number in range(networks)], *examples)
    assert graphs() > before, f"TensorFlow {tf.__version__} has other objects than FuncGraph for the graphs of a model."
    assert graphs_left() <= before


def test_the_same_seed_drops_the_same_units(examples):
    config = RunConfig(vocabulary=2_000, dropout=0.5, epochs=2)
    (one,), (again,) = train([config], *examples), train([config], *examples)
    assert figures(one.history) == figures(again.history)


def test_another_seed_gives_another_history(examples, overfitted):
    (other,) = train([replace(OVERFITTING, seed=1, epochs=1)], *examples)
    assert figures(other.history) != figures(overfitted.history)[:1]


def test_the_kept_network_is_the_one_of_the_best_epoch(examples, overfitted):
    _, validation = examples
    network = trained_network(overfitted)
    network.compile(loss=OVERFITTING.loss, metrics=["accuracy"])
    loss, accuracy = network.evaluate(validation.rows.toarray(), validation.labels, verbose=0)
    best, last = best_epoch(overfitted.history), overfitted.history[-1]
    assert accuracy == pytest.approx(best.val_accuracy, abs=1e-6)
    assert loss == pytest.approx(best.val_loss, abs=1e-5)
    assert loss != pytest.approx(last.val_loss, abs=1e-3)


def test_the_kept_network_is_a_plain_sequential(overfitted):
    network = trained_network(overfitted)
    assert type(network) is keras.Sequential
    assert [layer.name for layer in network.layers] == ["first", "hidden_1", "answer"]


def test_each_epoch_is_reported_as_it_ends(examples, overfitted):
    told = []
    (trained,) = train([OVERFITTING], *examples, report=lambda epochs: told.append(epochs) or [])
    assert told == [{0: epoch} for epoch in trained.history]
    assert figures(trained.history) == figures(overfitted.history)


def test_it_stops_after_the_epoch_in_which_that_was_requested(examples, overfitted):
    (trained,) = train([OVERFITTING], *examples, report=lambda epochs: [0] if epochs[0].epoch == 2 else [])
    assert trained.stopped
    assert trained.ended
    assert figures(trained.history) == figures(overfitted.history)[:2]
    assert trained.weights is not None


def test_a_request_to_stop_after_the_last_epoch_does_not_count_as_stopped(examples):
    (trained,) = train([RunConfig(vocabulary=2_000, epochs=1)], *examples, report=lambda epochs: [0])
    assert len(trained.history) == 1
    assert not trained.stopped


def test_each_network_is_finished_once_as_soon_as_it_has_ended(examples):
    configs = [
        RunConfig(vocabulary=2_000, epochs=epochs, batch_size=500, units=units) for epochs, units in ((2, 4), (1, 8), (2, 8))
    ]
    told = []
    trained = train(
        configs,
        *examples,
        report=lambda epochs: told.append(sorted(epochs)) or [],
        finish=lambda number, result: told.append((number, result)),
    )
    assert told == [[0, 1, 2], (1, trained[1]), [0, 2], (0, trained[0]), (2, trained[2])]
    assert all(one.weights is not None for one in trained)


def test_an_error_in_a_report_is_raised(examples):
    def full(_epochs):
        raise OSError("The disk is full.")

    with pytest.raises(OSError, match=r"The disk is full\."):
        train([OVERFITTING], *examples, report=full)


def test_far_too_high_a_learning_rate_diverges_and_that_epoch_is_not_kept(reviews):
    told = []
    examples = slices(reviews, 10_000)
    (trained,) = train([RunConfig(learning_rate=10.0)], *examples, report=lambda epochs: told.append(epochs) or [])
    assert trained.diverged_in is not None
    assert [epoch.epoch for epoch in trained.history] == list(range(1, trained.diverged_in))
    assert all(epoch.loss < LARGEST_LOSS and epoch.val_loss < LARGEST_LOSS for epoch in trained.history)
    assert told == [{0: epoch} for epoch in trained.history]
    assert trained.ended
    assert not trained.stopped


@pytest.mark.parametrize("broken", ["training", "validation"])
def test_a_loss_of_nan_counts_as_diverged(examples, broken):
    training, validation = examples
    if broken == "training":
        training = Examples(training.rows, np.full(TRAIN, np.nan))
    else:
        validation = Examples(validation.rows, np.full(VALIDATION, np.nan))
    (trained,) = train([OVERFITTING], training, validation)
    assert trained.diverged_in == 1
    assert trained.history == []
    assert trained.weights is None


def test_one_training_after_another_in_the_same_process(reviews):
    """A worker trains all day, and one training must not get in the way of the next."""
    examples = slices(reviews, 10_000)
    for learning_rate in (0.001, 0.002):
        trained = train([RunConfig(units=units, learning_rate=learning_rate, epochs=1) for units in range(8, 12)], *examples)
        assert [len(one.history) for one in trained] == [1] * 4
        # As a script may do, and Python at any time.
        keras.backend.clear_session()
        gc.collect()
