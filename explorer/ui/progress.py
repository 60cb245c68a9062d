"""Progress for people who wait: how long a training will take, and one bar from pressing Train to the end.

Everything here asks the cluster's clock, so no two places say different times.
"""

from collections.abc import Callable, Sequence

import streamlit as st

from explorer.config import RunConfig
from explorer.insight.time_left import Forecast, Progress
from explorer.store import Run
from explorer.ui import faults, refresh, services
from explorer.ui.escaping import plain
from explorer.ui.session import session
from explorer.wording import time_sentences
from explorer.wording.formats import duration
from explorer.workers.cluster import Status

FORECAST_SECONDS = 1.0
"""Seconds between two looks at a time that somebody may be reading."""


def forecast(configs: Sequence[RunConfig], draw: Callable[[Forecast], object]) -> None:
    """Draw how long it would take to train these on the chosen reviews, if this visitor pressed Train now.

    While the worker starts and while others are ahead, that becomes less, and it is drawn again and again.
    """

    @faults.shown()
    def drawn() -> None:
        found = _forecast(configs)
        draw(found)
        if not _becomes_less(found):
            # The page is drawn once more, without a timer.
            st.rerun()

    now = _forecast(configs)
    if _becomes_less(now):
        refresh.watch(drawn, quickest=FORECAST_SECONDS)
    else:
        draw(now)


def _becomes_less(found: Forecast) -> bool:
    """Whether waiting makes it less."""
    return bool(found.start_seconds or found.ahead or found.is_active)


def time_for(configs: Sequence[RunConfig]) -> str:
    """How long it would take to train all of these on the chosen reviews, as “about 12 seconds”."""
    return duration(_forecast(configs).seconds)


def _forecast(configs: Sequence[RunConfig]) -> Forecast:
    return services.cluster().clock.forecast(configs, session.dataset, session.visitor)


def of_runs(runs: Sequence[Run]) -> Progress:
    """How far runs are that were asked for together: how full their bar is, and how long is left."""
    return services.cluster().clock.progress(runs)


def run_progress(run: Run) -> None:
    """The bar of an active run, with what it does and how long is left. To be drawn several times a second."""
    progress = of_runs([run])
    st.progress(progress.filled, time_sentences.now(progress, run, plain(services.cluster().status.sentence)))


def worker_progress(config: RunConfig | None = None) -> None:
    """A progress bar for the training worker while it starts, or the sentence it failed with.

    Args:
        config: The settings of the training that may follow; its bar goes on where this one stands.
    """
    status = services.cluster().status
    if status.failed:
        st.error(plain(status.sentence), icon=":material/error:")
    elif status.ready:
        st.caption(":material/check_circle: The training worker is ready.")
    else:
        found = _forecast([config]) if config else None
        progress = services.cluster().clock.worker_progress(found.seconds - found.start_seconds if found else 0.0)
        st.progress(progress.filled, f"Getting ready: {plain(status.sentence)} · {time_sentences.left(progress)}")


def waiting(status: Status) -> str:
    """What queued runs wait for while none of theirs trains."""
    return "waiting for the worker" if status.ready else plain(status.sentence)


def worker_is_awaited() -> bool:
    """Whether the worker is still starting."""
    return not (services.cluster().status.ready or services.cluster().status.failed)


def wait_for_worker(config: RunConfig | None = None) -> None:
    """Show the worker's progress until it can answer, then redraw the page; `config` as in `worker_progress`."""
    refresh.watch(_waiting, config)


@faults.shown()
def _waiting(config: RunConfig | None) -> None:
    worker_progress(config)
    if not worker_is_awaited():
        st.rerun()
