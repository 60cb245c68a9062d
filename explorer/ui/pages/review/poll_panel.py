"""One review, 36 opinions: what the networks of all settings say about a review, and why any one of them says so."""

import streamlit as st

from explorer import corpus
from explorer.inference.explain import explain_review
from explorer.inference.review_scores import score_review
from explorer.insight import review_poll
from explorer.insight.ranking import standings
from explorer.insight.review_poll import MOST, Opinion, Poll
from explorer.insight.review_reading import Reading
from explorer.reading import clean
from explorer.store import Run, State
from explorer.ui import class_names, coloured_review, faults, pictures, services, visitor
from explorer.ui.escaping import beginning, readable
from explorer.ui.pages.review import pushes
from explorer.ui.session import Item, Session, session
from explorer.ui.stage import scaled
from explorer.wording import poll_sentences
from explorer.wording.formats import count, share

TRAINS_THE_GRID = "The Leaderboard page trains all of the article's 36 combinations with one click."


@st.fragment
@faults.shown()
def draw(judge: Run, reading: Reading, text: str, typed: bool) -> None:
    """Draw a button and, after it has been pressed once, the opinions on every review.

    This is a fragment, so that a click in it does not rerun the rest of the page.

    Args:
        judge: The run whose network judges the review on the page.
        reading: What the judge makes of the review.
        text: The review.
        typed: Whether somebody has typed it.
    """
    runs = trained(judge.dataset)
    if len(runs) < 2:
        st.header("One review, many opinions", anchor=False, divider="gray")
        st.info(
            "Once networks of two or more settings have been trained on these reviews, all of them can be asked about this "
            f"review at once. {TRAINS_THE_GRID}",
            icon=":material/groups:",
        )
        return
    asked = runs[:MOST]
    st.header(f"One review, {len(asked)} opinions", anchor=False, divider="gray")
    if len(runs) > MOST:
        st.caption(f"The first {MOST} of the leaderboard's {len(runs):,} settings are asked.")
    if not session.all_are_asked:
        st.markdown("Would networks with other settings say the same? Ask the best run of each setting on the leaderboard.")
        st.button(f"Ask all {len(asked)}", icon=":material/groups:", on_click=Session.all_are_asked.set, args=(True,))
        return
    read, ids = clean(text) if typed else text, tuple(run.id for run in asked)
    said = visitor.asked_once(score_review, services.store().url, judge.dataset, ids, read)
    poll = review_poll.poll(asked, said)
    if poll is None:
        st.warning(poll_sentences.unreadable(asked), icon=":material/broken_image:")
        return
    draw_poll(poll, judge, reading, text, typed)


def trained(dataset: str) -> list[Run]:
    """The best run of each setting on the leaderboard, among the runs whose networks are kept."""
    runs = services.store().runs(states=[State.FINISHED], dataset=dataset)
    settings = standings(runs, corpus.get_source(dataset).validation)
    return review_poll.networks(settings, services.store().with_model([run.id for run in runs]))


def select(run_id: int) -> None:
    """Select the network of a run, whose words are shown from now on."""
    session.poll_run = run_id
    count_click()


def count_click() -> None:
    """Count another selection of a network."""
    session.poll_clicks += 1


def select_clicked(chart: Item) -> None:
    """Select the network whose cell was clicked in a chart."""
    from explorer.ui.pages.review.poll_charts import SELECTION

    rows = getattr(session, chart.key).selection[SELECTION]
    if rows and rows[-1].get("run") is not None:
        select(int(rows[-1]["run"]))


def draw_poll(poll: Poll, judge: Run, reading: Reading, text: str, typed: bool) -> None:
    """Draw all opinions and, beside them, the words of the selected network: at first, of the one that disagrees most."""
    by_id = {opinion.run.id: opinion for opinion in poll.by_probability}
    # Each review has its own dissenter, and the selected run may be gone by now.
    if session.poll_review != text or session.poll_run not in by_id:
        session.poll_run, session.poll_review = poll.dissenter.run.id, text
    selected = by_id[session.poll_run]
    classes = class_names.in_markdown(judge.dataset)
    st.markdown(poll_sentences.summary(poll, classes))
    left, right = st.columns([6, 5], gap="large")
    with left:
        draw_opinions(poll, selected.run, text)
    with right:
        st.selectbox(
            "Whose words?",
            list(by_id),
            format_func=lambda run_id: f"{share(by_id[run_id].probability)} · {by_id[run_id].run.config.describe()}",
            key=Session.poll_run.key,
            on_change=count_click,
            help=f"All networks that were asked, and how probable {classes.a_review(1)} is to each: the lowest first.",
        )
        draw_words(selected, judge, reading, text, typed)


