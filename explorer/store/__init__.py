"""The store of runs: the one truth, which workers write and pages read."""

from explorer.store.records import ACTIVE, Baseline, Batch, Envelope, Opening, Result, Run, State, WorkerStart
from explorer.store.store import Store, default_url, open_store

__all__ = [
    "ACTIVE",
    "Baseline",
    "Batch",
    "Envelope",
    "Opening",
    "Result",
    "Run",
    "State",
    "Store",
    "WorkerStart",
    "default_url",
    "open_store",
]
