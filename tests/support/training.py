"""A few real reviews to train on, and what came of it."""

import numpy as np

from explorer import corpus
from explorer.training.epoch_batches import Examples

TRAIN, VALIDATION = 1_500, 500


def slices(reviews, vocabulary):
    """The first real reviews of the training and of the validation set."""
    return [
        Examples(corpus.multi_hot(split.take(np.arange(count)), vocabulary), split.labels[:count])
        for split, count in ((reviews.train, TRAIN), (reviews.validation, VALIDATION))
    ]


def figures(trained):
    """A history without the seconds, which differ from run to run."""
    return [(epoch.epoch, epoch.loss, epoch.accuracy, epoch.val_loss, epoch.val_accuracy) for epoch in trained.history]
