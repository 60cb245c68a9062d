"""The peeking simulator: how much too good the best of many networks looks on the reviews that were used to choose it."""

from collections.abc import Sequence

import streamlit as st

from explorer.inference.holdout_simulation import MOST_NETWORKS, simulate_selection
from explorer.insight.exam_result import SelectionBias
from explorer.store import Run
from explorer.ui import progress, services
from explorer.ui.session import session
from explorer.wording.exam_sentences import lesson_of_peeking


def draw(runs: Sequence[Run]) -> None:
    """Draw the simulator for `runs` on one data set; nothing if there are fewer than two to choose from."""
    if len(runs) < 2:
        return
    st.subheader("Why only once? The peeking simulator", divider="gray")
    # The oldest, because those that lead have been chosen already.
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
            session.peeks = (run_ids, services.cluster().ask(simulate_selection, services.store().url, run_ids))
    asked, peeks = session.peeks or (None, ())
    if asked == run_ids:
        if len(peeks) < len(run_ids):
            missing = "1 of the networks cannot" if len(run_ids) - len(peeks) == 1 else "Some of the networks cannot"
            st.warning(f"{missing} be read and took no part: the file is damaged.", icon=":material/broken_image:")
        draw_result(peeks)


def draw_result(biases: Sequence[SelectionBias]) -> None:
    """Draw both scores by the number of networks, and what they teach."""
    from explorer.ui.pages.exam import exam_charts

    last = biases[-1]
    st.markdown(lesson_of_peeking(biases))
    st.altair_chart(
        exam_charts.peeking_chart(biases),
        key="peeking",
        alt=f"Accuracy of the best of 1 to {last.networks} networks: with {last.networks}, {last.chosen_by:.1%} on the "
        f"reviews it was chosen by and {last.held_out:.1%} on reviews that nobody looked at.",
    )
