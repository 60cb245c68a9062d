"""Pure functions from the result of an exam to an Altair chart and a table."""

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from explorer.insight.exam import confusion, interval
from explorer.store import Opening, Result, Run
from explorer.ui.heat_map import BRIGHT, INKS, SCHEME

HEIGHT = 230


def confusion_chart(result: Result) -> alt.LayerChart:
    """What the reviews are against what the network said: in each of the four cells how many, and their share of the row."""
    rows = [
        {
            "true": true,
            "said": said,
            "share": share,
            "count": f"{count:,}",
            "percent": f"{share:.1%}",
            "ink": INKS[share > BRIGHT],
            "what": "right" if true == said else "mistakes",
        }
        for true, said, count, share in confusion(result)
    ]
    base = alt.Chart(pd.DataFrame(rows)).encode(
        x=alt.X("said:N", title="The network said", axis=alt.Axis(labelAngle=0, orient="top", ticks=False, domain=False)),
        y=alt.Y("true:N", title="The writer meant", axis=alt.Axis(ticks=False, domain=False)),
        tooltip=[
            alt.Tooltip("true:N", title="The writer meant"),
            alt.Tooltip("said:N", title="The network said"),
            alt.Tooltip("count:N", title="Reviews"),
            alt.Tooltip("percent:N", title="Of those so meant"),
        ],
    )
    colour = alt.Color("share:Q", scale=alt.Scale(scheme=SCHEME, domain=[0, 1]), legend=None)
    ink = alt.Color("ink:N", scale=None)
    return (
        alt.layer(
            base.mark_rect(cornerRadius=3).encode(color=colour),
            base.mark_text(fontSize=20, fontWeight="bold", dy=-8).encode(text="count:N", color=ink),
            base.mark_text(fontSize=12, dy=13).encode(text="percent:N", color=ink),
        )
        .resolve_scale(color="independent")
        .properties(height=HEIGHT)
    )


def ledger(openings: Sequence[Opening], runs: Mapping[int, Run]) -> pd.DataFrame:
    """A row for each opening in its order: number, opened (UTC), run, settings, validation, and accuracy, low, high and
    guess, which are percentages."""
    rows = []
    for number, opening in enumerate(openings, 1):
        run, (low, high) = runs[opening.run_id], interval(opening.result)
        rows.append(
            {
                "number": number,
                "opened": pd.Timestamp(opening.opened, unit="s", tz="UTC"),
                "run": opening.run_id,
                "settings": run.config.describe(),
                "validation": f"{run.best.val_accuracy:.1%}",
                "accuracy": f"{opening.result.accuracy:.1%}",
                "interval": f"{low:.1%} to {high:.1%}",
                "guess": "–" if opening.guess is None else f"{opening.guess:.1%}",
            }
        )
    return pd.DataFrame(rows)
