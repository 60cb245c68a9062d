"""Is it really better? The verdict on the ticked rows of the leaderboard, and a button for three more repeats of each."""

from collections.abc import Sequence

import streamlit as st

from explorer.config import RunConfig, repeated
from explorer.insight import comparison
from explorer.insight.ranking import Setting, without_seed
from explorer.store import ACTIVE, State
from explorer.ui import faults, progress, refresh, services, visitor
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


def draw(selected: Sequence[Setting], settings: Sequence[Setting], dataset: str) -> None:
    """Draw the verdict on the `selected` among all `settings`, and the progress of their repeats while they train."""
    configs = [setting.config for setting in selected]
    requested = set(session.repeats_asked_for)
    active = [
        run.id
        for run in services.store().runs(states=ACTIVE, dataset=dataset)
        if run.id in requested or (len(configs) > 1 and without_seed(run.config) in configs)
    ]
    if len(selected) < 2 and not active:
        return
    with st.container(border=True):
        st.markdown("#### Is it really better?")
        if len(selected) > 1:
            _verdict(selected, settings)
            takes = progress.time_for(repeated(configs, range(MORE)))
            st.button(
                "Train three more repeats of each",
                icon=":material/repeat:",
                on_click=_train,
                args=(configs, dataset),
                disabled=bool(active),
                help=f"Trains each of the ticked settings with three seeds that it has not had yet. That takes {takes}.",
            )
        if active:
            refresh.watch(_progress, active, race.submitted_together(dataset, active))


def _verdict(selected: Sequence[Setting], settings: Sequence[Setting]) -> None:
    """Draw the verdict, by the repeats requested here if each selected setting has some, otherwise by all repeats."""
    configs = [setting.config for setting in selected]
    fresh = comparison.fresh(settings, session.repeats_asked_for)
    judged = [setting for setting in fresh if setting.config in configs]
    if len(judged) == len(selected):
        verdict = comparison.verdict(judged, len(fresh))
        basis = (
            "Judged by the repeats that were trained after you had ticked these rows. They cannot have been picked for "
            "their luck, so a smaller lead is enough."
        )
    else:
        verdict = comparison.verdict(selected, len(settings))
        basis = (
            f"You chose these {len(selected)} among {len(settings)} settings, and the best and the worst of many differ by "
            "luck alone: the verdict allows for that. Repeats that are trained from now on need a smaller lead."
        )
    box, icon = BOXES[verdict.answer]
    first, *others = sentences = leads(verdict)
    if others:
        box("\n".join([f"**{verdict.answer}.**\n", *(f"- {sentence}" for sentence in sentences)]), icon=icon)
    else:
        box(f"**{verdict.answer}.** {first}", icon=icon)
    if len(settings) > len(selected):
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
    done = sum(run.epochs_done for run in runs)
    total = sum(run.config.epochs for run in runs)
    if any(run.state == State.RUNNING for run in runs):
        sentence = f"{done} of {total} epochs"
    else:
        sentence = progress.waiting(services.cluster().status)
    far = progress.of_runs(runs)
    repeats = count(len(run_ids), "repeat is", "repeats are")
    bar, button = st.columns([3, 1], vertical_alignment="center")
    bar.progress(far.filled, f"{repeats} still to come · {sentence} · {time_sentences.left(far)}")
    button.button("Stop these repeats", icon=":material/stop:", on_click=visitor.stop, args=(run_ids,), width="stretch")
    if not {run.id for run in runs if run.active}.issuperset(run_ids):
        st.rerun()
