"""What two ticked settings differ in, and what the same change did in all other pairs of runs."""

from collections.abc import Sequence

import altair as alt
import pandas as pd
import streamlit as st

from explorer.config import KNOBS
from explorer.insight import effects
from explorer.insight.effects import ELSEWHERE, HERE, Change
from explorer.insight.ranking import Setting
from explorer.store import Run
from explorer.ui import pictures
from explorer.ui.charts import COLOURS, VALIDATION, Layers
from explorer.ui.colours import GREY
from explorer.wording.effect_sentences import change_elsewhere, headline

AVERAGE = "Average elsewhere"
ROWS = [HERE, ELSEWHERE, AVERAGE]
HEIGHT = 240
# On two lines, for phones.
TITLE = ["Percentage points that the change", "added to the validation accuracy"]


def draw(ticked: Sequence[Setting], runs: Sequence[Run]) -> None:
    """Draw what differs between the `ticked` settings, best first, if they are two.

    Args:
        ticked: Settings.
        runs: All finished runs on this data set.
    """
    st.subheader("What differs?", anchor=False)
    if len(ticked) != 2:
        st.markdown(
            "Tick the boxes before two rows, and this says in which knobs they differ, and what the same change did between "
            "other runs."
        )
        return
    first, second = ticked
    changes = effects.changes(first, second, runs)
    st.markdown(headline(first, second, changes))
    if len(changes) > 1:
        st.markdown("\n".join(f"- {change_elsewhere(change)}" for change in changes))
        return
    (change,) = changes
    knob = KNOBS[change.knob]
    st.markdown(change_elsewhere(change))
    if change.here or change.elsewhere:
        pictures.show(
            change_chart(change),
            key="one_change",
            title=f"One change: {knob.noun} from {knob.show_inside(change.before)} to {knob.show_inside(change.after)}",
            of=[f"The two settings: {first.config.describe()}; {second.config.describe()}"],
            dataset=first.best.dataset,
            height=HEIGHT,
            alt="For each pair of runs that differ in this knob only, the percentage points that the change added: the "
            "pairs of the two ticked settings, all other pairs, and the average of those with its interval.",
        )


def change_chart(change: Change) -> Layers:
    """A dot for each pair, with those of the two settings highlighted, and the other pairs' mean with its interval."""
    table = effects.pair_frame(change)
    y = alt.Y("of:N").title(None).scale(domain=ROWS).axis(labelLimit=140, grid=False, ticks=False, domain=False)
    x = alt.X("points:Q").title(TITLE).axis(format="+.1f", tickCount=6)
    tooltip = [
        alt.Tooltip("of:N", title="Pair"),
        alt.Tooltip("settings:N", title="With the change"),
        alt.Tooltip("points:Q", title="Points added", format="+.2f"),
    ]
    base = alt.Chart(table).encode(x=x, y=y, yOffset=alt.YOffset("spread:Q").scale(domain=[-0.3, 1.3]), tooltip=tooltip)
    these, others = (base.transform_filter(alt.datum.of == of) for of in (HERE, ELSEWHERE))
    layers = [
        alt.Chart(pd.DataFrame({"points": [0]})).mark_rule(color=GREY, strokeDash=[4, 4]).encode(x=x),
        # Marks without data would be pictures without a name for people who cannot see them.
        others.mark_point(color=GREY, opacity=0.5, size=40, filled=True, aria=False),
        these.mark_point(color=COLOURS[VALIDATION], opacity=1, size=80, shape="diamond", filled=True, aria=False),
    ]
    if change.known:
        average, width = (share * 100 for share in change.average)
        row = {"of": AVERAGE, "points": average, "low": average - width, "high": average + width}
        figures = {"points:Q": "Points on average", "low:Q": "Interval from", "high:Q": "Interval to"}
        tooltip = [alt.Tooltip(field, title=title, format="+.2f") for field, title in figures.items()]
        mean = alt.Chart(pd.DataFrame([row])).encode(y=y, tooltip=tooltip)
        layers += [
            mean.mark_rule(color=GREY, strokeWidth=4).encode(x=alt.X("low:Q", title=TITLE), x2="high:Q"),
            mean.mark_point(color=GREY, filled=True, size=110, opacity=1).encode(x=x),
        ]
    return alt.layer(*layers)
