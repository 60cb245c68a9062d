"""The official Keras reviews: `keras.datasets.imdb`, from Keras' own cache or fetched at a person's request.

Keras downloads a file again when its hash is not the expected one. So that nothing touches the network unasked, what
lies in Keras' cache is checked here first, without loading Keras.
"""

import errno
import hashlib
import os
import pickle
import tempfile
import urllib.error
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from http.client import HTTPException
from pathlib import Path
from typing import Any

from explorer.corpus.splits import Corpus, Progress, Split
from explorer.corpus.vocabulary import LARGEST_VOCABULARY, Vocabulary
from explorer.errors import CorpusError

NAME = "official"
TRAIN, VALIDATION, TEST = 15_000, 10_000, 25_000


@dataclass(frozen=True)
class KerasFile:
    """A file of keras.datasets.imdb: its size in bytes and the hash in keras/src/datasets/imdb.py."""

    name: str
    size: int
    algorithm: str
    digest: str


REVIEWS = KerasFile("imdb.npz", 17_464_789, "sha256", "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f")
WORD_INDEX = KerasFile("imdb_word_index.json", 1_641_221, "md5", "bfafd718b763782e994055a2d397834f")

_STILL_THERE = "The packaged reviews still work."
_SECONDS_BETWEEN_LOOKS = 0.2


def version() -> str:
    """What tells this edition of the official reviews from another: the beginning of its hash."""
    return REVIEWS.digest[:8]


def is_cached() -> bool:
    """Whether Keras' cache holds both official files, whole, so that Keras will not download anything."""
    return all(_is_whole(file) for file in (WORD_INDEX, REVIEWS))


def prepare(progress: Progress) -> Corpus:
    """Load the official reviews through Keras, downloading them if its cache does not hold them: this loads Keras.

    As in the article, the first three fifths of the training reviews train and the others validate: 15,000 and 10,000,
    and 25,000 to test. `progress` is called in the caller's thread.

    Raises:
        CorpusError: no network, a broken download, a full disk …; Keras' cache is left without broken files.
    """
    progress(0.0, "Starting Keras.")
    try:
        from keras.datasets import imdb

        ranks = _watched(imdb.get_word_index, WORD_INDEX, progress, 0.1, 0.15)
        vocabulary = Vocabulary(_in_order(ranks))
        (train, train_labels), (test, test_labels) = _watched(
            lambda: imdb.load_data(num_words=LARGEST_VOCABULARY), REVIEWS, progress, 0.15, 0.7
        )
        progress(0.8, "Splitting the reviews into training and validation.")
        cut = len(train) * 3 // 5
        return Corpus(
            source=NAME,
            train=Split.of(train[:cut], train_labels[:cut]),
            validation=Split.of(train[cut:], train_labels[cut:]),
            test=Split.of(test, test_labels),
            second_exam=None,
            vocabulary=vocabulary,
        )
    except Exception as error:
        discard_broken()
        raise CorpusError(f"{_what_happened(error)} {_STILL_THERE}") from error


def discard_broken() -> None:
    """Remove from Keras' cache what is not whole; Keras leaves a file with a wrong hash there."""
    for file in (WORD_INDEX, REVIEWS):
        if not _is_whole(file):
            with suppress(OSError):
                (_keras_folder() / file.name).unlink()


def _watched(work: Callable[[], Any], file: KerasFile, progress: Progress, start: float, end: float) -> Any:
    """The result of `work`, done in a thread while `progress` follows the growth of `file` in Keras' cache."""
    import keras

    def quietly() -> Any:
        # Keras prints its progress bar on stdout unless told not to. The setting holds for this thread only.
        keras.config.disable_interactive_logging()
        return work()

    target, told = _keras_folder() / file.name, None
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(quietly)
        while wait([future], timeout=_SECONDS_BETWEEN_LOOKS).not_done:
            size = _size(target)
            if size != told:
                told = size
                progress(start + (end - start) * min(size / file.size, 1), _sentence(size, file))
        return future.result()


def _size(target: Path) -> int:
    try:
        return target.stat().st_size
    except OSError:
        return 0


def _sentence(size: int, file: KerasFile) -> str:
    if size < file.size:
        return f"Downloading {file.name}: {size / 1e6:.1f} of {file.size / 1e6:.1f} MB."
    return f"Reading {file.name}."


def _in_order(ranks: dict[str, int]) -> list[str]:
    """The words of Keras' index (word → rank) by rank.

    Raises:
        ValueError: the ranks are not 1, 2, 3 …
    """
    words = sorted(ranks, key=ranks.__getitem__)
    if [ranks[word] for word in words] != list(range(1, len(words) + 1)):
        raise ValueError("The word index has gaps.")
    return words


def _keras_folder() -> Path:
    """The folder in which Keras keeps its data sets: the rule of keras' `keras_home` and `get_file`."""
    fallback = (Path("/tmp") if Path("/tmp").is_dir() else Path(tempfile.gettempdir())) / ".keras"
    home = Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser()
    # Keras creates its folder when it is first imported, so one that does not exist yet counts if it can be created.
    existing = next(folder for folder in (home, *home.absolute().parents) if os.access(folder, os.F_OK))
    return (home if os.access(existing, os.W_OK) else fallback) / "datasets"


def _is_whole(file: KerasFile) -> bool:
    try:
        target = _keras_folder() / file.name
        status = target.stat()
        return status.st_size == file.size and _hash(target, status.st_mtime_ns, file.algorithm) == file.digest
    except OSError:
        return False


@lru_cache(maxsize=8)
def _hash(target: Path, changed: int, algorithm: str) -> str:
    """The hash of the file as it was when it was `changed`, computed once: pages ask for it again and again."""
    with target.open("rb") as content:
        return hashlib.file_digest(content, algorithm).hexdigest()


def _what_happened(error: Exception) -> str:
    """One sentence for `error`. Keras wraps what it meets in a plain Exception, so its context is looked at as well."""
    for cause in _chain(error):
        if isinstance(cause, ImportError):
            return "Keras is not installed, and the official reviews are read through it."
        if isinstance(cause, MemoryError):
            return "There is not enough memory to read the official reviews."
        if isinstance(cause, urllib.error.HTTPError):
            return f"The server answered “{cause.code} {cause.msg}” instead of the official reviews: try again later."
        if isinstance(cause, (urllib.error.ContentTooShortError, HTTPException, TimeoutError, ConnectionError)):
            return "The download of the official reviews broke off: try again."
        if isinstance(cause, urllib.error.URLError):
            return "The official reviews could not be fetched because there is no connection to their server."
        if isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT):
            return f"The disk is full, and the official reviews need {REVIEWS.size / 1e6:.0f} MB in {_keras_folder()}."
        if isinstance(cause, OSError):
            return f"The official reviews could not be kept in {_keras_folder()} ({cause.strerror})."
        if isinstance(cause, (ValueError, KeyError, EOFError, zipfile.BadZipFile, pickle.UnpicklingError)):
            return "The official reviews arrived damaged and were thrown away: fetch them again."
    return f"The official reviews could not be read ({type(error).__name__}: {error})."


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """`error` and what led to it, the outermost first."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
