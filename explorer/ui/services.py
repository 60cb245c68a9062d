"""What all visitors of the app share: one cluster, its store, the downloads, and who watches."""

import streamlit as st

from explorer import corpus, settings
from explorer.background import Work
from explorer.store import Store, default_url, open_store
from explorer.workers.cluster import Cluster


@st.cache_resource(show_spinner=False)
def cluster() -> Cluster:
    """The workers of this app, started once.

    Raises:
        ExplorerError: The store cannot be opened, or does not fit the cluster.
    """
    return Cluster(open_store(default_url()), settings.scheduler_address(), corpus.default_source())


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
