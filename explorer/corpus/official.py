"""The official reviews of `keras.datasets.imdb`: read from Keras' cache, and downloaded to it when a person asks for them.

Keras itself is not loaded: it would bring TensorFlow into the app's process, and it uses the network unasked when a file is
missing from its cache.
"""

import errno
import hashlib
import io
import json
import os
import pickle
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from explorer.corpus.source import Download, Export, Source
from explorer.corpus.splits import Corpus, Progress, Split
from explorer.corpus.vocabulary import Vocabulary
from explorer.errors import IN_THE_LOG, CorpusError

SERVER = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
KERAS_SEED = 113
"""The default seed of `load_data`."""
OTHERS_WORK = "The packaged reviews still work."

TIMEOUT_SECONDS = 30
"""After how long without an answer a download is given up."""
CHUNK_BYTES = 2**18
"""How much is downloaded from one report of the progress to the next."""


@dataclass(frozen=True)
class KerasFile:
    """A file of keras.datasets.imdb: its size in bytes, and its hash as keras/src/datasets/imdb.py has it."""

    name: str
    size: int
    algorithm: str
    digest: str


REVIEWS = KerasFile("imdb.npz", 17_464_789, "sha256", "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f")
WORD_INDEX = KerasFile("imdb_word_index.json", 1_641_221, "md5", "bfafd718b763782e994055a2d397834f")


_CODE = """# 1. Load the reviews (Keras downloads them if it does not have them yet), each as the numbers of its
# words: 4 is the most frequent word, 5 the next, and so on; 1 marks the beginning. Use the first 15,000
# for training, the others for validation.

(reviews, labels), sealed_test = keras.datasets.imdb.load_data()
reviews = [np.array(review) for review in reviews]
labels = labels.astype("float32")
train_reviews, train_labels = reviews[:15_000], labels[:15_000]
validation_reviews, validation_labels = reviews[15_000:], labels[15_000:]"""


class OfficialSource(Source):
    """The data set of Keras: word numbers without texts, downloaded when a person asks for it."""

    def version(self) -> str:
        # The beginning of its hash distinguishes this edition from others.
        return REVIEWS.digest[:8]

    def is_available(self) -> bool:
        return all(_is_whole(file) for file in (WORD_INDEX, REVIEWS))

    def prepare(self, progress: Progress) -> Corpus:
        if not self.is_available():
            raise CorpusError(
                "The official Keras reviews are not on this computer yet: fetch them with the button in the sidebar "
                "or with “python -m explorer fetch”. The packaged reviews still work."
            )
        return read(progress)

    def fetch(self, progress: Progress) -> Corpus:
        download(progress)
        return read(progress)


OFFICIAL = OfficialSource(
    name="official",
    label="Official Keras reviews",
    description="All 50,000 IMDB reviews as Keras publishes them, divided as in the article; downloaded once, 19 MB.",
    train=15_000,
    validation=10_000,
    test=25_000,
    films=True,
    export=Export(packages="keras tensorflow", imports=(), code=_CODE),
    download=Download(
        noun="the official reviews",
        label="Get the official Keras reviews",
        help="Downloads 19 MB from the internet, once: the 50,000 reviews that the article used.",
    ),
)


def download(progress: Progress) -> None:
    """Download the official files that are missing from Keras' cache, each as a whole or not at all.

    Raises:
        CorpusError: no network, a broken download, a full disk …
    """
    try:
        # Loading it takes a while, and hardly any process needs it.
        import pooch

        pooch.get_logger().setLevel("WARNING")
        folder = _keras_folder()
        folder.mkdir(parents=True, exist_ok=True)
        for file, start, end in ((WORD_INDEX, 0.0, 0.05), (REVIEWS, 0.05, 0.6)):
            if not _is_whole(file):
                bar = _ProgressBar(file, progress, start, end)
                downloader = pooch.HTTPDownloader(bar, chunk_size=CHUNK_BYTES, timeout=TIMEOUT_SECONDS)
                # This folder is removed even if the app ends during the download.
                with tempfile.TemporaryDirectory(dir=folder) as unfinished:
                    known_hash = f"{file.algorithm}:{file.digest}"
                    path = pooch.retrieve(SERVER + file.name, known_hash, file.name, unfinished, downloader=downloader)
                    # Pooch's files are closed to other users.
                    Path(path).chmod(0o644)
                    Path(path).replace(folder / file.name)
    except Exception as error:
        raise _corpus_error(error) from error


