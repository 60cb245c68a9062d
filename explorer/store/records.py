"""The records of the store: runs, data sets, baselines and opened envelopes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from explorer.config import RunConfig
from explorer.history import Epoch
from explorer.scheduling.search_space import Space
from explorer.scheduling.successive_halving import Budget


class State(StrEnum):
    """The state of a run."""

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
    """The sum over its epochs. Networks that train at once divide the time between them."""
    hidden: bool = False
    """Whether it is hidden from the leaderboard."""
    resumed_from: int = 0
    """How many epochs it had trained when a worker last began with it, because it was interrupted after them."""
    is_trial: bool = False
    """Whether a search trained it to choose among settings. No average counts it: it was chosen for its luck, too."""

    @property
    def active(self) -> bool:
        """Whether it waits or trains."""
        return self.state in ACTIVE

    @property
    def best_figures(self) -> Epoch:
        """The best epoch, of a run that is known to have one.

        Raises:
            ValueError: no epoch has ended yet.
        """
        if self.best is None:
            raise ValueError(f"No epoch of run {self.id} has ended.")
        return self.best

    @property
    def epochs_done(self) -> int:
        """How many epochs have ended."""
        return self.last.epoch if self.last else 0


class SearchState(StrEnum):
    """The state of a search."""

    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True)
class Search:
    """A search for good settings. `created` is in seconds since 1970 (UTC); `message` is a sentence for a person."""

    id: int
    dataset: str
    space: Space
    budget: Budget
    state: SearchState
    message: str
    created: float
    seconds: float
    """How long it has been at work, without the time when it was stopped or nobody looked after it."""
    visitor: str = ""
    """Who has begun it; nothing for a command."""

    @property
    def is_running(self) -> bool:
        """Whether it goes on by itself."""
        return self.state == SearchState.RUNNING


@dataclass(frozen=True)
class AheadResult:
    """What came of training settings that nobody has asked for yet."""

    config: RunConfig
    history: Sequence[Epoch]
    """The epochs that it has trained, at least one."""
    network: bytes
    """Its network after them, as `explorer.training.checkpoint` packs it."""
    model: bytes | None
    """The `.keras` file of its best epoch; None if training was interrupted."""


@dataclass(frozen=True)
class Batch:
    """Runs that a worker trained at once, or trains. Times are seconds since 1970 (UTC)."""

    runs: Mapping[int, RunConfig]
    """Run id → settings."""
    dataset: str
    cluster_id: str
    started: float
    finished: float | None
    """When the last of them ended; None while some are active."""
    active: frozenset[int]
    """The runs that have not ended."""
    epoch_seconds: tuple[float, ...]
    """How long each epoch took, of those that have ended since the batch began."""
    broke_off: frozenset[int]
    """The runs that ended before their last epoch, or were asked to."""
    resumed_from: int = 0
    """How many epochs they had when the batch began."""


@dataclass(frozen=True)
class WorkerStart:
    """The start of a cluster's worker. Times are seconds since 1970 (UTC)."""

    cluster_id: str
    began: float
    ready: float
    prepared: bool
    """Whether reviews had to be prepared, because no earlier start had kept them."""
    rehearsed: bool
    """Whether the worker trained the default network once before it was ready."""


OWN_PREFIX = "own-"
"""The names of data sets that people have brought begin with it, and no others do."""


@dataclass(frozen=True)
class Dataset:
    """A data set that somebody has brought, without its texts. `created` is in seconds since 1970 (UTC)."""

    name: str
    """Its name in stores and addresses, which stands for its contents: “own-” and twelve hexadecimal digits."""
    label: str
    """What its owner calls it."""
    negative: str
    positive: str
    """The names of the labels 0 and 1."""
    language: str
    """The English name of the language that it seems to be in, or nothing."""
    train: int
    validation: int
    test: int
    """How many reviews each split has."""
    validation_positive: int
    """How many of the validation reviews have the label 1."""
    visitor: str
    created: float


@dataclass(frozen=True)
class Baseline:
    """A logistic regression's figures on the validation reviews, which any network should beat.

    `accuracy` is between 0 and 1. The losses, named as the loss knob names them, are means per review.
    """

    accuracy: float
    binary_crossentropy: float
    mse: float


OWN_TEST, OWN_SECOND = "test", "second"
"""What stores call the two envelopes of the data set that a run learned from. The others have the names of data sets."""


@dataclass(frozen=True)
class Envelope:
    """The reviews of an exam: the sealed test reviews of a data set, or its `second` ones, from another site.

    The test reviews are for any run, and the second ones for those that learned from the same data set.
    """

    dataset: str
    second: bool = False

    @classmethod
    def of(cls, dataset: str, name: str) -> "Envelope":
        """The envelope that stores and commands call `name`, for runs on `dataset`."""
        return cls(dataset, name == OWN_SECOND) if name in (OWN_TEST, OWN_SECOND) else cls(name)

    def name_for(self, dataset: str) -> str:
        """What stores and commands call it for runs on `dataset`: `of` finds it by that name.

        Raises:
            ValueError: it is the second envelope of another data set.
        """
        if self.dataset == dataset:
            return OWN_SECOND if self.second else OWN_TEST
        if self.second:
            raise ValueError(f"Runs on {dataset} have no second envelope of {self.dataset}.")
        return self.dataset


@dataclass(frozen=True)
class Result:
    """The confusion matrix of an exam, in reviews."""

    true_positives: int
    true_negatives: int
    false_positives: int
    false_negatives: int

    @property
    def right(self) -> int:
        """Reviews the network got right."""
        return self.true_positives + self.true_negatives

    @property
    def of(self) -> int:
        """Reviews in the exam."""
        return self.right + self.false_positives + self.false_negatives

    @property
    def accuracy(self) -> float:
        """The share of reviews it got right, between 0 and 1."""
        return self.right / self.of

    @property
    def class_sizes(self) -> tuple[int, int]:
        """How many reviews have label 0 and label 1."""
        return self.true_negatives + self.false_positives, self.true_positives + self.false_negatives

    @property
    def balanced_accuracy(self) -> float:
        """The mean of the shares that it got right of each class, between 0 and 1; a class without reviews is left out.

        Reference:
            Kay H. Brodersen et al., “The Balanced Accuracy and Its Posterior Distribution”, ICPR 2010.
        """
        right = (self.true_negatives, self.true_positives)
        shares = [part / size for part, size in zip(right, self.class_sizes) if size]
        return sum(shares) / len(shares)


@dataclass(frozen=True)
class Opening:
    """The opening of an envelope for a run.

    `opened` is in seconds since 1970 (UTC). `guess` is an accuracy between 0 and 1, or None if nobody guessed.
    """

    id: int
    run_id: int
    envelope: Envelope
    opened: float
    guess: float | None
    result: Result
