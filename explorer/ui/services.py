"""What all visitors of the app share: one cluster, its store, the downloads, and who watches."""

import logging

import streamlit as st

from explorer import corpus, settings
from explorer.background import Work
from explorer.store import Store, default_url, missing_file, open_store
from explorer.workers.cluster import Cluster

logger = logging.getLogger(__name__)


@st.cache_resource(show_spinner=False)
def cluster() -> Cluster:
    """The workers of this app, started once.

    Raises:
        ExplorerError: The store cannot be opened, or does not fit the cluster.
    """
    url = default_url()
    new = missing_file(url) if settings.store() else None
    store = open_store(url)
    if new:
        # Whoever has mistyped its name would look in vain for what was trained before.
        logger.warning("There was no store at %s: it has been made, and has no runs yet.", new)
    return Cluster(store, settings.scheduler_address(), corpus.default_source())


def store() -> Store:
    """The store of this app."""
    return cluster().store


@st.cache_resource(show_spinner=False)
def fetches() -> dict[str, Work[corpus.Corpus]]:
    """Source of reviews → its latest download, whoever started it."""
    return {}


@st.cache_resource(show_spinner=False)
def watchers() -> dict[str, float]:
    """Session, which is a tab of a browser → when it was last seen watching, as `time.monotonic` counts."""
    return {}