def draw_opinions(poll: Poll, selected: Run, text: str) -> None:
    """Draw the article's combinations as a map and, below it, other settings as a list.

    Args:
        poll: What all networks say.
        selected: The selected run.
        text: The review.
    """
    # Imported here because Altair and pandas take half a second to load, and an empty page needs neither.
    from explorer.ui.pages.review import poll_charts

    st.button(
        f"Hear the one that {'is least sure' if poll.unanimous else 'disagrees most'}",
        icon=":material/record_voice_over:",
        on_click=select,
        args=(poll.dissenter.run.id,),
        disabled=selected.id == poll.dissenter.run.id,
    )
    written, classes = class_names.as_written(selected.dataset), class_names.in_markdown(selected.dataset)
    others = poll_charts.outside_the_grid(poll)
    grid_map = poll_charts.grid_map(poll, written, selected.id, session.poll_clicks)
    missing = int(grid_map.frames["cells"]["run"].isna().sum())
    st.caption(f"How probable {classes.a_review(1)} is to each network. Click a cell to see its words.")
    st.html(coloured_review.scale(written, poll_charts.GRADIENT))
    counts = f"{poll.positive} say {written.side(1)}, {poll.negative} {written.side(0)}"
    pictures.show(
        grid_map,
        key=Session.opinions_map.key,
        title=f"One review, {len(poll.opinions)} opinions: how probable {written.a_review(1)} is to each network",
        of=[f"“{beginning(readable(text))}”"],
        dataset=selected.dataset,
        alt=f"How probable {written.a_review(1)} is to each of the article's combinations, by hidden units and hidden "
        f"layers, with a panel for each activation and loss. Of all that were asked, {counts}.",
        on_select=lambda: select_clicked(Session.opinions_map),
    )
    if missing:
        st.caption(f"Dashed cells have no network to ask yet. {TRAINS_THE_GRID}")
    if poll.unreadable:
        st.caption(f":material/broken_image: {poll_sentences.unreadable(poll.unreadable)}")
    if others:
        st.subheader("Other settings", anchor=False)
        rows = min(len(others), poll_charts.MOST_ROWS)
        height = scaled(rows * poll_charts.row_height(others))
        with st.container(height=height if len(others) > rows else "content", border=False):
            pictures.show(
                poll_charts.opinion_list(others, written, selected.id, session.poll_clicks),
                key=Session.opinions_list.key,
                title=f"One review, {len(poll.opinions)} opinions: how probable {written.a_review(1)} is elsewhere",
                of=[f"“{beginning(readable(text))}”"],
                dataset=selected.dataset,
                alt=f"The same for {count(len(others), 'other setting')}, the lowest first.",
                on_select=lambda: select_clicked(Session.opinions_list),
            )


def draw_words(opinion: Opinion, judge: Run, reading: Reading, text: str, typed: bool) -> None:
    """Draw why a network says what it says, and how that differs from the judge."""
    run = opinion.run
    written, classes = class_names.as_written(run.dataset), class_names.in_markdown(run.dataset)
    own = reading if run == judge else visitor.asked_once(explain_review, services.store().url, run.id, text, typed)
    st.markdown(
        f"Run {run.id}, {run.config.describe()}, says **{classes.side(opinion.positive)}** "
        f"({share(opinion.probability)} {classes.side(1)})."
        + (" It is the judge above." if run == judge else f" {poll_sentences.disagreement(own, reading, classes)}")
    )
    if own.pushes:
        st.html(coloured_review.legend(written))
        st.html(coloured_review.why(own, written))
        pushes.draw(own, written, "poll_pushes", run)
        pushes.notes(own, classes)
    if run != judge and st.button(
        "Make it the judge",
        icon=":material/balance:",
        on_click=Session.judge.set,
        args=(run,),
        help="This network then judges the review at the top of the page.",
    ):
        st.rerun()
