"""The store of runs: the one truth, which workers write and pages read."""

from explorer.store.records import ACTIVE, Baseline, Envelope, Opening, Result, Run, State
from explorer.store.store import Store, default_url, open_store

__all__ = [
    "ACTIVE",
    "Baseline",
    "Envelope",
    "Opening",
    "Result",
    "Run",
    "State",
    "Store",
    "default_url",
    "open_store",
]
