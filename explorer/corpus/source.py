"""What a source of reviews has to have: all that the program asks of one, in one class."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from explorer.corpus.splits import Corpus, Progress, Split
from explorer.corpus.vocabulary import Vocabulary


@dataclass(frozen=True)
class Export:
    """How a script of plain Keras, which does not have this program, gets the reviews of a source.

    Args:
        packages: What “pip install” has to bring besides Python, separated by spaces.
        imports: The lines that `code` needs from the standard library; the script has `keras`, `math` and `np` itself.
        code: Lines that set `train_reviews` and `validation_reviews`, lists with an array of distinct word numbers below
            VOCABULARY for each review, and `train_labels` and `validation_labels`, float32 of shape (reviews,).
    """

    packages: str
    imports: tuple[str, ...]
    code: str


@dataclass(frozen=True)
class Download:
    """How pages and the command line speak of fetching a source.

    Args:
        noun: What is fetched, within a sentence: “the official reviews”.
        label: What the button says.
        help: What the button explains: how much is downloaded, and what it is good for.
    """

    noun: str
    label: str
    help: str


@dataclass(frozen=True, kw_only=True)
class Source(ABC):
    """A source of reviews. An own one is a subclass with an instance in `sources.SOURCES`; nothing else names it.

    Args:
        name: What stores, addresses and the command line call it: small letters, digits and hyphens.
        label: What pages call it.
        description: A sentence or two about it for the sidebar.
        train: Reviews to learn from.
        validation: Reviews to check with while settings are chosen.
        test: Reviews that stay sealed until the exam.
        second_exam: Reviews from another site; 0 where there are none.
        class_names: What the labels 0 and 1 are called.
        export: How a script gets the reviews, or None where no script can.
        download: The words of the button that fetches it, or None where there is nothing to fetch.
    """

    name: str
    label: str
    description: str
    train: int
    validation: int
    test: int
    second_exam: int = 0
    class_names: tuple[str, str] = ("negative", "positive")
    export: Export | None = None
    download: Download | None = None

    @abstractmethod
    def version(self) -> str:
        """What tells this edition from another. Prepared reviews of another version are not used.

        Raises:
            CorpusError: the source is not installed.
        """

    @abstractmethod
    def is_available(self) -> bool:
        """Whether `prepare` can do its work. Pages ask often: it is quick, and never touches the network."""

    @abstractmethod
    def prepare(self, progress: Progress) -> Corpus:
        """Read, split and number the reviews, without the network. The result is kept on disk for the next start.

        Raises:
            CorpusError: the reviews cannot be read, or have to be fetched first.
        """

    def fetch(self, progress: Progress) -> Corpus:
        """As `prepare`, but from the network where that is necessary. Only asked of a source with a `download`.

        Raises:
            CorpusError: no network, a broken download, a full disk …
        """
        return self.prepare(progress)

    def originals(self, split: Split, vocabulary: Vocabulary) -> list[str | None]:
        """The texts of the reviews of `split` as they were written; None for each whose text is not known.

        Raises:
            CorpusError: the file that holds the texts cannot be read.
        """
        return [None] * len(split)
