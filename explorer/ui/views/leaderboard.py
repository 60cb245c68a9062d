"""The Leaderboard page: every finished run, best first, and the article's 36 combinations by one click."""

import pandas as pd
import streamlit as st

from explorer import corpus
from explorer.config import KNOBS, RunConfig, article_grid
from explorer.insight.ranking import leaderboard, margin, ranked
from explorer.insight.remaining import expected_seconds, in_words
from explorer.store import ACTIVE, Run, State
from explorer.ui import charts, faults, forms, heat_map, progress, race, state

COLUMNS = {
    "place": st.column_config.NumberColumn("Place", width=55),
    "best_val_accuracy": st.column_config.ProgressColumn(
        "Validation accuracy",
        help="The share of reviews it gets right among those it has never learned from, at its best epoch.",
        format="%.2f %%",
        min_value=50,
        max_value=100,
    ),
    "best_epoch": st.column_config.NumberColumn(
        "Best epoch", help="The epoch with the highest validation accuracy.", width=85
    ),
    **{name: st.column_config.Column(KNOBS[name].label) for name in ("activation", "loss")},
    "units": st.column_config.NumberColumn("Units", help="Hidden units in each hidden layer.", width=60),
    "layers": st.column_config.NumberColumn("Layers", help="Hidden layers.", width=60),
    "epochs": st.column_config.NumberColumn("Epochs", width=65),
    "best_accuracy": st.column_config.NumberColumn(
        "Training accuracy", help="The same for the reviews it learned from, at that epoch.", format="%.2f %%"
    ),
    "other": st.column_config.TextColumn("Other settings", help="What else differs from the article's settings."),
    "seconds": st.column_config.NumberColumn("Time", help="Its share of the training time.", format="%.1f s", width=65),
    "run": st.column_config.NumberColumn("Run", width=50),
}
OTHER_KNOBS = ("learning_rate", "batch_size", "vocabulary", "dropout", "l2", "seed")


def page() -> None:
    st.title("Leaderboard")
    dataset = state.dataset()
    training = grid_section(dataset)
    runs = ranked(state.store().runs(states=[State.FINISHED], dataset=dataset))
    if not runs:
        st.info(
            "The ranking appears here as soon as they have learned."
            if training
            else "No run has finished on these reviews yet. Press **Train** in the sidebar for a first one, or train the "
            "article's combinations with the button above.",
            icon=":material/emoji_events:",
        )
        return
    st.markdown(honesty(runs, dataset))
    table = leaderboard(runs)
    st.session_state.leaderboard_order = [run.id for run in runs]
    st.dataframe(
        shown(table),
        column_order=list(COLUMNS),
        column_config=COLUMNS,
        hide_index=True,
        on_select=remember_choice,
        selection_mode="single-cell",
        key="leaderboard",
        alt="Finished runs, best validation accuracy first.",
    )
    left, right = st.columns([3, 1], vertical_alignment="center")
    left.caption("Click a row to see how that run learned.")
    right.download_button(
        "Download as CSV",
        table.to_csv(index=False),
        file_name="sentiment-explorer-leaderboard.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        width="stretch",
    )
    for run in runs:
        if run.id == st.session_state.get("chosen_run"):
            detail(run)


def remember_choice() -> None:
    """Keep which run was clicked, not which row: while a grid trains, rows move."""
    cells = st.session_state.leaderboard.selection.cells
    st.session_state.chosen_run = st.session_state.leaderboard_order[cells[0][0]] if cells else None


