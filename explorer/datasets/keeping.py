"""Putting data sets into the store, finding them by what people call them, and sweeping old ones out."""

import logging
import time
import unicodedata

from explorer import corpus
from explorer.corpus import Source
from explorer.datasets.collecting import Collected
from explorer.datasets.packed_texts import pack_rows
from explorer.errors import CorpusError
from explorer.reading.names import one_line
from explorer.scheduling.limits import Limits
from explorer.store import Dataset, Store

LONGEST_LABEL = 60
DAY_SECONDS = 24 * 60 * 60

logger = logging.getLogger(__name__)


def keep(collected: Collected, label: str, store: Store, limits: Limits | None = None, visitor: str = "") -> str:
    """Put a data set into the store, and its prepared reviews where `corpus.load` finds them; its name.

    Args:
        collected: What was read.
        label: What its owner calls it.
        store: The store, to which this process is connected.
        limits: How many data sets there may be. None is for no limit.
        visitor: Who brings it.

    Raises:
        CorpusError: the label is empty, too long or taken, or the same reviews are there already under another one.
        LimitError: there is no room.
        StoreUnavailable: the store cannot be written.
    """
    facts, label = collected.facts, one_line(label)
    if known := store.dataset(collected.name):
        raise CorpusError(f"These reviews are here already, as “{known.label}”.")
    check_label(label)
    train, validation, test = facts.sizes
    dataset = Dataset(
        name=collected.name,
        label=label,
        negative=facts.class_names[0],
        positive=facts.class_names[1],
        language=facts.language,
        train=train,
        validation=validation,
        test=test,
        validation_positive=facts.validation_positive,
        visitor=visitor,
        created=time.time(),
    )
    if not store.add_dataset(dataset, pack_rows(facts.labels, facts.splits), collected.parts, limits):
        raise CorpusError("Somebody has brought the same reviews at this moment.")
    corpus.keep(collected.corpus)
    return dataset.name


def named(text: str) -> str:
    """The name of the source that somebody means: its name, or what its owner calls it, in any case.

    Raises:
        CorpusError: there is none, or there are several.
    """
    sources = corpus.all_sources()
    if text in sources:
        return text
    alike = [name for name, source in sources.items() if source.label.casefold() == text.strip().casefold()]
    if len(alike) == 1:
        return alike[0]
    known = [*corpus.SOURCES, *(f"“{source.label}”" for source in own_sources().values())]
    raise CorpusError(f"There are no reviews called “{text}”. There are {', '.join(known)}.")


def own_sources() -> dict[str, Source]:
    """The data sets that people have brought, by name, oldest first."""
    return {name: source for name, source in corpus.all_sources().items() if name not in corpus.SOURCES}


def sweep(store: Store, days: int | None) -> None:
    """Remove the data sets that have been kept for longer than that many days, with their runs. None keeps all."""
    if days is None:
        return
    for dataset in store.datasets():
        if time.time() - dataset.created > days * DAY_SECONDS:
            remove(dataset.name, store)
            logger.info("The data set %s has been kept for %d days and is removed", dataset.name, days)


def check_label(label: str) -> None:
    """Refuse what a data set cannot be called.

    Raises:
        CorpusError: nobody could see it, it is too long, or there are reviews of that name.
    """
    label = one_line(label)
    if not any(unicodedata.category(character)[0] in "LNPS" for character in label):
        raise CorpusError("The data set needs a name, such as “Restaurant reviews”.")
    if len(label) > LONGEST_LABEL:
        raise CorpusError(f"The name has {len(label)} characters; it may have {LONGEST_LABEL}.")
    taken = {text.casefold() for name, source in corpus.all_sources().items() for text in (name, source.label)}
    if label.casefold() in taken:
        raise CorpusError(f"There are reviews called “{label}” already. Give these another name.")


def label_of(file_name: str) -> str:
    """What a data set is called unless its owner says otherwise: as its file."""
    return one_line(file_name.split(".")[0])[:LONGEST_LABEL].strip() or "My reviews"


def remove(name: str, store: Store) -> None:
    """Remove a data set from the store with all that was learned from it, and its reviews from this computer.

    Raises:
        StoreUnavailable: the store cannot be written.
    """
    store.remove_dataset(name)
    corpus.forget(name)
