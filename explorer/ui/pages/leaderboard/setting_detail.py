"""One setting of the leaderboard: how its best run learned, its repeats, and a button that sets the knobs to it."""

from dataclasses import asdict, replace

import pandas as pd
import streamlit as st

from explorer.config import RunConfig
from explorer.insight.ranking import Setting
from explorer.ui import charts, knob_widgets, pictures, services
from explorer.ui.pages.leaderboard import hiding

# In pixels: there is less room beside the table than on the Train page.
CHART_HEIGHT = 230

REPEAT_COLUMNS = {
    "run": st.column_config.NumberColumn("Run"),
    "seed": st.column_config.NumberColumn("Seed", help="The number that decided first weights and order of reviews."),
    "val_accuracy": st.column_config.NumberColumn("Validation accuracy", format="%.2f%%"),
    "val_loss": st.column_config.NumberColumn("Validation loss", format="%.3f"),
    "accuracy": st.column_config.NumberColumn("Training accuracy", format="%.2f%%"),
    "epoch": st.column_config.NumberColumn("Best epoch", help="The epoch that these figures belong to."),
    "seconds": st.column_config.NumberColumn("Time", help="Its share of the training time.", format="%.1f s"),
}


def draw(setting: Setting) -> None:
    """Draw the curves of the setting's best run and, if it has several, a table of its repeats."""
    run = setting.best
    of = f", the best of {setting.repeats} repeats" if setting.repeats > 1 else ""
    st.markdown(f"#### Run {run.id}{of}")
    st.markdown(run.config.describe())
    left, right = st.columns([3, 2])
    left.button(
        "Use these settings",
        icon=":material/tune:",
        on_click=use,
        args=(run.config,),
        width="stretch",
        help="Sets the knobs in the sidebar to those of this run.",
    )
    with right:
        hiding.menu(setting)
    history = services.store().history(run.id)
    for name, chart in (("Accuracy", charts.accuracy_chart), ("Loss", charts.loss_chart)):
        picture = chart(history, run.config, ended=True)
        st.markdown(f"**{name}**")
        pictures.show(
            replace(picture, spec={**picture.spec, "height": CHART_HEIGHT}),
            key=f"detail_{name}",
            alt=f"{name} by epoch of the selected run, on the training and on the validation reviews.",
        )
    if setting.repeats > 1:
        with st.expander(f"Its {setting.repeats} repeats", key="repeats_of_setting"):
            st.caption("The same settings, and only the seed differs.")
            st.dataframe(
                repeats_table(setting),
                column_config=REPEAT_COLUMNS,
                hide_index=True,
                key="repeats",
                alt="The repeats of the selected setting, best first.",
            )


def repeats_table(setting: Setting) -> pd.DataFrame:
    """A row per run, best first, with the figures of its best epoch; accuracies are in per cent."""
    rows = [
        asdict(run.best_figures) | {"run": run.id, "seed": run.config.seed, "seconds": run.seconds} for run in setting.runs
    ]
    table = pd.DataFrame(rows, columns=list(REPEAT_COLUMNS))
    return table.assign(val_accuracy=table["val_accuracy"] * 100, accuracy=table["accuracy"] * 100)


def use(config: RunConfig) -> None:
    """Set the visitor's knobs to `config`."""
    knob_widgets.fill(config)
    st.toast("The knobs in the sidebar now show these settings.", icon=":material/tune:")
