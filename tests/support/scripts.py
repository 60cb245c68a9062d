"""Exported scripts with a few reviews, and the table that a script prints."""

import numpy as np
import pytest

from explorer.export import keras_script

COLUMNS = "epoch    loss  accuracy  val_loss  val_accuracy"


def without_reviews(config):
    """The script of a run without the part that reads all reviews, which takes longest and is always the same."""
    script = keras_script.script(config, "packaged", [])
    return script[: script.index("# 1.")] + script[script.index("# 2.") :]


def names_of(reviews, train, validation):
    """The first reviews, so many to train and to validate, under the names that a script gives them."""
    names = {}
    for kind, split, count in (("train", reviews.train, train), ("validation", reviews.validation, validation)):
        names[f"{kind}_reviews"] = [split.sequence(number).astype(int) for number in range(count)]
        names[f"{kind}_labels"] = split.labels[:count].astype("float32")
    return names


def printed(output):
    """The table in the output of a script: loss, accuracy, val_loss and val_accuracy of each epoch."""
    lines = output[output.index(COLUMNS) :].splitlines()[1:-1]
    assert [int(line.split()[0]) for line in lines] == list(range(1, len(lines) + 1))
    return np.array([line.split()[1:] for line in lines], float)


def assert_figures_of_the_run(output, trained, validation=500, luck=0.0):
    """The script has printed what the trainer reached, to the fourth digit, or to two reviews. Dropout adds `luck`."""
    reached = np.array([[one.loss, one.accuracy, one.val_loss, one.val_accuracy] for one in trained.history])
    losses, accuracies = slice(0, None, 2), slice(1, None, 2)
    table = printed(output)
    assert table[:, losses] == pytest.approx(reached[:, losses], abs=0.0005 + luck)
    assert table[:, accuracies] == pytest.approx(reached[:, accuracies], abs=2.1 / validation + luck)
