"""The main effects: for each knob, a chart of what its values do when everything else is equal, and a sentence."""

from collections.abc import Sequence
from functools import lru_cache

import altair as alt
import pandas as pd
import streamlit as st

from explorer.insight.effects import effect_frame, main_effects
from explorer.insight.ranking import ranked
from explorer.store import Run
from explorer.ui import pictures
from explorer.ui.charts import COLOURS, KEPT, VALIDATION, Picture, named, specification
from explorer.ui.colours import GREY
from explorer.wording.effect_sentences import MORE_EPOCHS, main_effect
from explorer.wording.formats import count

ROW_HEIGHT = 30
# On two lines, for phones.
TITLE = ["Percentage points above or below", "the average of the group"]


def draw(runs: Sequence[Run]) -> None:
    """Draw the effect of each knob; `runs` are all finished ones on one data set."""
    effects = main_effects(runs)
    epochs_vary = len({run.config.epochs for run in runs}) > 1
    if not effects:
        st.markdown(
            f"All runs have the same settings{' but for the epochs' if epochs_vary else ''}. As soon as two of them differ "
            f"in a{'nother' if epochs_vary else ''} knob, this compares them."
        )
        return
    st.subheader("Knob by knob", anchor=False)
    st.markdown(
        "Runs that differ in one knob only are put side by side. A dot shows how much better or worse than the average of "
        "its group a value did. The bar through it shows how exact that is (95%): where it crosses zero, it may be luck."
    )
    table = effect_frame(effects)
    if len(table):
        pictures.show(
            effect_chart(table),
            key="what_mattered",
            title="What mattered, knob by knob",
            of=[f"{count(len(ranked(runs)), 'run')}, compared where everything else is equal, with 95% intervals"],
            dataset=runs[0].dataset,
            alt="For each knob, how far its values lie above or below the average of runs that are equal otherwise.",
        )
    sentences = [*map(main_effect, effects), *([f"**Epochs** are left out: {MORE_EPOCHS}"] if epochs_vary else [])]
    st.markdown("\n".join(f"- {sentence}" for sentence in sentences))


def effect_chart(table: pd.DataFrame) -> Picture:
    """A dot with its interval for each value of each knob; `table` comes from `effect_frame`."""
    table = table.assign(label=table["knob"] + ": " + table["value"])
    return Picture(_specification(len(table)), {"effects": table})


@lru_cache(maxsize=KEPT)
def _specification(rows: int) -> dict:
    # Not sorted by Altair: the order is the table's.
    y = alt.Y("label:N").title(None).sort(None).axis(labelLimit=220, grid=True, ticks=False, domain=False)
    figures = {"shift:Q": "Points above average", "low:Q": "Interval from", "high:Q": "Interval to"}
    tooltip = [
        alt.Tooltip("knob:N", title="Knob"),
        alt.Tooltip("value:N", title="Value"),
        *(alt.Tooltip(field, title=title, format="+.2f") for field, title in figures.items()),
    ]
    base = named("effects").encode(y=y, tooltip=tooltip)
    colour = COLOURS[VALIDATION]
    x = alt.X("shift:Q").title(TITLE).axis(format="+.2f", tickCount=5)
    zero = alt.Chart(pd.DataFrame({"shift": [0]})).mark_rule(color=GREY, strokeDash=[4, 4]).encode(x=x)
    interval = base.mark_rule(color=colour, strokeWidth=3, opacity=0.55).encode(x=alt.X("low:Q").title(TITLE), x2="high:Q")
    dot = base.mark_point(color=colour, filled=True, size=90, opacity=1).encode(x=x)
    return specification(alt.layer(zero, interval, dot).properties(height=ROW_HEIGHT * rows + 50))
