"""The peeking simulator: how choosing the best of many flatters it, shown on reviews that are given up for it."""

from collections.abc import Sequence

import streamlit as st

from explorer.inference.holdout_simulation import MOST_NETWORKS, simulate_selection
from explorer.insight.selection_bias import Peek, lesson
from explorer.store import Run
from explorer.ui import progress, state


def panel(runs: Sequence[Run]) -> None:
    """The simulator for `runs` on the same reviews; nothing where there is no choice among them."""
    if len(runs) < 2:
        return
    st.subheader("Why only once? The peeking simulator", divider="gray")
    # The oldest: those that lead have been chosen already.
    run_ids = tuple(sorted(run.id for run in runs)[:MOST_NETWORKS])
    st.markdown(
        "The validation reviews, never those in the envelope, are cut into two random halves, again and again. The networks "
        f"there are, the {len(run_ids)} oldest, compete in the one half, and the best of 1, 2 … of them is chosen by its "
        "score there. Then that one is tried on the other half, which played no part in the choice."
    )
    if progress.worker_is_awaited():
        st.caption("It can begin as soon as the training worker is ready.")
    elif st.button("Peek 200 times", icon=":material/visibility:"):
        with st.spinner("Every network judges every validation review."):
            st.session_state.peeks = (run_ids, state.cluster().ask(simulate_selection, state.store().url, run_ids))
    asked, peeks = st.session_state.get("peeks", (None, ()))
    if asked == run_ids:
        if len(peeks) < len(run_ids):
            missing = "1 of the networks cannot" if len(run_ids) - len(peeks) == 1 else "Some of the networks cannot"
            st.warning(f"{missing} be read and took no part: the file is damaged.", icon=":material/broken_image:")
        drawn(peeks)


def drawn(peeks: Sequence[Peek]) -> None:
    """The two scores by the number of networks, and what that teaches."""
    from explorer.ui.pages.exam import exam_charts

    last = peeks[-1]
    st.markdown(lesson(peeks))
    st.altair_chart(
        exam_charts.peeking_chart(peeks),
        key="peeking",
        alt=f"Accuracy of the best of 1 to {last.networks} networks: with {last.networks}, {last.chosen_by:.1%} on the "
        f"reviews it was chosen by and {last.fresh:.1%} on reviews that nobody looked at.",
    )
