"""How long work will still take, in words a person would use."""

from collections.abc import Sequence

from explorer.store import Run, State

# Measured on two cores: what a batch of networks costs before and after its epochs, an epoch, and each network in it.
BATCH_SECONDS = 3.0
EPOCH_SECONDS = 0.2
NETWORK_SECONDS = 0.03


def expected_seconds(networks: int, epochs: int) -> float:
    """How long networks that train at once will take, before anything is known about this computer."""
    return BATCH_SECONDS + epochs * (EPOCH_SECONDS + NETWORK_SECONDS * networks)


def seconds_left(runs: Sequence[Run], now: float) -> float:
    """How long the active ones of `runs`, which train at once, will still take: what is left at the pace so far.

    `now` is seconds since 1970, as the times of the runs are.
    """
    active = [run for run in runs if run.active]
    paces = [
        (now - run.started) / run.last.epoch * (run.config.epochs - run.last.epoch)
        for run in active
        if run.state == State.RUNNING and run.last
    ]
    if paces:
        return max(paces)
    return expected_seconds(len(active), max((run.config.epochs for run in active), default=0))


def in_words(seconds: float) -> str:
    """A time, rounded as people round: seconds up to a minute and a half, then minutes, then hours."""
    if seconds < 1.5:
        return "about a second"
    if seconds < 90:
        return f"about {seconds:.0f} seconds"
    if seconds < 90 * 60:
        return f"about {seconds / 60:.0f} minutes"
    return f"about {seconds / 3600:.0f} hours"
