"""Training without the zeros is the article's training: the same figures, the same network, only sooner."""

import keras
import numpy as np
import pytest
import scipy.sparse
import tensorflow as tf
from explorer.training.sparse import batches

from explorer import corpus
from explorer.config import RunConfig
from explorer.history import best_epoch
from explorer.training.network import build
from explorer.training.trainer import LARGEST_LOSS, Examples, train

TRAIN, VALIDATION = 1_500, 500
# A network that learns these few reviews by heart before its epochs are over.
OVERFITTING = RunConfig(vocabulary=2_000, learning_rate=0.01, batch_size=128, epochs=6)


def slices(reviews, vocabulary):
    """The first real reviews of the training and of the validation set."""
    return [
        Examples(corpus.multi_hot(split.take(np.arange(count)), vocabulary), split.labels[:count])
        for split, count in ((reviews.train, TRAIN), (reviews.validation, VALIDATION))
    ]


@pytest.fixture(scope="module")
def examples(reviews):
    return slices(reviews, OVERFITTING.vocabulary)


@pytest.fixture(scope="module")
def overfitted(examples):
    """A training that went on beyond its best epoch."""
    trained = train(OVERFITTING, *examples)
    assert best_epoch(trained.history) is not trained.history[-1]
    return trained


def figures(history):
    """A history without the seconds, which differ from run to run."""
    return [(epoch.epoch, epoch.loss, epoch.accuracy, epoch.val_loss, epoch.val_accuracy) for epoch in history]


def plain_keras(config, training, validation):
    """What `Sequential.fit` reports for each epoch on dense rows, in the order in which `batches` gives them."""
    network = build(config)
    rows, labels = tf.constant(training.rows.toarray()), tf.constant(training.labels, tf.float32)

    def dense(inputs, answers):
        # The only word of a review is its number.
        _, numbers = inputs
        return tf.gather(rows, numbers), tf.gather(labels, numbers)

    numbered = scipy.sparse.eye_array(TRAIN, format="csr")
    optimizer = keras.optimizers.RMSprop(config.learning_rate)
    network.compile(optimizer, config.loss, metrics=["accuracy"], jit_compile=False)
    fitted = network.fit(
        batches(numbered, training.labels, config.batch_size, shuffle_seed=config.seed).map(dense),
        validation_data=(validation.rows.toarray(), validation.labels.astype(np.float32)),
        epochs=config.epochs,
        shuffle=False,
        verbose=0,
    )
    return list(zip(*(fitted.history[name] for name in ("loss", "accuracy", "val_loss", "val_accuracy"))))


@pytest.mark.parametrize(
    "config",
    [
        RunConfig(epochs=3),
        RunConfig("tanh", "mse", units=32, layers=3, epochs=3, vocabulary=2_000, batch_size=128),
        RunConfig(epochs=3, l2=0.01, vocabulary=2_000, batch_size=256, seed=5),
        RunConfig(layers=0, epochs=3, learning_rate=0.005, vocabulary=500, batch_size=400),
        RunConfig(layers=2, epochs=3, dropout=0.4, vocabulary=2_000, batch_size=256),
    ],
    ids=RunConfig.describe,
)
def test_the_figures_are_those_of_plain_keras(reviews, config):
    training, validation = slices(reviews, config.vocabulary)
    trained = train(config, training, validation)
    expected = plain_keras(config, training, validation)

    assert [epoch.epoch for epoch in trained.history] == [1, 2, 3]
    for epoch, (loss, accuracy, val_loss, val_accuracy) in zip(trained.history, expected, strict=True):
        assert epoch.loss == pytest.approx(loss, abs=1e-3)
        assert epoch.val_loss == pytest.approx(val_loss, abs=1e-3)
        # Two reviews may fall on the other side of one half.
        assert epoch.accuracy == pytest.approx(accuracy, abs=2.1 / TRAIN)
        assert epoch.val_accuracy == pytest.approx(val_accuracy, abs=2.1 / VALIDATION)


