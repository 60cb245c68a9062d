"""A few real reviews to train on, and the metrics that training gives."""

import numpy as np

from explorer import corpus
from explorer.training.epoch_batches import Examples, epoch_order, training_batches

TRAIN, VALIDATION = 1_500, 500


def slices(reviews, vocabulary, train=TRAIN, validation=VALIDATION):
    """The first reviews of the training and of the validation set, as examples."""
    return [
        Examples(corpus.multi_hot(split.take(np.arange(count)), vocabulary), split.labels[:count])
        for split, count in ((reviews.train, train), (reviews.validation, validation))
    ]


def figures(history):
    """A history without the seconds, which differ from run to run."""
    return [(epoch.epoch, epoch.loss, epoch.accuracy, epoch.val_loss, epoch.val_accuracy) for epoch in history]


def one_batch(examples):
    """The inputs of a single batch with all examples, and the order (reviews,) that they are in."""
    (epoch_batches,) = training_batches(examples, len(examples), 1, seed=0)
    inputs, _ = epoch_batches.batch(0, examples.rows.shape[1])
    return inputs, epoch_order(len(examples), 0, 0)
