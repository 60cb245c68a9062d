"""The reviews: where they come from, how they become numbers, and how they are split. Loads no TensorFlow."""

from dataclasses import dataclass

from explorer.corpus import cache, official, packaged
from explorer.corpus.progress import Progress, silent
from explorer.corpus.rows import Split, multi_hot
from explorer.corpus.vocabulary import Vocabulary, tokens
from explorer.errors import CorpusError

__all__ = ["SOURCES", "Corpus", "Split", "Vocabulary", "available_sources", "default_source", "fetch", "load"]
__all__ += ["multi_hot", "tokens"]


@dataclass(frozen=True)
class Source:
    """A place that reviews come from, in words for a person, and how many of them are for validation."""

    name: str
    label: str
    description: str
    validation: int


PACKAGED = "packaged"
OFFICIAL = "official"
SOURCES = {
    source.name: source
    for source in (
        Source(
            PACKAGED,
            "Packaged reviews",
            "25,000 real IMDB reviews that come with the program: 15,000 to learn from, 5,000 to check with while "
            "choosing settings (validation), 5,000 sealed for the final exam (test).",
            validation=5_000,
        ),
        Source(
            OFFICIAL,
            "Official Keras reviews",
            "The 50,000 IMDB reviews of Keras: 15,000 to learn from, 10,000 to check with while choosing settings "
            "(validation), 25,000 sealed for the final exam (test).",
            validation=10_000,
        ),
    )
}


@dataclass(frozen=True)
class Corpus:
    """Encoded reviews and their vocabulary. `second_exam`: sentences from another site, where the source has any."""

    source: str
    train: Split
    validation: Split
    test: Split
    second_exam: Split | None
    vocabulary: Vocabulary


def available_sources() -> list[str]:
    """The sources that can be loaded without a download."""
    return [PACKAGED, OFFICIAL] if _file(OFFICIAL).exists() or official.is_cached() else [PACKAGED]


def default_source() -> str:
    """The official reviews where this computer already has them, else the packaged ones."""
    return available_sources()[-1]


def load(source: str, progress: Progress = silent) -> Corpus:
    """The reviews of a source, prepared on first use, then from the disk cache, then from memory. Never downloads.

    Raises:
        CorpusError: the reviews are not there or are damaged.
    """
    if source not in SOURCES:
        raise CorpusError(f"There are no reviews called “{source[:40]}”; there are: {', '.join(SOURCES)}.")
    if source not in _loaded:
        _loaded[source] = _load(source, progress)
    return _loaded[source]


_loaded: dict[str, Corpus] = {}


def fetch(progress: Progress = silent) -> Corpus:
    """Download the official reviews with Keras' own loader, prepare them and keep them.

    Raises:
        CorpusError: the download failed or the disk is full.
    """
    return _prepare(OFFICIAL, progress, must_keep=True)


def _load(source: str, progress: Progress) -> Corpus:
    prepared = cache.load(_file(source))
    if prepared is not None:
        return _corpus(source, *prepared)
    if source == OFFICIAL and not official.is_cached():
        raise CorpusError(
            "The official reviews are not on this computer. Fetch them with the button in the sidebar, or with: "
            "python -m explorer fetch"
        )
    return _prepare(source, progress, must_keep=False)


def _prepare(source: str, progress: Progress, must_keep: bool) -> Corpus:
    splits, vocabulary = {PACKAGED: packaged, OFFICIAL: official}[source].prepare(progress)
    try:
        cache.save(_file(source), splits, vocabulary)
    except OSError as error:
        if must_keep:
            raise CorpusError(
                f"The reviews could not be saved in {cache.folder()} ({error.strerror}): make room there and try "
                f"again. {official.PACKAGED_STAYS}"
            ) from error
        # Without a cache the reviews are prepared again next time, which costs seconds and nothing else.
    return _corpus(source, splits, vocabulary)


def _corpus(source: str, splits: dict[str, Split], vocabulary: Vocabulary) -> Corpus:
    return Corpus(
        source,
        splits["train"],
        splits["validation"],
        splits["test"],
        splits.get("second_exam"),
        vocabulary,
    )


def _file(source: str):
    return cache.path(source, packaged.version() if source == PACKAGED else "keras")