def honesty(runs: list[Run], dataset: str) -> str:
    """How much of the ranking can be luck, from the leader's own figures."""
    reviews = corpus.SOURCES[dataset].validation
    best = runs[0].best
    points = margin(best.val_accuracy, reviews) * 100
    near = sum(best.val_accuracy - run.best.val_accuracy <= points / 100 for run in runs[1:])
    others = {0: "no other run is", 1: "1 other run is"}.get(near, f"{near} other runs are")
    return (
        f"Best so far: **{best.val_accuracy:.1%}** of {reviews:,} validation reviews right. With that many reviews "
        f"differences of less than about **{points:.1f} percentage points** can be luck, and {others} within that of the "
        "leader. Another seed would move each run as well."
    )


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """The table with choices by their names and the less usual knobs in one column."""
    table = table.copy()
    table["other"] = [
        ", ".join(
            f"{KNOBS[name].label} {KNOBS[name].show(row[name])}" for name in OTHER_KNOBS if row[name] != KNOBS[name].default
        )
        for row in table[list(OTHER_KNOBS)].to_dict("records")
    ]
    for name in ("best_val_accuracy", "best_accuracy"):
        table[name] *= 100
    for name in ("activation", "loss"):
        table[name] = table[name].map(KNOBS[name].show)
    return table


def grid_section(dataset: str) -> bool:
    """How far the article's 36 are, and the button for those that nobody has trained yet; whether some train now."""
    grid = set(article_grid())
    active = [run.id for run in state.store().runs(states=ACTIVE, dataset=dataset) if run.config in grid]
    missing = state.store().missing(article_grid(), dataset)
    with st.container(border=True):
        if active:
            st.fragment(grid_panel, run_every=progress.REFRESH_SECONDS)(active, race.together(dataset, active))
        if missing:
            takes = in_words(expected_seconds(len(missing), RunConfig().epochs))
            left, right = st.columns([5, 3], vertical_alignment="center")
            left.markdown(
                f"**The article's 36 combinations**: 2 activations × 2 losses × 3 sizes × 3 depths. {len(missing)} are "
                f"not trained yet; all at once they take {takes}."
            )
            right.button(
                "Train the article's 36 combinations",
                type="primary",
                icon=":material/grid_on:",
                on_click=train_grid,
                args=(dataset,),
                width="stretch",
            )
        elif not active:
            st.markdown(":material/check_circle: **The article's 36 combinations** are all trained on these reviews.")
        if not active:
            heat_map.panel(dataset)
    return bool(active)


@faults.shown()
def grid_panel(run_ids: list[int], together: list[int]) -> None:
    """The race of the runs that were asked for `together`; draws the page again when one of the active ones has ended."""
    runs = state.store().runs(ids=together)
    bar, button = st.columns([3, 1], vertical_alignment="center")
    bar.progress(*race.progress(runs, state.cluster().status))
    button.button("Stop these", icon=":material/stop:", on_click=stop, args=(run_ids,), width="stretch")
    race.draw(runs)
    if not {run.id for run in runs if run.active}.issuperset(run_ids):
        st.rerun()


@faults.remembered()
def train_grid(dataset: str) -> None:
    # Asked again, because somebody else may have pressed the button since the page was drawn.
    state.cluster().submit(state.store().missing(article_grid(), dataset), dataset)


@faults.remembered()
def stop(run_ids: list[int]) -> None:
    state.cluster().stop(run_ids)


def detail(run: Run) -> None:
    """The curves of one run, and its settings to take over."""
    st.subheader(f"Run {run.id}", divider="gray")
    left, right = st.columns([3, 1], vertical_alignment="center")
    left.markdown(run.config.describe())
    right.button(
        "Use these settings",
        icon=":material/tune:",
        on_click=use,
        args=(run.config,),
        width="stretch",
        help="Sets the knobs in the sidebar to those of this run.",
    )
    history = state.store().history(run.id)
    columns = st.columns(2)
    for column, name, chart in zip(columns, ("Loss", "Accuracy"), (charts.loss_chart, charts.accuracy_chart)):
        column.markdown(f"**{name}**")
        column.altair_chart(
            chart(history, run.config, ended=True),
            key=f"detail_{name}",
            alt=f"{name} by epoch of the selected run, on the training and on the validation reviews.",
        )


def use(config: RunConfig) -> None:
    forms.fill(config)
    st.toast("The knobs in the sidebar now show these settings.", icon=":material/tune:")


page()
