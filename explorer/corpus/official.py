"""The official data set: `keras.datasets.imdb`, through Keras' own loader.

Keras downloads the files when they are missing or when their hash is wrong, so it is asked only after `is_cached` has
looked, or when a person wants the download. Keras is imported inside the functions, because the app, which imports this
module, never loads TensorFlow.
"""

import contextlib
import errno
import hashlib
import io
import os
import pickle
import tempfile
import threading
import urllib.error
import zipfile
from collections.abc import Iterator
from pathlib import Path

from explorer.corpus.progress import Progress
from explorer.corpus.rows import LARGEST_VOCABULARY, Split
from explorer.corpus.vocabulary import Vocabulary
from explorer.errors import CorpusError

REVIEWS_FILE, INDEX_FILE = "imdb.npz", "imdb_word_index.json"
# Size in bytes and hash of each file; the hashes are those in keras/src/datasets/imdb.py.
FILES = {
    REVIEWS_FILE: (17_464_789, "sha256", "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f"),
    INDEX_FILE: (1_641_221, "md5", "bfafd718b763782e994055a2d397834f"),
}
TOTAL_BYTES = sum(size for size, _, _ in FILES.values())
TRAIN_SHARE = 3 / 5
"""15,000 of the 25,000 official training reviews are for training, as in the article; the others for validation."""

PACKAGED_STAYS = "The packaged reviews stay in use."


def folders() -> list[Path]:
    """Where Keras keeps data sets: in its home, or, where that cannot be written, in the temporary folder."""
    home = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")
    temporary = Path("/tmp") if Path("/tmp").is_dir() else Path(tempfile.gettempdir())
    return [home / "datasets", temporary / ".keras" / "datasets"]


def is_cached() -> bool:
    """Whether Keras' cache holds both files, whole: only then does loading them not touch the network."""
    return any(all(_is_whole(folder / name) for name in FILES) for folder in folders())


def _is_whole(file: Path) -> bool:
    size, algorithm, digest = FILES[file.name]
    try:
        if file.stat().st_size != size:
            return False
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, algorithm).hexdigest() == digest
    except OSError:
        return False


def prepare(progress: Progress) -> tuple[dict[str, Split], Vocabulary]:
    """The official reviews as splits of word indices, and the official vocabulary, downloaded if need be.

    Raises:
        CorpusError: there is no network, or a file is not what it should be; nothing broken is left in Keras' cache.
    """
    with contextlib.redirect_stdout(io.StringIO()), _faults_in_words(), _watched(progress):
        from keras.datasets import imdb

        (reviews, labels), (test_reviews, test_labels) = imdb.load_data(num_words=LARGEST_VOCABULARY)
        ranks = imdb.get_word_index()
    progress(0.9, "Preparing the official reviews")
    cut = round(TRAIN_SHARE * len(reviews))
    splits = {
        "train": Split.of(reviews[:cut], labels[:cut]),
        "validation": Split.of(reviews[cut:], labels[cut:]),
        "test": Split.of(test_reviews, test_labels),
    }
    return splits, Vocabulary(sorted(ranks, key=ranks.get))


@contextlib.contextmanager
def _faults_in_words() -> Iterator[None]:
    """Turn what Keras, urllib, zipfile and the operating system raise into one sentence."""
    try:
        yield
    except Exception as error:
        remove_damaged()
        chain = _chain(error)
        if any(isinstance(cause, OSError) and cause.errno == errno.ENOSPC for cause in chain):
            reason = "The disk is full, so the official reviews could not be saved: free 40 MB and try again."
        elif any(isinstance(cause, (zipfile.BadZipFile, EOFError, KeyError, pickle.UnpicklingError)) for cause in chain):
            reason = "The downloaded file of official reviews is cut short or damaged: try again."
        elif any(isinstance(cause, urllib.error.ContentTooShortError) for cause in chain):
            reason = "The download broke off before its end: try again."
        elif isinstance(error, ValueError):
            reason = "The downloaded file is not the official one (its checksum differs): try again later."
        elif any(isinstance(cause, PermissionError) for cause in chain):
            reason = f"Keras may not write to its cache folder {folders()[0]}: change its rights and try again."
        elif any(isinstance(cause, OSError) for cause in chain):  # which URLError and every broken connection are
            reason = "The official reviews could not be downloaded: is this computer connected to the internet?"
        else:
            reason = f"The official reviews could not be read ({type(error).__name__})."
        raise CorpusError(f"{reason} {PACKAGED_STAYS}") from error


def _chain(error: BaseException | None) -> list[BaseException]:
    """An error and what caused it; Keras wraps an URLError, which wraps the error of the operating system."""
    chain = []
    while error is not None and error not in chain:
        chain.append(error)
        reason = getattr(error, "reason", None)
        error = reason if isinstance(reason, BaseException) else error.__cause__ or error.__context__
    return chain


def remove_damaged() -> None:
    """Remove files from Keras' cache that are not the official ones, so that the next try starts afresh."""
    for folder in folders():
        for name in FILES:
            file = folder / name
            if file.exists() and not _is_whole(file):
                with contextlib.suppress(OSError):
                    file.unlink()


@contextlib.contextmanager
def _watched(progress: Progress) -> Iterator[None]:
    """Report the growth of the files in Keras' cache while the body runs; Keras itself only prints to the terminal."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.2):
            if there := downloaded():
                progress(0.9 * there / TOTAL_BYTES, f"{there / 1e6:.1f} of {TOTAL_BYTES / 1e6:.1f} MB have arrived")

    progress(0.0, "Asking for the official reviews")
    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def downloaded() -> int:
    """How many bytes of the official files are in Keras' cache, at most `TOTAL_BYTES`."""
    return min(max(sum(_size(folder / name) for name in FILES) for folder in folders()), TOTAL_BYTES)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
