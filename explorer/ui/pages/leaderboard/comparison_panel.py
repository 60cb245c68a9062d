"""Is it really better? The verdict on the ticked rows of the leaderboard, and a button for three more repeats of each."""

from collections.abc import Sequence

import streamlit as st

from explorer.config import RunConfig, repeated
from explorer.insight import comparison
from explorer.insight.ranking import Setting, without_seed
from explorer.store import ACTIVE, State
from explorer.ui import faults, progress, refresh, services, stopping, visitor
from explorer.ui.pages.leaderboard import race
from explorer.ui.session import session
from explorer.wording import time_sentences
from explorer.wording.comparison_sentences import leads
from explorer.wording.formats import count

MORE = 3
BOXES = {
    comparison.Answer.YES: (st.success, ":material/check_circle:"),
    comparison.Answer.NO: (st.info, ":material/drag_handle:"),
    comparison.Answer.CANNOT_TELL: (st.warning, ":material/help:"),
}


def draw(ticked: Sequence[Setting], settings: Sequence[Setting], dataset: str) -> None:
    """Draw the verdict on the `ticked` among all `settings`, and a button for more repeats of them."""
    st.subheader("Is it really better?", anchor=False)
    if len(ticked) < 2:
        st.markdown(
            "Tick the boxes before two or more rows, and this says whether the best of them is really better than the "
            "others, or whether that may be luck."
        )
        return
    configs = [setting.config for setting in ticked]
    _verdict(ticked, settings)
    takes = progress.time_for(repeated(configs, range(MORE)))
    st.button(
        "Train three more repeats of each",
        icon=":material/repeat:",
        on_click=_train,
        args=(configs, dataset),
        disabled=bool(_active(ticked, dataset)),
        help=f"Trains each of the ticked settings with three seeds that it has not had yet. That takes {takes}.",
    )


def repeats(ticked: Sequence[Setting], dataset: str) -> bool:
    """Draw the progress of the repeats that this visitor has asked for, or that the `ticked` settings get.

    Returns:
        Whether there are any.
    """
    active = _active(ticked, dataset)
    if active:
        refresh.watch(_progress, active, race.submitted_together(dataset, active))
    return bool(active)


def _active(ticked: Sequence[Setting], dataset: str) -> list[int]:
    """The repeats that train or wait."""
    requested = set(session.repeats_asked_for)
    configs = [setting.config for setting in ticked]
    return [
        run.id
        for run in services.store().runs(states=ACTIVE, dataset=dataset)
        if run.id in requested or (len(configs) > 1 and without_seed(run.config) in configs)
    ]


def _verdict(ticked: Sequence[Setting], settings: Sequence[Setting]) -> None:
    """Draw the verdict, by all repeats and, if each ticked setting has some, by those alone that were requested here."""
    configs = [setting.config for setting in ticked]
    fresh = [one for one in comparison.fresh(settings, session.repeats_asked_for) if one.config in configs]
    verdict = comparison.verdict(ticked, len(settings), fresh if len(settings) > len(ticked) else ())
    if len(fresh) == len(ticked):
        basis = (
            "Judged by all repeats, and again by those alone that were trained after you had ticked these rows: nobody can "
            "have picked them for their luck, so they need a smaller lead."
        )
    else:
        basis = (
            f"You picked these {len(ticked)} out of {len(settings)} settings, and the best and the worst of many differ by "
            "luck alone, so this asks for a larger lead. Repeats that are trained from now on need a smaller one."
        )
    box, icon = BOXES[verdict.answer]
    first, *others = sentences = leads(verdict)
    if others:
        box("\n".join([f"**{verdict.answer}.**\n", *(f"- {sentence}" for sentence in sentences)]), icon=icon)
    else:
        box(f"**{verdict.answer}.**\n\n{first}", icon=icon)
    if len(settings) > len(ticked):
        st.caption(basis)


@faults.remembered()
def _train(configs: list[RunConfig], dataset: str) -> None:
    tried = (*ACTIVE, State.FINISHED, State.DIVERGED)
    existing = {run.config for run in services.store().runs(states=tried, dataset=dataset)}
    asked = visitor.submit(comparison.more_repeats(configs, existing, MORE), dataset)
    session.repeats_asked_for = [*session.repeats_asked_for, *asked]


@faults.shown()
def _progress(run_ids: list[int], together: list[int]) -> None:
    """Draw the progress of the repeats that were submitted `together`; rerun the page when any of `run_ids` has ended."""
    runs = services.store().runs(ids=together)
    if not {run.id for run in runs if run.active}.issuperset(run_ids):
        st.rerun()
    if any(run.state == State.RUNNING for run in runs):
        sentence = f"{sum(run.epochs_done for run in runs)} of {sum(run.config.epochs for run in runs)} epochs"
    else:
        sentence = progress.waiting(services.cluster().status)
    far = progress.of_runs(runs)
    words = count(len(run_ids), "repeat")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(far.filled, f"{words} to come · {sentence} · {time_sentences.left(far)}")
        stopping.button(run_ids, "Stop these repeats", "stop_repeats")
