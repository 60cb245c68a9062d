"""The verdict on a run that has ended, with its evidence, and buttons that set the knobs as it suggests."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from explorer import corpus
from explorer.config import RunConfig
from explorer.history import Epoch
from explorer.insight.verdict import Kind
from explorer.insight.verdict.tried import TOLD, Tried
from explorer.store import Run, State
from explorer.ui import address, balance, faults, knob_widgets, services, sidebar
from explorer.ui.pages import HOW, STEPS
from explorer.ui.session import session
from explorer.wording.findings import Finding, Suggestion, findings, suggestions

ICONS = {
    Kind.DIVERGED: ":material/bolt:",
    Kind.NOTHING_LEARNED: ":material/casino:",
    Kind.TOO_SHORT: ":material/hourglass_top:",
    Kind.ONLY_ITS_OWN: ":material/link_off:",
    Kind.NEARLY_PERFECT: ":material/water_drop:",
    Kind.GETTING_WORSE: ":material/trending_down:",
    Kind.UNSTABLE: ":material/ssid_chart:",
    Kind.UNDERFITTING: ":material/school:",
    Kind.MEMORISING: ":material/psychology:",
    Kind.OVERFITTING: ":material/call_split:",
    Kind.LEARNING_WELL: ":material/trending_up:",
    Kind.LEVELLED_OFF: ":material/check_circle:",
}
STEP_SIZE, BY_HEART, EPOCHS = "How big a step?", "Learning by heart", "Epochs and batches"
STORIES = {
    Kind.DIVERGED: STEP_SIZE,
    Kind.GETTING_WORSE: STEP_SIZE,
    Kind.UNSTABLE: STEP_SIZE,
    Kind.MEMORISING: BY_HEART,
    Kind.OVERFITTING: BY_HEART,
    Kind.ONLY_ITS_OWN: BY_HEART,
}
"""The step of How it works that is about a finding; for all others it is `EPOCHS`."""


# A run on reviews that the program no longer has loses only these cards, not the whole page.
@faults.shown()
def draw(run: Run, history: Sequence[Epoch]) -> None:
    """The findings about `run`, each in a card, the main one first; nothing where there is none."""
    reviews = corpus.get_source(run.dataset).validation
    tried = Tried(services.store().runs(states=TOLD, dataset=run.dataset))
    same = balance.share_of_one_answer(run.dataset)
    found = findings(run.config, history, reviews, run.state == State.DIVERGED, tried, same)
    if not found:
        return
    for column, finding in zip(st.columns(len(found)), found):
        with column:
            _card(run, finding)
    if not any(finding.suggestions for finding in found):
        st.caption(suggestions.closing(reviews))


def _card(run: Run, finding: Finding) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(f"{ICONS[finding.kind]} {finding.title}", anchor=False, width="content")
        with st.popover("Why?", icon=":material/receipt_long:", key=f"why_{finding.kind}_{run.id}"):
            _reasons(finding)
            _story(finding.kind)
    # In big type there is room for it only behind the button.
    if not session.big:
        st.markdown(finding.text)
    with st.container(horizontal=True):
        for suggestion in finding.suggestions:
            _suggestion(run, finding.kind, suggestion)
    if not session.big:
        for sentence in (*(one.record for one in finding.suggestions[:1]), *finding.tried):
            st.caption(sentence)


def _suggestion(run: Run, kind: Kind, suggestion: Suggestion) -> None:
    """A button that sets the knobs as suggested and, once they are, one that trains."""
    taken = knob_widgets.current_config() == replace(run.config, **suggestion.changes)
    st.button(
        f"Train with {suggestion.label.removeprefix('Try ')}" if taken else suggestion.label,
        icon=":material/play_arrow:" if taken else ":material/tune:",
        type="primary" if taken else "secondary",
        key=f"{kind}_{suggestion.label}_{run.id}",
        on_click=sidebar.train if taken else _apply,
        args=() if taken else (run.config, suggestion),
        help=f"{suggestion.record} Sets this knob, and all others to what this run had. Press it again to train.",
    )


def _reasons(finding: Finding) -> None:
    if session.big:
        st.markdown(finding.text)
    st.markdown(f":gray-badge[{finding.certainty}] {finding.because[0].upper()}{finding.because[1:]}")
    first, last = finding.epochs
    epochs = f"epoch {first}" if first == last else f"epochs {first} to {last}"
    st.markdown(f"**Receipts**, the figures behind it: {epochs}")
    st.markdown("\n".join(f"- {receipt}" for receipt in finding.receipts))
    if finding.more:
        st.markdown(finding.more)
    st.markdown(f"**What it is not.** {finding.is_not}")
    advice = [f"{one.label}. {one.record}" for one in finding.suggestions] + list(finding.tried)
    if advice:
        st.markdown("**What to try**")
        st.markdown("\n".join(f"- {sentence}" for sentence in advice))


def _story(kind: Kind) -> None:
    """A link to what How it works tells about it. By keyboard, a popover can only be scrolled to something like it."""
    title = STORIES.get(kind, EPOCHS)
    step = str([one.title for one in STEPS].index(title) + 1)
    (said,) = address.parameters(knob_widgets.current_config(), HOW)
    st.page_link(HOW.entry(), label=f"How it works: {title}", icon=HOW.icon, query_params={**said, "step": step})


def _apply(config: RunConfig, suggestion: Suggestion) -> None:
    knob_widgets.fill(replace(config, **suggestion.changes))
    knob_widgets.note_turn()
