"""The peeking simulator: how much too good the best of many networks looks on the reviews that were used to choose it."""

from collections.abc import Sequence

import streamlit as st

from explorer import corpus
from explorer.inference.holdout_simulation import MOST_NETWORKS, simulate_selection
from explorer.insight.exam_result import SelectionBias
from explorer.store import Run
from explorer.ui import pictures, progress, services
from explorer.ui.session import session
from explorer.wording import exam_sentences


def draw(runs: Sequence[Run]) -> None:
    """Draw the simulator for `runs` on one data set; nothing if there are fewer than two to choose from."""
    if len(runs) < 2:
        return
    st.header("Why only once? The peeking simulator", anchor=False, divider="gray")
    # The oldest, because those that lead have been chosen already.
    run_ids = tuple(sorted(run.id for run in runs)[:MOST_NETWORKS])
    st.markdown(exam_sentences.how_peeking_works(len(run_ids), len(runs)))
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
    st.markdown(exam_sentences.lesson_of_peeking(biases, corpus.get_source(session.dataset).validation))
    pictures.show(
        exam_charts.peeking_chart(biases),
        key="peeking",
        title=f"Choosing the best of {last.networks} networks",
        of=["Average of 200 simulations, in which the validation reviews were split into halves at random."],
        dataset=session.dataset,
        alt=f"Accuracy of the best of 1 to {last.networks} networks: with {last.networks}, {last.chosen_by:.1%} on the "
        f"half that it was chosen by and {last.held_out:.1%} on the other half.",
    )
