"""The sources of reviews, and loading their reviews once per process."""

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress

from explorer.corpus import cache
from explorer.corpus.official import OFFICIAL
from explorer.corpus.packaged import PACKAGED
from explorer.corpus.source import Library, Source
from explorer.corpus.splits import Corpus, Progress, Split
from explorer.errors import CorpusError

SOURCES: dict[str, Source] = {source.name: source for source in (PACKAGED, OFFICIAL)}
"""The sources that come with the program, by name. The last one that is available is the default."""
OTHERS_LOADED = 3
"""How many others are kept in memory: people may bring many, and look at few at a time."""

_library: Library | None = None
_loaded: dict[str, Corpus] = {}
_labels: dict[str, str] = {}
"""What sources are called, also those that have gone since."""
_locks: dict[str, threading.Lock] = {}


def add_library(library: Library | None) -> None:
    """Find the sources of `library` as well, from now on; those of an earlier one are forgotten."""
    global _library
    _library = library
    _labels.clear()


def all_sources() -> Mapping[str, Source]:
    """All sources by name, first those that come with the program.

    Raises:
        StoreError: those that people have brought cannot be read.
    """
    found = {**SOURCES, **(_library.sources() if _library else {})}
    _labels.update((name, source.label) for name, source in found.items())
    return found


def get_source(name: str) -> Source:
    """The source of that name. Stores and addresses may have names that this program does not know.

    Raises:
        CorpusError: there is no such source.
    """
    found = SOURCES.get(name) or (_library.source(name) if _library else None)
    if found is None:
        if name in _labels:
            raise CorpusError(f"The reviews “{_labels[name]}” are not here any more.")
        raise CorpusError(f"There is no source of reviews called “{name}”; it has to be one of {', '.join(SOURCES)}.")
    _labels[name] = found.label
    return found


def label(name: str) -> str:
    """What people call a source, also one that is gone; its name where this process has never known it."""
    if name not in _labels:
        all_sources()
    return _labels.get(name, name)


def available_sources() -> list[str]:
    """The names of the sources that `load` can load."""
    return [name for name, source in all_sources().items() if _is_loadable(source)]


def is_prepared(name: str) -> bool:
    """Whether an earlier start has kept the prepared reviews of a source, as far as a glance at the cache tells."""
    with suppress(CorpusError):
        return cache.path(name, get_source(name).version()).exists()
    return False


def default_source() -> str:
    """The last source that is available, or the first of all if none is."""
    loadable = (name for name, source in reversed(SOURCES.items()) if _is_loadable(source))
    return next(loadable, next(iter(SOURCES)))


def load(source: str, progress: Progress | None = None) -> Corpus:
    """The reviews of `source`, prepared once, cached on disk, and read once per process. Never uses the network.

    Raises:
        CorpusError: there is no such source, or it cannot be read, or it has to be fetched first.
    """
    return _get(source, get_source(source).prepare, progress)


def fetch(source: str, progress: Progress | None = None) -> Corpus:
    """Like `load`, but downloads what is missing.

    Raises:
        CorpusError: there is no such source, no network, a broken download, a full disk …
    """
    return _get(source, get_source(source).fetch, progress)


def originals(reviews: Corpus, split: Split) -> list[str | None]:
    """The original texts of a `split` of `reviews`, or None for each review whose text is not known.

    Raises:
        CorpusError: the file that holds the texts cannot be read.
    """
    return get_source(reviews.source).originals(split, reviews.vocabulary)


def keep(corpus: Corpus) -> None:
    """Keep prepared reviews, in memory and on disk, as if `load` had prepared them."""
    cache.save(corpus, get_source(corpus.source).version())
    _remember(corpus)


def forget(name: str) -> None:
    """Drop the prepared reviews of a source, in memory and on disk, for example because it has been removed."""
    _loaded.pop(name, None)
    cache.remove(name)


def _get(source: str, prepare: Callable[[Progress], Corpus], progress: Progress | None) -> Corpus:
    # Several people may open their first page at once: one thread prepares, the others wait.
    with _locks.setdefault(source, threading.Lock()):
        corpus = _loaded.get(source)
        if corpus is None:
            corpus = _read_or_prepare(source, prepare, progress or (lambda fraction, sentence: None))
            _remember(corpus)
        return corpus


def _remember(corpus: Corpus) -> None:
    _loaded[corpus.source] = corpus
    others = [name for name in list(_loaded) if name not in SOURCES]
    for name in others[:-OTHERS_LOADED]:
        _loaded.pop(name, None)


def _read_or_prepare(source: str, prepare: Callable[[Progress], Corpus], progress: Progress) -> Corpus:
    version = get_source(source).version()
    corpus = cache.load(source, version)
    if corpus is None:
        corpus = prepare(progress)
        progress(0.95, "Keeping the prepared reviews for the next start.")
        cache.save(corpus, version)
    progress(1.0, "The reviews are ready.")
    return corpus


def _is_loadable(source: Source) -> bool:
    """Whether the reviews are loaded, can be prepared, or are in the cache, undamaged."""
    if source.name in _loaded or source.is_available():
        return True
    try:
        corpus = cache.load(source.name, source.version())
    except CorpusError:
        return False
    if corpus is not None:
        # Pages ask again and again, and then load it. So keep what has been read.
        _loaded.setdefault(source.name, corpus)
    return corpus is not None
