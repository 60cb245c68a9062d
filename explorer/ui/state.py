"""What the pages share: one store and one cluster per app, and one current run and data set per visitor."""

import streamlit as st

from explorer import corpus
from explorer.cluster import Cluster, scheduler_address
from explorer.config import RunConfig
from explorer.fetching import Fetch
from explorer.store import Run, Store, default_url, open_store


@st.cache_resource(show_spinner=False)
def cluster() -> Cluster:
    """The workers of this app, started once.

    Raises:
        ExplorerError: the store cannot be opened, or does not fit the cluster.
    """
    return Cluster(open_store(default_url()), scheduler_address(), corpus.default_source())


def store() -> Store:
    """The store of this app."""
    return cluster().store


@st.cache_resource(show_spinner=False)
def fetch_in_progress() -> list[Fetch]:
    """The download of the official reviews that any visitor has started last: a list of none or one."""
    return []


def dataset() -> str:
    """The source of reviews that this visitor trains on."""
    return st.session_state.dataset


def current_run() -> Run | None:
    """The run that this visitor looks at."""
    run_id = st.session_state.get("run")
    return store().run(run_id) if run_id is not None else None


def train(config: RunConfig) -> None:
    """Queue a run of these settings and look at it."""
    look_at(cluster().submit([config], dataset())[0])


def look_at(run_id: int) -> None:
    """Make that run the one that this visitor looks at, and one of theirs."""
    st.session_state.run = run_id
    st.session_state.my_runs = [*(mine for mine in my_runs() if mine != run_id), run_id]


def my_runs() -> list[int]:
    """The runs that this visitor has trained or opened in this session, the latest last."""
    return st.session_state.get("my_runs", [])
