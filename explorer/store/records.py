"""What the store holds, as the rest of the program sees it."""

from dataclasses import dataclass
from enum import StrEnum

from explorer.config import RunConfig
from explorer.history import Epoch


class State(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"
    DIVERGED = "diverged"
    FAILED = "failed"


ACTIVE = (State.QUEUED, State.RUNNING)


@dataclass(frozen=True)
class Run:
    """One training of one network. Times are seconds since 1970 (UTC); `message` is a sentence for a person."""

    id: int
    config: RunConfig
    dataset: str
    state: State
    message: str
    cluster_id: str
    created: float
    started: float | None
    finished: float | None
    best: Epoch | None
    last: Epoch | None
    seconds: float
    """The sum of its epochs' seconds: networks that train at once share the time between them."""
    hidden: bool = False
    """Whether somebody has taken it off the leaderboard."""

    @property
    def active(self) -> bool:
        """Whether it still waits or trains."""
        return self.state in ACTIVE

    @property
    def best_figures(self) -> Epoch:
        """Its best epoch, where it is known to have one.

        Raises:
            ValueError: it has ended no epoch yet.
        """
        if self.best is None:
            raise ValueError(f"Run {self.id} has ended no epoch.")
        return self.best

    @property
    def epochs_done(self) -> int:
        """How many epochs it has ended."""
        return self.last.epoch if self.last else 0


@dataclass(frozen=True)
class Baseline:
    """How well a logistic regression does on the validation reviews: what any network should beat.

    `accuracy` is a share between 0 and 1; the losses, by the names of the knob, are means per review.
    """

    accuracy: float
    binary_crossentropy: float
    mse: float


class Envelope(StrEnum):
    """What an exam is about: the sealed test reviews, or those from another site."""

    TEST = "test"
    SECOND = "second"


@dataclass(frozen=True)
class Result:
    """How many reviews of an exam a network got right and wrong: “true” is right, “positive” is what it said."""

    true_positives: int
    true_negatives: int
    false_positives: int
    false_negatives: int

    @property
    def right(self) -> int:
        """How many it got right."""
        return self.true_positives + self.true_negatives

    @property
    def of(self) -> int:
        """How many reviews there were."""
        return self.right + self.false_positives + self.false_negatives

    @property
    def accuracy(self) -> float:
        """The share that it got right, between 0 and 1."""
        return self.right / self.of


@dataclass(frozen=True)
class Opening:
    """An envelope that was opened for a run: when (seconds since 1970, UTC), what was guessed, and what was in it.

    `guess` is an accuracy between 0 and 1, or None where nobody guessed.
    """

    id: int
    run_id: int
    envelope: Envelope
    opened: float
    guess: float | None
    result: Result
