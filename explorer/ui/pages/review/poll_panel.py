"""One review, 36 opinions: what the networks of all settings say about a review, and the words of any one of them."""

import streamlit as st

from explorer.inference.explain import explain_review
from explorer.inference.review_scores import score_review
from explorer.insight import review_poll
from explorer.insight.ranking import standings
from explorer.insight.review_poll import MOST, Opinion, Poll
from explorer.insight.review_reading import Reading, share
from explorer.store import Run, State
from explorer.ui import coloured_review, faults, pictures, state
from explorer.ui.pages.review import pushes

TRAINS_THE_GRID = "The Leaderboard page trains all of the article's 36 combinations by one click."


@st.fragment
@faults.shown()
def draw(judge: Run, reading: Reading, text: str) -> None:
    """The section of the page: a button, and once it has been pressed, the opinions on every review from then on.

    `reading` is the judge's of `text`. A fragment, so that a click here leaves the rest of the page alone.
    """
    runs = trained(judge.dataset)
    if len(runs) < 2:
        st.subheader("One review, many opinions", divider="gray")
        st.info(
            "With two settings or more trained on these reviews, all of their networks can be asked about this review at "
            f"once. {TRAINS_THE_GRID}",
            icon=":material/groups:",
        )
        return
    asked = runs[:MOST]
    st.subheader(f"One review, {len(asked)} opinions", divider="gray")
    if len(runs) > MOST:
        st.caption(f"The first {MOST} of the leaderboard's {len(runs):,} settings are asked.")
    if not st.session_state.get("all_are_asked"):
        st.markdown("Would networks with other settings say the same? Ask the best run of each setting on the leaderboard.")
        st.button(f"Ask all {len(asked)}", icon=":material/groups:", on_click=ask_all)
        return
    said = state.asked_once("opinions", score_review, state.store().url, judge.dataset, tuple(run.id for run in asked), text)
    poll = review_poll.poll(asked, said)
    if poll is None:
        st.warning(review_poll.unreadable(asked), icon=":material/broken_image:")
        return
    show(poll, judge, reading, text)


def trained(dataset: str) -> list[Run]:
    """Of each setting of the leaderboard the best run that has kept its network."""
    runs = state.store().runs(states=[State.FINISHED], dataset=dataset)
    return review_poll.networks(standings(runs), state.store().with_model([run.id for run in runs]))


def ask_all() -> None:
    st.session_state.all_are_asked = True


def hear(run_id: int) -> None:
    """Show the words of that run's network."""
    st.session_state.heard = run_id
    next_turn()


def next_turn() -> None:
    st.session_state.turn = turn() + 1


def turn() -> int:
    """How often another network has been chosen to be heard."""
    return st.session_state.get("turn", 0)


def clicked(key: str) -> None:
    """Show the words of the network whose cell was clicked in that chart."""
    from explorer.ui.pages.review.poll_charts import SELECTED

    rows = st.session_state[key].selection[SELECTED]
    if rows and rows[-1].get("run") is not None:
        hear(int(rows[-1]["run"]))


def show(poll: Poll, judge: Run, reading: Reading, text: str) -> None:
    """What they say at a glance, and beside it the words of one of them: at first, the loudest dissenter's."""
    by_id = {opinion.run.id: opinion for opinion in poll.by_probability}
    # Each review has a dissenter of its own; and a click may have been on what is gone by now.
    if st.session_state.get("heard_about") != text or st.session_state.get("heard") not in by_id:
        st.session_state.heard, st.session_state.heard_about = poll.dissenter.run.id, text
    heard = by_id[st.session_state.heard]
    st.markdown(review_poll.summary(poll))
    left, right = st.columns([6, 5], gap="large")
    with left:
        at_a_glance(poll, heard.run.id)
    with right:
        st.selectbox(
            "Whose words?",
            list(by_id),
            format_func=lambda run_id: f"{share(by_id[run_id].probability)} · {by_id[run_id].run.config.describe()}",
            key="heard",
            on_change=next_turn,
            help="All networks that were asked, with the probability of positive that each gives: the most negative first.",
        )
        its_words(heard, judge, reading, text)


def at_a_glance(poll: Poll, heard: int) -> None:
    """The article's combinations as a map, and below it, other settings as a list."""
    # Altair and pandas take half a second to load, which an empty page does without.
    from explorer.ui.pages.review import poll_charts

    odd = "least sure one" if poll.unanimous else "dissenter"
    st.button(
        f"Hear the {odd}",
        icon=":material/record_voice_over:",
        on_click=hear,
        args=(poll.dissenter.run.id,),
        disabled=heard == poll.dissenter.run.id,
    )
    further = poll_charts.further(poll)
    map_of_grid = poll_charts.grid_map(poll, heard, turn())
    missing = int(map_of_grid.frames["cells"]["run"].isna().sum())
    st.caption("The probability of positive that each network gives. Click a cell to see its words.")
    st.html(poll_charts.legend())
    counts = f"{poll.positive} say positive, {poll.negative} negative"
    pictures.show(
        map_of_grid,
        key="opinions_map",
        alt="The probability of positive that each of the article's combinations gives this review, by hidden units and "
        f"hidden layers, with a panel for each activation and loss. Of all that were asked, {counts}.",
        on_select=lambda: clicked("opinions_map"),
    )
    if missing:
        st.caption(f"Dashed cells have no network to ask yet. {TRAINS_THE_GRID}")
    if poll.unreadable:
        st.caption(f":material/broken_image: {review_poll.unreadable(poll.unreadable)}")
    if further:
        st.markdown("**Other settings**")
        rows = min(len(further), poll_charts.MOST_ROWS)
        scrolled = len(further) > rows
        others = "1 other setting" if len(further) == 1 else f"{len(further)} other settings"
        with st.container(height=(rows * poll_charts.ROW_HEIGHT) if scrolled else "content", border=False):
            pictures.show(
                poll_charts.further_list(further, heard, turn()),
                key="opinions_list",
                alt=f"The same for {others}, the most negative first.",
                on_select=lambda: clicked("opinions_list"),
            )


def its_words(opinion: Opinion, judge: Run, reading: Reading, text: str) -> None:
    """Why a network says what it says, and how that differs from the judge."""
    run = opinion.run
    own = reading if run == judge else state.asked_once("heard_reading", explain_review, state.store().url, run.id, text)
    st.markdown(
        f"Run {run.id}, {run.config.describe()}, says **{opinion.side}** ({share(opinion.probability)} positive)."
        + (" It is the judge above." if run == judge else f" {review_poll.apart(own, reading)}")
    )
    if own.pushes:
        st.html(coloured_review.legend())
        st.html(coloured_review.why(own))
        pushes.draw(own, "heard_pushes")
    if run != judge and st.button(
        "Make it the judge",
        icon=":material/balance:",
        on_click=make_judge,
        args=(run,),
        help="Shows all of this page for this network: its verdict, and what would turn it.",
    ):
        st.rerun()


def make_judge(run: Run) -> None:
    st.session_state.judge = run
