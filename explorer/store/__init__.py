"""The store of runs: the one truth that workers write and pages read."""

from explorer.store.records import ACTIVE, Envelope, Opening, Result, Run, State, Yardstick
from explorer.store.store import Store, default_url, open_store

__all__ = [
    "ACTIVE",
    "Envelope",
    "Opening",
    "Result",
    "Run",
    "State",
    "Store",
    "Yardstick",
    "default_url",
    "open_store",
]
