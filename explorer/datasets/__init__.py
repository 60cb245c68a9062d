"""Data sets of one's own: from the rows of a file to reviews that networks learn from, kept in the store.

`read` reads a file and counts what is worth knowing before anything is kept; `keep` puts it into the store. After
`connect`, `explorer.corpus` finds all data sets of the store by their names.
"""

from explorer.datasets.collecting import Collected, read
from explorer.datasets.facts import Facts
from explorer.datasets.keeping import LONGEST_LABEL, check_label, keep, label_of, named, own_sources, remove, sweep
from explorer.datasets.store_library import connect, read_once

__all__ = [
    "LONGEST_LABEL",
    "Collected",
    "Facts",
    "check_label",
    "connect",
    "keep",
    "label_of",
    "named",
    "own_sources",
    "read",
    "read_once",
    "remove",
    "sweep",
]
