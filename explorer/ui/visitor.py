"""What the visitor looks at, asks for and has trained."""

from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any

import streamlit as st

from explorer.config import RunConfig
from explorer.store import Run
from explorer.ui import services
from explorer.ui.session import session

ANSWERS_KEPT = 8


@st.cache_data(
    scope="session",
    max_entries=ANSWERS_KEPT,
    show_spinner=False,
    hash_funcs={FunctionType: lambda function: f"{function.__module__}.{function.__qualname__}"},
)
def asked_once(function: Callable, *arguments: Any) -> Any:
    """A worker's answer, as from `Cluster.ask`; however often a page is drawn, the worker is asked once.

    The latest answers are kept for this visitor, who gets a copy each time. Errors are not kept.
    """
    return services.cluster().ask(function, *arguments)


def current_run() -> Run | None:
    """The run that this visitor looks at."""
    return services.store().run(session.run) if session.run is not None else None


def submit(configs: Sequence[RunConfig], dataset: str) -> list[int]:
    """Queue runs for this visitor and return their numbers. One that is queued or training is not queued again."""
    return services.cluster().submit(configs, dataset, session.visitor)


def asked_by(run_ids: Sequence[int]) -> dict[int, list[str]]:
    """Run number → the names of the accounts that have asked for it, the first one first; empty where nobody logs in."""
    return services.store().asked_by(run_ids) if session.account else {}


def look_at(run_id: int) -> None:
    """Make a run the one that this visitor looks at, and one of theirs."""
    session.run = run_id
    session.my_runs = [*(mine for mine in session.my_runs if mine != run_id), run_id]


def last_result(before: int | None = None) -> Run | None:
    """This visitor's latest run on the chosen reviews that has ended and learned something.

    Args:
        before: One of the visitor's runs; only those before it count.
    """
    mine = list(session.my_runs)
    mine = mine[: mine.index(before)] if before in mine else mine
    runs = {run.id: run for run in services.store().runs(ids=mine, dataset=session.dataset) if run.best and not run.active}
    return next((runs[run_id] for run_id in reversed(mine) if run_id in runs), None)
