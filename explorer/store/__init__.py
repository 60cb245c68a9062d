"""The store of runs: the one truth, which workers write and pages read."""

from explorer.store.database import missing_file
from explorer.store.identity import fingerprint
from explorer.store.merging import Merged
from explorer.store.records import (
    ACTIVE,
    OWN_PREFIX,
    OWN_SECOND,
    OWN_TEST,
    AheadResult,
    Baseline,
    Batch,
    Dataset,
    Envelope,
    Opening,
    Result,
    Run,
    Search,
    SearchState,
    State,
    WorkerStart,
)
from explorer.store.snapshot import snapshot
from explorer.store.store import Store, default_url, open_store

__all__ = [
    "ACTIVE",
    "OWN_PREFIX",
    "OWN_SECOND",
    "OWN_TEST",
    "AheadResult",
    "Baseline",
    "Batch",
    "Dataset",
    "Envelope",
    "Merged",
    "Opening",
    "Result",
    "Run",
    "Search",
    "SearchState",
    "State",
    "Store",
    "WorkerStart",
    "default_url",
    "fingerprint",
    "missing_file",
    "open_store",
    "snapshot",
]