def read(progress: Progress) -> Corpus:
    """The official reviews as `keras.datasets.imdb.load_data` gives them, from Keras' cache.

    As in the article, the first three fifths of the training reviews train and the others validate: 15,000 and 10,000,
    and 25,000 to test.

    Raises:
        CorpusError: they cannot be read.
    """
    progress(0.6, "Reading the official reviews.")
    try:
        ranks = json.loads(_content(WORD_INDEX))
        with zipfile.ZipFile(io.BytesIO(_content(REVIEWS))) as archive:
            # Keras shuffles both halves with one generator.
            generator = np.random.RandomState(KERAS_SEED)
            reviews, test = (_shuffled(archive, half, generator) for half in ("train", "test"))
    except Exception as error:
        raise _corpus_error(error) from error
    progress(0.8, "Splitting the reviews into training and validation.")
    train, validation = np.split(np.arange(len(reviews)), [len(reviews) * 3 // 5])
    vocabulary = Vocabulary(sorted(ranks, key=ranks.__getitem__))
    return Corpus(OFFICIAL.name, reviews.take(train), reviews.take(validation), test, None, vocabulary)


class _ProgressBar:
    """A progress bar as pooch uses one. It reports the progress of a whole of which this file is from `start` to `end`."""

    total = 0

    def __init__(self, file: KerasFile, progress: Progress, start: float, end: float) -> None:
        self._file, self._progress, self._start, self._end = file, progress, start, end
        self._done = 0
        self.update(0)

    def update(self, size: int) -> None:
        self._done = min(self._done + size, self._file.size)
        fraction = self._start + (self._end - self._start) * self._done / self._file.size
        sizes = f"{self._done / 1e6:.1f} of {self._file.size / 1e6:.1f} MB"
        self._progress(fraction, f"Downloading {self._file.name}: {sizes}.")

    def reset(self) -> None:
        """At the end, pooch goes back to 0 and fills the bar at once. The progress reported here only goes forward."""

    def close(self) -> None:
        pass


class _ArrayUnpickler(pickle.Unpickler):
    """Unpickles arrays of lists of numbers, and nothing that could run code."""

    def find_class(self, module: str, name: str) -> Any:
        allowed = (
            "numpy.ndarray",
            "numpy.dtype",
            "numpy.core.multiarray._reconstruct",
            "numpy._core.multiarray._reconstruct",
        )
        if f"{module}.{name}" not in allowed:
            raise pickle.UnpicklingError(f"{module}.{name} is not part of an array of lists.")
        return super().find_class(module, name)


def _shuffled(archive: zipfile.ZipFile, half: str, generator: np.random.RandomState) -> Split:
    """A half of the reviews in the order in which Keras shuffles them."""
    labels = np.load(archive.open(f"y_{half}.npy"), allow_pickle=False)
    with archive.open(f"x_{half}.npy") as file:
        np.lib.format.read_magic(file)
        np.lib.format.read_array_header_1_0(file)
        ranks = _ArrayUnpickler(file).load()
    order = np.arange(len(ranks))
    generator.shuffle(order)
    offsets = np.concatenate([[0], np.cumsum([len(ranks[i]) for i in order])])
    return Split.of_ranks(np.concatenate(ranks[order]).astype(np.int32), offsets, labels[order])


def _content(file: KerasFile) -> bytes:
    """What is in a cached file.

    Raises:
        OSError: it cannot be read.
        ValueError: its hash is not the expected one.
    """
    content = (_keras_folder() / file.name).read_bytes()
    if hashlib.new(file.algorithm, content).hexdigest() != file.digest:
        raise ValueError(f"{file.name} has another hash.")
    return content


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
def _hash(target: Path, modified: int, algorithm: str) -> str:
    """The hash of a file that was `modified` then. Pages ask again and again, so it is computed once."""
    with target.open("rb") as content:
        return hashlib.file_digest(content, algorithm).hexdigest()


def _corpus_error(error: Exception) -> CorpusError:
    happened, public = _what_happened(error)
    return CorpusError(f"{happened} {OTHERS_WORK}", public=f"{public or happened} {OTHERS_WORK}")


def _what_happened(error: Exception) -> tuple[str, str]:
    """One sentence for `error`, or for what caused it, and one without paths for visitors if the first one has them."""
    # Pooch brings and uses both.
    import requests
    import urllib3

    for cause in _chain(error):
        if isinstance(cause, MemoryError):
            return "There is not enough memory to read the official reviews.", ""
        if isinstance(cause, requests.HTTPError) and cause.response is not None:
            answer = f"{cause.response.status_code} {cause.response.reason}"
            return f"The server answered “{answer}” instead of the official reviews: try again later.", ""
        if isinstance(cause, requests.ConnectionError) and isinstance(cause.args[0], urllib3.exceptions.MaxRetryError):
            return "The official reviews could not be fetched because there is no connection to their server.", ""
        if isinstance(cause, requests.RequestException):
            return "The download of the official reviews broke off: try again.", ""
        if isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT):
            full = f"The disk is full, and the official reviews need {REVIEWS.size / 1e6:.0f} MB"
            return f"{full} in {_keras_folder()}.", f"{full}."
        if isinstance(cause, OSError):
            unsaved = "The official reviews could not be saved"
            return f"{unsaved} in {_keras_folder()} ({cause.strerror}).", f"{unsaved}. {IN_THE_LOG}"
        if isinstance(cause, (ValueError, pickle.UnpicklingError)):
            return "The official reviews arrived damaged and were thrown away: fetch them again.", ""
    unread = "The official reviews could not be read"
    return f"{unread} ({type(error).__name__}: {error}).", f"{unread}. {IN_THE_LOG}"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """`error` and what led to it, the outermost first."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
