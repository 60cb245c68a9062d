"""One setting of the leaderboard: how its best run learned, its repeats, and a button that sets the knobs to it."""

from collections.abc import Sequence
from dataclasses import asdict

import pandas as pd
import streamlit as st

from explorer.insight.ranking import Setting, without_seed
from explorer.store import Run, State
from explorer.ui import balance, charts, knob_widgets, pictures, services, visitor
from explorer.ui.escaping import cell
from explorer.ui.pages.leaderboard import hiding
from explorer.ui.session import session
from explorer.wording.formats import count, listed, points

# In pixels of normal type: both charts stand beside the table. In big type there is room for one.
CHART_HEIGHT, BIG_CHART_HEIGHT = 186, 158

REPEAT_COLUMNS = {
    "run": st.column_config.NumberColumn("Run"),
    "seed": st.column_config.NumberColumn(
        "Seed", help="The number that decided the first weights and the order of the reviews."
    ),
    "val_accuracy": st.column_config.NumberColumn("Accuracy", help="On the validation reviews.", format="%.2f%%"),
    "val_loss": st.column_config.NumberColumn("Loss", help="On the validation reviews.", format="%.3f"),
    "accuracy": st.column_config.NumberColumn("Training", help="The accuracy on the training reviews.", format="%.2f%%"),
    "epoch": st.column_config.NumberColumn("Best epoch", help="The epoch that these figures belong to."),
    "seconds": st.column_config.NumberColumn("Time", help="Its share of the training time.", format="%.1f s"),
}


def draw(setting: Setting, runs: Sequence[Run]) -> None:
    """Draw the curves of the setting's best run, its repeats, and what can be done with it.

    Args:
        setting: The setting.
        runs: All finished runs on the same reviews, hidden ones included.
    """
    run = setting.best
    of = f", the best of {setting.repeats} repeats" if setting.repeats > 1 else ""
    described = run.config.describe()
    st.subheader(f"Run {run.id}{of}", anchor=False, help=described if session.big else None)
    if not session.big:
        st.caption(described)
    with st.container(horizontal=True, gap="xsmall"):
        st.button(
            "Use these settings",
            icon=None if session.big else ":material/tune:",
            on_click=knob_widgets.use,
            args=(run.config,),
            help="Sets the knobs in the sidebar to those of this run.",
        )
        with st.popover("Repeats", icon=None if session.big else ":material/casino:"):
            _repeats(setting, runs)
        hiding.menu(setting)
    history = services.store().history(run.id)
    annotations = charts.Annotations(majority=balance.share_of_one_answer(run.dataset))
    drawn = [("Accuracy", charts.accuracy_chart), ("Loss", charts.loss_chart)]
    for name, chart in drawn[:1] if session.big else drawn:
        pictures.show(
            chart(history, run.config, ended=True, annotations=annotations),
            key=f"detail_{name}",
            title=f"{name} of run {run.id}{of}",
            of=run,
            alt=f"{name} by epoch of the selected run, on the training and on the validation reviews.",
            height=BIG_CHART_HEIGHT if session.big else CHART_HEIGHT,
        )


def _repeats(setting: Setting, runs: Sequence[Run]) -> None:
    """Draw how far the repeats lie apart, and all of them."""
    if setting.deviation is None:
        st.caption("Trained once so far. Tick this row and another one, and both can be repeated with other seeds.")
    else:
        st.caption(
            f"The same settings, and only the seed differs. On average they get {setting.mean:.2%}; a single one usually "
            f"lands within {points(setting.deviation, 2)} of that."
        )
    if left_out := _left_out(setting, runs):
        st.caption(left_out)
    table, asked_by = repeats_table(setting), visitor.asked_by([run.id for run in setting.runs])
    if asked_by:
        table = table.assign(asked_by=[cell(", ".join(asked_by[run_id])) for run_id in table["run"]])
    st.dataframe(
        table,
        column_config=REPEAT_COLUMNS | {"asked_by": st.column_config.TextColumn("Asked for by")},
        hide_index=True,
        key="repeats",
        alt="The repeats of the selected setting, best first.",
    )


def _left_out(setting: Setting, finished: Sequence[Run]) -> str:
    """Which runs with these settings do not count, in a sentence; empty if all do."""
    diverged_runs = services.store().runs(states=[State.DIVERGED], dataset=setting.best.dataset)
    same = [run for run in (*finished, *diverged_runs) if without_seed(run.config) == setting.config]
    diverged, hidden = sum(run.state == State.DIVERGED for run in same), sum(run.hidden for run in same)
    parts = [f"{count(diverged, 'run')} that diverged"] if diverged else []
    parts += [f"{count(hidden, 'run')} that {'is' if hidden == 1 else 'are'} hidden"] if hidden else []
    return f"Left out of this average: {listed(parts)}. It would be another one with them." if parts else ""


def repeats_table(setting: Setting) -> pd.DataFrame:
    """A row per run, best first, with the figures of its best epoch; accuracies are in per cent."""
    rows = [
        asdict(run.best_figures) | {"run": run.id, "seed": run.config.seed, "seconds": run.seconds} for run in setting.runs
    ]
    table = pd.DataFrame(rows, columns=list(REPEAT_COLUMNS))
    return table.assign(val_accuracy=table["val_accuracy"] * 100, accuracy=table["accuracy"] * 100)
