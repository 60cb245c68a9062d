"""What a command is about: the store and the reviews that somebody has chosen, and how the program is called."""

import argparse
import sys
from pathlib import Path

from explorer import corpus, settings
from explorer.errors import CorpusError, StoreError
from explorer.store import Store, default_url, missing_file, open_store

COMMAND = "sentiment-explorer"
"""The name of the installed program."""


def program() -> str:
    """How the program is called here: by its command where it is installed, else as a module."""
    return COMMAND if Path(sys.argv[0]).stem == COMMAND else "python -m explorer"


def existing_store() -> Store:
    """The store, for those who only read it: where there is none, none is made.

    Raises:
        StoreError: it cannot be used, or `EXPLORER_STORE` names a place where there is none.
    """
    url = default_url()
    if settings.store() and (path := missing_file(url)):
        raise StoreError(f"There is no store at {path}, which EXPLORER_STORE names. Correct it, or train there first.")
    return open_store(url)


def reviews_to_train_on(options: argparse.Namespace) -> str:
    """The name of the data set that a command is to train on.

    Raises:
        CorpusError: it is not on this computer, where the worker is.
    """
    name = options.reviews or corpus.default_source()
    if settings.scheduler_address() is None and name not in corpus.available_sources():
        label = corpus.get_source(name).label
        raise CorpusError(f"The {label} are not on this computer. Download them with: {program()} fetch --reviews {name}")
    return name
