"""The interface of a source of reviews."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from explorer.class_balance import Majority, majority
from explorer.corpus.splits import Corpus, Progress, Split
from explorer.corpus.vocabulary import Vocabulary


@dataclass(frozen=True)
class Export:
    """How an exported script, which runs without this program, loads the reviews of a source.

    Args:
        packages: The arguments for “pip install”, separated by spaces.
        imports: Import lines of the standard library for `code`. The script itself imports `keras`, `math` and `np`.
        code: Lines that set `train_reviews` and `validation_reviews`, lists with an array of all word numbers, as Keras
            counts them, for each review, and `train_labels` and `validation_labels`, float32 of shape (reviews,).
    """

    packages: str
    imports: tuple[str, ...]
    code: str


@dataclass(frozen=True)
class Download:
    """The texts about downloading a source.

    Args:
        noun: The reviews within a sentence: “the official reviews”.
        label: The label of the button.
        help: The help of the button: how much is downloaded, and what it is good for.
    """

    noun: str
    label: str
    help: str


@dataclass(frozen=True, kw_only=True)
class Source(ABC):
    """A source of reviews. To add one, subclass it and put an instance into `sources.SOURCES`.

    Args:
        name: Its name in stores, addresses and on the command line: at most 16 small letters, digits and hyphens.
        label: Its name on pages.
        description: A sentence or two for the sidebar.
        train: The number of training reviews.
        validation: The number of validation reviews.
        test: The number of test reviews, which stay sealed until the exam.
        second_exam: The number of reviews from another site, or 0.
        class_names: The names of the labels 0 and 1. Of a data set that somebody has brought, they may be anything.
        positive_share: The share of the label 1 among the validation reviews.
        films: Whether these are reviews of films, in English. Only of such a source do pages say “film”.
        export: How an exported script loads the reviews, or None if that is not possible.
        download: The texts about downloading it, or None if there is nothing to download.
    """

    name: str
    label: str
    description: str
    train: int
    validation: int
    test: int
    second_exam: int = 0
    class_names: tuple[str, str] = ("negative", "positive")
    positive_share: float = 0.5
    films: bool = False
    export: Export | None = None
    download: Download | None = None

    @property
    def majority(self) -> Majority | None:
        """The more frequent class of the validation reviews, or None where the two are balanced."""
        return majority(self.positive_share)

    @abstractmethod
    def version(self) -> str:
        """The version of the reviews. Prepared reviews of another version are not used.

        Raises:
            CorpusError: the source is not installed.
        """

    @abstractmethod
    def is_available(self) -> bool:
        """Whether `prepare` can work. Pages ask often, so this must be quick and must not use the network."""

    @abstractmethod
    def prepare(self, progress: Progress) -> Corpus:
        """Read, split and encode the reviews, without the network. The result is cached on disk.

        Args:
            progress: Called as the work goes on.

        Raises:
            CorpusError: the reviews cannot be read, or have to be fetched first.
        """

    def fetch(self, progress: Progress) -> Corpus:
        """Like `prepare`, but downloads what is missing. Called only for a source with a `download`.

        Raises:
            CorpusError: no network, a broken download, a full disk …
        """
        return self.prepare(progress)

    def originals(self, split: Split, vocabulary: Vocabulary) -> list[str | None]:
        """The original texts of the reviews of `split`, or None for each review whose text is not known.

        Raises:
            CorpusError: the file that holds the texts cannot be read.
        """
        return [None] * len(split)


class Library(Protocol):
    """Sources besides those in `sources.SOURCES`, which come and go while the program runs."""

    def sources(self) -> Mapping[str, Source]:
        """All of them by name, oldest first.

        Raises:
            StoreError: the place where they are kept cannot be read.
        """

    def source(self, name: str) -> Source | None:
        """The one of that name, or None.

        Raises:
            StoreError: as for `sources`.
        """
