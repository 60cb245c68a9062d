"""Which sources of reviews there are, and how a process gets their reviews."""

import threading
from collections.abc import Callable

from explorer.corpus import cache
from explorer.corpus.official_source import OFFICIAL
from explorer.corpus.packaged_source import PACKAGED
from explorer.corpus.source import Source
from explorer.corpus.splits import Corpus, Progress, Split
from explorer.errors import CorpusError

SOURCES: dict[str, Source] = {source.name: source for source in (PACKAGED, OFFICIAL)}
"""Every source by its name. Of those that a computer has, the last one is what it usually trains on."""

_loaded: dict[str, Corpus] = {}
_locks: dict[str, threading.Lock] = {}


def get_source(name: str) -> Source:
    """The source of that name. A store or an address may hold names that this program does not know.

    Raises:
        CorpusError: there is none.
    """
    if name not in SOURCES:
        raise CorpusError(f"There is no source of reviews called “{name}”; it has to be one of {', '.join(SOURCES)}.")
    return SOURCES[name]


def available_sources() -> list[str]:
    """The names of the sources that `load` can give without the network."""
    return [name for name in SOURCES if _is_at_hand(name)]


def default_source() -> str:
    """The last source that is available; the first of all where none is."""
    return next(filter(_is_at_hand, reversed(SOURCES)), next(iter(SOURCES)))


def load(source: str, progress: Progress | None = None) -> Corpus:
    """The reviews of `source`: prepared once, kept on disk, and read once per process. Never touches the network.

    Raises:
        CorpusError: there is no such source, or it cannot be read, or it has to be fetched first.
    """
    return _get(source, get_source(source).prepare, progress)


def fetch(source: str, progress: Progress | None = None) -> Corpus:
    """As `load`, but from the network where that is necessary.

    Raises:
        CorpusError: there is no such source, no network, a broken download, a full disk …
    """
    return _get(source, get_source(source).fetch, progress)


def originals(reviews: Corpus, split: Split) -> list[str | None]:
    """The texts of a `split` of some `reviews` as they were written; None for each whose text is not known.

    Raises:
        CorpusError: the file that holds the texts cannot be read.
    """
    return get_source(reviews.source).originals(split, reviews.vocabulary)


def _get(source: str, prepare: Callable[[Progress], Corpus], progress: Progress | None) -> Corpus:
    if source in _loaded:
        return _loaded[source]
    # Several people may open their first page at once: one of them prepares, the others wait.
    with _locks.setdefault(source, threading.Lock()):
        if source not in _loaded:
            _loaded[source] = _read_or_prepare(source, prepare, progress or _say_nothing)
        return _loaded[source]


def _read_or_prepare(source: str, prepare: Callable[[Progress], Corpus], progress: Progress) -> Corpus:
    version = SOURCES[source].version()
    corpus = cache.load(source, version)
    if corpus is None:
        corpus = prepare(progress)
        progress(0.95, "Keeping the prepared reviews for the next start.")
        cache.save(corpus, version)
    progress(1.0, "The reviews are ready.")
    return corpus


def _is_at_hand(source: str) -> bool:
    """Whether the reviews are loaded, can be prepared, or lie prepared on the disk, undamaged."""
    if source in _loaded or SOURCES[source].is_available():
        return True
    try:
        corpus = cache.load(source, SOURCES[source].version())
    except CorpusError:
        return False
    if corpus is not None:
        # Pages ask again and again, and whoever asks is likely to load: reading it once is enough.
        _loaded.setdefault(source, corpus)
    return corpus is not None


def _say_nothing(fraction: float, sentence: str) -> None:
    """The progress of whoever does not ask for it."""
