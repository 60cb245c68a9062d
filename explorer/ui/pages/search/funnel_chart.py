"""The funnel of a search as a picture: a dot for every network, in a column for each number of epochs.

As in `charts`, only the data change while networks train.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from explorer.insight.ranking import without_seed
from explorer.insight.search_result import Fate, Rung, fates, funnel
from explorer.scheduling.successive_halving import Trial, rungs
from explorer.ui.charts import KEPT, Picture, named, specification
from explorer.ui.colours import BLUE, GREY, ORANGE
from explorer.wording.formats import count

AGAIN = "the best, again"
FATES = {Fate.DROPPED: "dropped", Fate.OPEN: "not decided yet", Fate.WENT_ON: "went on"}
COLOURS = {Fate.DROPPED: GREY, Fate.OPEN: BLUE, Fate.WENT_ON: ORANGE}
# How much of the accuracies below and above the best one a chart shows, a share, in steps so that it rarely changes.
BELOW, ABOVE, STEP = 0.08, 0.03, 0.05
# Successive multiples of it are spread evenly between 0 and 1.
GOLDEN = (5**0.5 - 1) / 2
COLUMNS = ["run", "column", "beside", "accuracy", "shown", "fate", "settings"]


def funnel_chart(trials: Sequence[Trial], longest: int) -> Picture:
    """The validation accuracy of every network, by the epochs that it trained for.

    Args:
        trials: The trials of the search.
        longest: The epochs of its longest training.
    """
    best = max((trial.accuracy for trial in trials if trial.accuracy is not None), default=0.9)
    low = math.floor((best - BELOW) / STEP) * STEP
    high = math.ceil((best + ABOVE) / STEP) * STEP
    heads = funnel(trials)
    frames = {"networks": network_frame(trials, low), "heads": head_frame(heads)}
    return Picture(_specification(_columns(heads, longest), round(low, 2), round(high, 2)), frames)


@lru_cache(maxsize=KEPT)
def _specification(columns: tuple[str, ...], low: float, high: float) -> dict:
    x = alt.X("column:N").title(None).scale(domain=[*columns, AGAIN])
    x = x.axis(labelAngle=0, grid=False, ticks=False, labelLimit=200, labelExpr=r"split(datum.label, '\n')")
    # Networks that have learned next to nothing stand at the lower edge.
    label = f"datum.value < {low + STEP / 10} ? '≤ {low:.0%}' : format(datum.value, '.0%')"
    y = alt.Y("shown:Q").title("Validation accuracy").axis(labelExpr=label, tickCount=8)
    y = y.scale(domain=[low, high], nice=False)
    colour = alt.Color("fate:N").title(None)
    colour = colour.scale(domain=list(FATES.values()), range=[COLOURS[fate] for fate in FATES])
    colour = colour.legend(orient="bottom", symbolOpacity=1)
    tooltip = [
        alt.Tooltip("settings:N", title="Settings"),
        alt.Tooltip("accuracy:Q", title="Validation accuracy", format=".2%"),
        alt.Tooltip("run:Q", title="Run", format="d"),
    ]
    # Marks without data would be pictures without a name for people who cannot see them.
    mark: dict[str, Any] = {"filled": True, "aria": False}
    dots = named("networks").encode(x=x, y=y, xOffset=alt.XOffset("beside:Q").scale(domain=[-0.15, 1.15]))
    dots = dots.encode(color=colour, tooltip=tooltip)
    went_on = alt.datum.fate == FATES[Fate.WENT_ON]
    heads = named("heads").encode(x=x, y=alt.value(4), text="words:N")
    return specification(
        alt.layer(
            dots.transform_filter(~went_on).mark_point(size=36, opacity=0.5, **mark),
            dots.transform_filter(went_on).mark_point(size=60, opacity=0.9, **mark),
            heads.mark_text(lineBreak="\n", baseline="top", color=GREY, aria=False),
        )
    )


def network_frame(trials: Sequence[Trial], low: float) -> pd.DataFrame:
    """A row per network that has an accuracy.

    Args:
        trials: The trials of the search.
        low: The lower edge of the chart, a share.

    Returns:
        run, column (in words), beside (between 0 and 1, its place in the column), accuracy, shown (the same, but not below
        the edge), fate and settings (both in words).
    """
    latest = fates(trials)
    repeated = list(dict.fromkeys(without_seed(trial.config) for trial, _ in latest if trial.bracket is None))
    rows = []
    for trial, fate in latest:
        if trial.accuracy is None:
            continue
        setting = without_seed(trial.config)
        if trial.bracket is None:
            # The repeats of a finalist stand above each other.
            column, beside = AGAIN, (repeated.index(setting) + 0.5) / len(repeated)
        else:
            column, beside = _column(trial.config.epochs, trial.part), trial.run_id * GOLDEN % 1
        shown = max(trial.accuracy, low)
        rows.append(
            (trial.run_id, column, beside, trial.accuracy, shown, FATES[fate], without_seed(trial.trained).describe())
        )
    return pd.DataFrame(rows, columns=COLUMNS)


def head_frame(heads: Sequence[Rung]) -> pd.DataFrame:
    """What stands above the column of each rung: column and words, on two lines."""
    rows = []
    for rung in heads:
        tried = rung.trained + rung.waiting
        best = "" if rung.best is None else f"\nbest {rung.best:.1%}"
        rows.append((_column(rung.epochs, rung.part), f"{count(tried, 'network')}{best}"))
    return pd.DataFrame(rows, columns=["column", "words"])


def _columns(heads: Sequence[Rung], longest: int) -> tuple[str, ...]:
    """The column of each rung, those without a network so far too."""
    filled: dict[int, list[str]] = defaultdict(list)
    for rung in heads:
        filled[rung.epochs].append(_column(rung.epochs, rung.part))
    return tuple(column for epochs in rungs(longest) for column in filled.get(epochs, [_column(epochs, None)]))


def _column(epochs: int, part: int | None) -> str:
    """What stands below a column, on one line or two."""
    return count(epochs, "epoch") if part is None else f"{count(epochs, 'epoch')} on\n{part:,} reviews"
