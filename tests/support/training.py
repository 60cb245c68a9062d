"""A few real reviews to train on, and the metrics that training gives."""

import numpy as np

from explorer import corpus
from explorer.config import InputFormat, RunConfig
from explorer.corpus.draws import epoch_order
from explorer.training.epoch_batches import Examples, training_epochs

TRAIN, VALIDATION = 1_500, 500


def slices(reviews, vocabulary, train=TRAIN, validation=VALIDATION):
    """The first reviews of the training and of the validation set, as examples.

    `vocabulary` is the number of words, or settings whose networks are to read them.
    """
    form = vocabulary.input_format if isinstance(vocabulary, RunConfig) else InputFormat(vocabulary, "off", "present")
    splits = [reviews.train.take(np.arange(train)), reviews.validation.take(np.arange(validation))]
    vectorizer = corpus.Vectorizer(form, splits[0])
    return [Examples(vectorizer.rows(split), split.labels) for split in splits]


def figures(history):
    """A history without the seconds, which differ from run to run."""
    return [(epoch.epoch, epoch.loss, epoch.accuracy, epoch.val_loss, epoch.val_accuracy) for epoch in history]


def one_batch(examples):
    """The inputs of a single batch with all examples, and the order (reviews,) that they are in."""
    (shard,) = training_epochs(examples, len(examples), 1, seed=0).dataset
    inputs, _, _ = shard.batch(0, examples.rows.shape[1], binary=True)
    return inputs, epoch_order(len(examples), 0, 0)
