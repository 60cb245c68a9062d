"""Where the reviews come from, and how a process gets them."""

import threading
from dataclasses import dataclass

from explorer.corpus import apart, cache, official, packaged
from explorer.corpus.splits import Corpus, Progress, Split
from explorer.errors import CorpusError


@dataclass(frozen=True)
class Source:
    """A source of reviews, in words for a person, and how many reviews each split has."""

    name: str
    label: str
    description: str
    train: int
    validation: int
    test: int
    second_exam: int = 0


SOURCES = {
    source.name: source
    for source in (
        Source(
            packaged.NAME,
            "Packaged reviews",
            "The 25,000 IMDB reviews of the official training set, which came with the installation, and 8,530 "
            "sentences from Rotten Tomatoes as a second exam.",
            packaged.TRAIN,
            packaged.VALIDATION,
            packaged.TEST,
            packaged.SECOND_EXAM,
        ),
        Source(
            official.NAME,
            "Official Keras reviews",
            "All 50,000 IMDB reviews as Keras publishes them, in the split of the article; fetched once, 19 MB.",
            official.TRAIN,
            official.VALIDATION,
            official.TEST,
        ),
    )
}

_versions = {packaged.NAME: packaged.version, official.NAME: official.version}
_loaded: dict[str, Corpus] = {}
_locks = {name: threading.Lock() for name in SOURCES}


def available_sources() -> list[str]:
    """The names of the sources that `load` can give without the network."""
    names = [packaged.NAME] if packaged.is_installed() else []
    return [*names, official.NAME] if _official_is_at_hand() else names


def default_source() -> str:
    """The official reviews where they are at hand, otherwise the packaged ones."""
    return official.NAME if _official_is_at_hand() else packaged.NAME


def load(source: str, progress: Progress | None = None) -> Corpus:
    """The reviews of `source`: prepared once, kept on disk, and read once per process. Never touches the network.

    Raises:
        CorpusError: there is no such source, or it cannot be read; the official one has to be fetched first.
    """
    if source not in SOURCES:
        raise CorpusError(f"There is no source of reviews called “{source}”; it has to be one of {', '.join(SOURCES)}.")
    return _get(source, progress, may_fetch=False)


def fetch(progress: Progress | None = None) -> Corpus:
    """The official reviews, downloaded through Keras if they are not at hand, and prepared for `load`.

    Raises:
        CorpusError: no network, a broken download, a full disk …
    """
    return _get(official.NAME, progress, may_fetch=True)


def originals(reviews: Corpus, split: Split) -> list[str | None]:
    """The texts of a `split` of some `reviews` as they were written; None where there is none: Keras publishes numbers only.

    Raises:
        CorpusError: the file that holds the texts cannot be read.
    """
    if reviews.source == packaged.NAME:
        return packaged.originals(split, reviews.vocabulary)
    return [None] * len(split)


def _get(source: str, progress: Progress | None, may_fetch: bool) -> Corpus:
    if source in _loaded:
        return _loaded[source]
    # Several people may open their first page at once: one of them prepares, the others wait.
    with _locks[source]:
        if source not in _loaded:
            _loaded[source] = _read_or_prepare(source, progress or _say_nothing, may_fetch)
        return _loaded[source]


def _read_or_prepare(source: str, progress: Progress, may_fetch: bool) -> Corpus:
    version = _versions[source]()
    corpus = cache.load(source, version)
    if corpus is None:
        if source == packaged.NAME:
            corpus = packaged.prepare(progress)
        elif may_fetch or official.is_cached():
            corpus = apart.prepare(progress)
        else:
            raise CorpusError(
                "The official Keras reviews are not on this computer yet: fetch them with the button in the sidebar "
                "or with “python -m explorer fetch”. The packaged reviews still work."
            )
        progress(0.95, "Keeping the prepared reviews for the next start.")
        cache.save(corpus, version)
    progress(1.0, "The reviews are ready.")
    return corpus


def _official_is_at_hand() -> bool:
    """Whether the official reviews are loaded, prepared or in Keras' cache, and not damaged."""
    if official.NAME in _loaded or official.is_cached():
        return True
    corpus = cache.load(official.NAME, official.version())
    if corpus is not None:
        # Pages ask again and again, and whoever asks is likely to load: reading it once is enough.
        _loaded.setdefault(official.NAME, corpus)
    return corpus is not None


def _say_nothing(fraction: float, sentence: str) -> None:
    """The progress of whoever does not ask for it."""