def test_it_learns(overfitted):
    assert best_epoch(overfitted.history).val_accuracy > 0.75
    assert overfitted.history[-1].accuracy > 0.9


def test_the_same_settings_give_the_same_history_and_network(examples, overfitted):
    again = train(OVERFITTING, *examples)
    assert figures(again.history) == figures(overfitted.history)
    for one, other in zip(again.network.get_weights(), overfitted.network.get_weights(), strict=True):
        assert np.array_equal(one, other)


def test_dropout_rolls_the_same_dice_for_the_same_seed(examples):
    config = RunConfig(vocabulary=2_000, dropout=0.5, epochs=2)
    assert figures(train(config, *examples).history) == figures(train(config, *examples).history)


def test_another_seed_gives_another_history(examples, overfitted):
    other = train(RunConfig(**OVERFITTING.to_dict() | {"seed": 1}), *examples)
    assert figures(other.history) != figures(overfitted.history)


def test_the_kept_network_is_the_one_of_the_best_epoch(examples, overfitted):
    _, validation = examples
    network = overfitted.network
    network.compile(loss=OVERFITTING.loss, metrics=["accuracy"])
    loss, accuracy = network.evaluate(validation.rows.toarray(), validation.labels, verbose=0)
    best, last = best_epoch(overfitted.history), overfitted.history[-1]
    assert accuracy == pytest.approx(best.val_accuracy, abs=1e-6)
    assert loss == pytest.approx(best.val_loss, abs=1e-5)
    assert loss != pytest.approx(last.val_loss, abs=1e-3)


def test_the_kept_network_is_a_plain_sequential(overfitted):
    assert type(overfitted.network) is keras.Sequential
    assert [layer.name for layer in overfitted.network.layers] == ["first", "hidden_1", "answer"]


def test_each_epoch_is_told_as_it_ends(examples):
    told = []
    trained = train(OVERFITTING, *examples, go_on=lambda epoch: told.append(epoch) or True)
    assert told == trained.history
    assert [epoch.epoch for epoch in told] == list(range(1, OVERFITTING.epochs + 1))
    assert all(epoch.seconds > 0 for epoch in told)
    assert not trained.stopped
    assert trained.diverged_in is None


def test_it_stops_after_the_epoch_in_which_it_was_told_to(examples, overfitted):
    trained = train(OVERFITTING, *examples, go_on=lambda epoch: epoch.epoch < 2)
    assert trained.stopped
    assert figures(trained.history) == figures(overfitted.history)[:2]


def test_a_training_that_is_told_to_stop_when_it_is_over_was_not_stopped(examples):
    config = RunConfig(vocabulary=2_000, epochs=1)
    trained = train(config, *examples, go_on=lambda epoch: False)
    assert len(trained.history) == 1
    assert not trained.stopped


def test_far_too_high_a_learning_rate_diverges_and_the_epoch_is_not_counted(reviews):
    told = []
    config = RunConfig(learning_rate=10.0)
    trained = train(config, *slices(reviews, config.vocabulary), go_on=lambda epoch: told.append(epoch) or True)
    assert trained.diverged_in is not None
    assert [epoch.epoch for epoch in trained.history] == list(range(1, trained.diverged_in))
    assert all(epoch.loss < LARGEST_LOSS and epoch.val_loss < LARGEST_LOSS for epoch in trained.history)
    assert told == trained.history
    assert not trained.stopped


@pytest.mark.parametrize("broken", ["training", "validation"])
def test_a_loss_that_is_no_number_counts_as_diverged(examples, broken):
    training, validation = examples
    if broken == "training":
        training = Examples(training.rows, np.full(TRAIN, np.nan))
    else:
        validation = Examples(validation.rows, np.full(VALIDATION, np.nan))
    trained = train(OVERFITTING, training, validation)
    assert trained.diverged_in == 1
    assert trained.history == []
