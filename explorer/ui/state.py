"""What the pages share: one store and one cluster per app, and one current run and data set per visitor."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from explorer import corpus, settings
from explorer.config import RunConfig
from explorer.corpus.fetching import Fetch
from explorer.store import Run, Store, default_url, open_store
from explorer.workers.cluster import Cluster


@st.cache_resource(show_spinner=False)
def cluster() -> Cluster:
    """The workers of this app, started once.

    Raises:
        ExplorerError: the store cannot be opened, or does not fit the cluster.
    """
    return Cluster(open_store(default_url()), settings.scheduler_address(), corpus.default_source())


def store() -> Store:
    """The store of this app."""
    return cluster().store


@st.cache_resource(show_spinner=False)
def fetches() -> dict[str, Fetch]:
    """The download that any visitor has started last of each source."""
    return {}


def asked_once(place: str, function: Callable, *arguments: Any) -> Any:
    """What a worker answers, as `Cluster.ask`; asked once, however often a page is drawn, until the arguments change.

    The answer is kept for this visitor under the name `place`.
    """
    if st.session_state.get(place, (None,))[0] != arguments:
        st.session_state[place] = (arguments, cluster().ask(function, *arguments))
    return st.session_state[place][1]


def dataset() -> str:
    """The source of reviews that this visitor trains on."""
    return st.session_state.dataset


def current_run() -> Run | None:
    """The run that this visitor looks at."""
    run_id = st.session_state.get("run")
    return store().run(run_id) if run_id is not None else None


def visitor() -> str:
    """A name for this visitor, for as long as their page stays open; the queue is fair among visitors."""
    return st.session_state.setdefault("visitor", uuid.uuid4().hex)


def submit(configs: Sequence[RunConfig], dataset: str) -> list[int]:
    """Queue runs for this visitor; their numbers."""
    return cluster().submit(configs, dataset, visitor())


def train(config: RunConfig) -> int:
    """Queue a run of these settings and look at it; its number. One that is on its way already is not queued again."""
    (run_id,) = submit([config], dataset())
    look_at(run_id)
    return run_id


def look_at(run_id: int) -> None:
    """Make that run the one that this visitor looks at, and one of theirs."""
    st.session_state.run = run_id
    st.session_state.my_runs = [*(mine for mine in my_runs() if mine != run_id), run_id]


def my_runs() -> list[int]:
    """The runs that this visitor has trained or opened in this session, the latest last."""
    return st.session_state.get("my_runs", [])


def last_result(before: int | None = None) -> Run | None:
    """The run of this visitor's that has ended last and has learned something, on the reviews chosen; `before` another."""
    mine = my_runs()
    mine = mine[: mine.index(before)] if before in mine else mine
    runs = {run.id: run for run in store().runs(ids=mine, dataset=dataset()) if run.best and not run.active}
    return next((runs[run_id] for run_id in reversed(mine) if run_id in runs), None)
