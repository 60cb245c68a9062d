"""Invented runs and figures."""

from explorer.config import article_grid, repeated
from explorer.history import Epoch, best_epoch
from explorer.store import Envelope, Result, Run, State

GRID = repeated(article_grid(), range(3))
RESULT = Result(2200, 2150, 350, 300)
TEST, SECOND = Envelope("packaged"), Envelope("packaged", second=True)


def epoch(number, val_accuracy=0.8, val_loss=0.3):
    return Epoch(number, loss=0.5 / number, accuracy=0.9, val_loss=val_loss, val_accuracy=val_accuracy, seconds=0.5)


def run(number, config=None, history=(), dataset="packaged"):
    """A finished run with that id. By default, each has other settings."""
    return Run(
        id=number,
        config=config or article_grid()[number],
        dataset=dataset,
        state=State.FINISHED,
        message="",
        cluster_id="here 1 0.00",
        created=100.0,
        started=110.0,
        finished=114.5,
        best=best_epoch(history) if history else None,
        last=history[-1] if history else None,
        seconds=sum(epoch.seconds for epoch in history),
    )


def trained(configs, accuracy):
    """A finished run of each of `configs`, with the validation accuracy that the function `accuracy` returns."""
    return [run(number, config, [epoch(1, accuracy(config))]) for number, config in enumerate(configs, start=1)]


def figures_of(number):
    """The figures of an epoch of an overfitting run. It is best in epoch 3: 87.9 % and the lowest validation loss."""
    away = abs(number - 3)
    return {
        "epoch": number,
        "loss": 0.6 / number,
        "accuracy": 1 - 0.3 / number,
        "val_loss": 0.3 + 0.02 * away,
        "val_accuracy": 0.879 - 0.002 * away,
        "seconds": 0.25,
    }
