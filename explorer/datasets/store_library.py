"""The data sets of a store as sources of reviews, which `explorer.corpus` finds by their names."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache

from explorer import corpus
from explorer.corpus import Corpus, Progress, Source, Split, TextIndex, Vocabulary
from explorer.datasets.collecting import assembled
from explorer.datasets.packed_texts import TEST, TRAIN, VALIDATION, unpack_rows, unpacked
from explorer.datasets.splitting import shuffled
from explorer.errors import CorpusError, ExplorerError
from explorer.store import OWN_PREFIX, Dataset, Store, open_store


@dataclass(frozen=True, kw_only=True)
class OwnSource(Source):
    """A data set of a store."""

    store_url: str

    def version(self) -> str:
        # Its name stands for its contents.
        return "1"

    def is_available(self) -> bool:
        return True

    def prepare(self, progress: Progress) -> Corpus:
        labels, splits = unpack_rows(self._rows())
        index = TextIndex()
        for number, text in enumerate(unpacked(self._store.dataset_texts(self.name))):
            if number % 1000 == 0:
                progress(0.8 * number / len(labels), f"Reading the reviews: {number:,} of {len(labels):,}.")
            index.add(text)
        if len(index.offsets) != len(labels) + 1:
            raise CorpusError(f"Of the data set “{self.label}”, a part of the texts is missing in the store.")
        return assembled(self.name, index, labels, splits, progress)

    def originals(self, split: Split, vocabulary: Vocabulary) -> list[str | None]:
        reviews = corpus.load(self.name)
        wanted = {tuple(split.sequence(i).tolist()) for i in range(len(split))}
        _, splits = unpack_rows(self._rows())
        # Where in the file the reviews are that have these numbers: in whichever split they are.
        places: dict[int, tuple[int, ...]] = {}
        for which, theirs in ((TRAIN, reviews.train), (VALIDATION, reviews.validation), (TEST, reviews.test)):
            for place, row in enumerate(shuffled(splits, which).tolist()):
                numbers = tuple(theirs.sequence(place).tolist())
                if numbers in wanted:
                    places[row] = numbers
        texts = unpacked(self._store.dataset_texts(self.name))
        found = {places[row]: text for row, text in enumerate(texts) if row in places}
        return [found.get(tuple(split.sequence(i).tolist())) for i in range(len(split))]

    @property
    def _store(self) -> Store:
        return open_store(self.store_url)

    def _rows(self) -> bytes:
        rows = self._store.dataset_rows(self.name)
        if rows is None:
            raise CorpusError(f"The data set “{self.label}” has been removed.")
        return rows


class _Thread(threading.local):
    """What a thread has read, and whether it reads that once for all who ask."""

    reads_once = False
    known: Mapping[str, Source] | None = None


_thread = _Thread()


@contextmanager
def read_once() -> Iterator[None]:
    """Read the list of data sets once in this thread, while it lasts: a page asks for them many times."""
    if _thread.reads_once:
        yield
        return
    _thread.reads_once, _thread.known = True, None
    try:
        yield
    finally:
        _thread.reads_once, _thread.known = False, None


class StoreLibrary:
    """The data sets of a store.

    Args:
        store: Opens the store, when it is needed.
    """

    def __init__(self, store: Callable[[], Store]) -> None:
        self._store = store
        self._known: dict[str, Source] = {}

    def sources(self) -> Mapping[str, Source]:
        """All of them by name, oldest first. While the store cannot be read, those that it had."""
        if _thread.reads_once and _thread.known is not None:
            return _thread.known
        with suppress(ExplorerError):
            store = self._store()
            self._known = {one.name: _source(one, store.url) for one in store.datasets()}
        _thread.known = self._known
        return self._known

    def source(self, name: str) -> Source | None:
        """The one of that name, or None."""
        return self.sources().get(name) if name.startswith(OWN_PREFIX) else None


def connect(store: Callable[[], Store]) -> None:
    """Find the data sets of a store as sources, from now on. `store` opens it when it is needed."""
    corpus.add_library(StoreLibrary(store))


@lru_cache(maxsize=256)
def _source(dataset: Dataset, store_url: str) -> OwnSource:
    reviews = dataset.train + dataset.validation + dataset.test
    language = f", in {dataset.language}" if dataset.language else ""
    return OwnSource(
        name=dataset.name,
        label=dataset.label,
        description=f"{reviews:,} reviews that somebody has brought{language}.",
        train=dataset.train,
        validation=dataset.validation,
        test=dataset.test,
        class_names=(dataset.negative, dataset.positive),
        positive_share=dataset.validation_positive / dataset.validation,
        store_url=store_url,
    )
