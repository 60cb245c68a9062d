"""How long something will take, in words."""

from explorer.insight.time_left import Forecast, Progress, Stage
from explorer.store import Run
from explorer.wording.formats import count, duration


def takes(forecast: Forecast) -> str:
    """How long the training of a network will take, what that rests on, and what it is spent on."""
    basis = "going by what was trained here before" if forecast.is_measured else "which is a first guess"
    reason = ""
    if forecast.ahead:
        reason = f"; {count(forecast.ahead, 'run is', 'runs are')} ahead of it"
    elif forecast.start_seconds > forecast.seconds / 2:
        reason = "; most of that is for the training worker to get ready"
    elif forecast.start_seconds:
        reason = "; the training worker gets ready meanwhile"
    return f"Training will take {duration(forecast.seconds)}, {basis}{reason}."


def left(progress: Progress) -> str:
    """How long is left."""
    return f"{duration(progress.left)} left"


def now(progress: Progress, run: Run, start: str) -> str:
    """What a run does and how long is left.

    Args:
        progress: How far it is.
        run: The run.
        start: What the worker does while it gets ready.
    """
    does = {
        Stage.STARTING: f"Getting ready: {start}",
        Stage.WAITING: "It is about to go on" if run.epochs_done else "It is about to begin",
        Stage.SETTING_UP: "Setting up the network",
        Stage.TRAINING: f"Epoch {min(run.epochs_done + 1, run.config.epochs)} of {run.config.epochs}",
        Stage.KEEPING: "Keeping the network",
        Stage.ENDED: "It has ended",
    }[progress.stage]
    if progress.stage == Stage.WAITING and progress.ahead:
        waits = f"It goes on after epoch {run.epochs_done}" if run.epochs_done else "Waiting"
        does = f"{waits}: {count(progress.ahead, 'run is', 'runs are')} ahead of yours"
    return does if progress.stage == Stage.ENDED else f"{does} · {left(progress)}"
