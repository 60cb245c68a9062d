"""The race as a picture: a line for every network that trains, with the leader named and highlighted.

As in `charts`, only the data may change while networks train. The y axis is fixed as well, so that lines stay where they
are and one can see a network overtake another; it reaches further down only as long as none gets far.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal

import altair as alt
import pandas as pd

from explorer.history import Epoch, best_epoch
from explorer.insight.ranking import without_seed
from explorer.store import Run
from explorer.ui.charts import KEPT, Picture, epoch_axis, named, specification
from explorer.ui.colours import GREY, ORANGE
from explorer.ui.pages.leaderboard.race import in_front, name

# In most epochs, half of the article's 36 networks are between 87 and 89%, and the best reaches 89.4%; above that there is
# room for its name. A network that drops below the range for an epoch, as happens now and then, is drawn at the lower edge.
ACCURACIES = (0.80, 0.92)
# Where the axis begins while even the leader is hardly above that, as with few reviews to learn from.
LOWEST, HARDLY = 0.45, 0.82
# Lines overlap: the more there are, the paler each has to be to tell them apart.
OPACITY, OPACITY_OF_MANY, MANY = 0.4, 0.2, 50
# In pixels, from the leader's best epoch to the first of the two lines of its name; the second is 16 pixels lower.
NAME_OFFSET = -29
SIDES: tuple[Literal["left", "center", "right"], ...] = ("left", "center", "right")


def race_chart(runs: Sequence[Run], histories: Mapping[int, Sequence[Epoch]]) -> Picture:
    """Validation accuracy by epoch, a line per run; the leader's is thick and has its name at its best epoch.

    Args:
        runs: The runs. The specification depends on their number, on the most epochs that one is configured for, and on
            whether any has got far yet.
        histories: Run id → epochs.
    """
    epochs = max((run.config.epochs for run in runs), default=1)
    leader = in_front(runs)
    frames = {"field": field_frame(runs, histories), "leader": leader_frame(leader, histories, epochs)}
    low = LOWEST if leader and leader.best_figures.val_accuracy < HARDLY else ACCURACIES[0]
    return Picture(_specification(epochs, len(runs) > MANY, low), frames)


@lru_cache(maxsize=KEPT)
def _specification(epochs: int, many: bool, low: float) -> dict:
    x = epoch_axis(epochs)
    y = alt.Y("accuracy:Q").title("Validation accuracy").axis(format=".0%", tickCount=10)
    y = y.scale(domain=[low, ACCURACIES[1]], clamp=True, nice=False)
    tooltip = [
        alt.Tooltip("settings:N", title="Settings"),
        alt.Tooltip("epoch:Q", title="Epoch", format="d"),
        alt.Tooltip("accuracy:Q", title="Validation accuracy", format=".2%"),
    ]
    field = named("field").encode(x=x, y=y, detail="run:N")
    leader = named("leader").encode(x=x, y=y)
    best = leader.transform_filter("datum.best")
    # Marks without data would be pictures without a name for people who cannot see them; the page says who is in front.
    pale: dict[str, Any] = {"color": GREY, "opacity": OPACITY_OF_MANY if many else OPACITY, "aria": False}
    text: dict[str, Any] = {"baseline": "line-bottom", "dy": NAME_OFFSET, "lineBreak": "\n", "fontSize": 13}
    text |= {"color": ORANGE, "fontWeight": "bold", "aria": False}
    label = best.encode(text="label:N")
    chart = alt.layer(
        field.mark_line(strokeWidth=1, **pale),
        leader.mark_line(strokeWidth=3.5, color=ORANGE, aria=False),
        field.mark_point(size=28, filled=True, **pale).encode(tooltip=tooltip),
        best.mark_point(size=110, filled=True, opacity=1, color=ORANGE, aria=False).encode(tooltip=tooltip),
        *(label.transform_filter(alt.datum.side == side).mark_text(align=side, **text) for side in SIDES),
    )
    return specification(chart)


def field_frame(runs: Sequence[Run], histories: Mapping[int, Sequence[Epoch]]) -> pd.DataFrame:
    """A row per epoch and run: run, settings (in words), epoch, accuracy (on the validation reviews, a share)."""
    rows = [(run.id, run.config.describe(), epoch.epoch, epoch.val_accuracy) for run in runs for epoch in histories[run.id]]
    return pd.DataFrame(rows, columns=["run", "settings", "epoch", "accuracy"])


def leader_frame(leader: Run | None, histories: Mapping[int, Sequence[Epoch]], epochs: int) -> pd.DataFrame:
    """The leader's epochs.

    Args:
        leader: The run in front, if any.
        histories: Run id → epochs.
        epochs: How many epochs the chart is wide.

    Returns:
        A row per epoch: settings, epoch, accuracy, best (whether it is the best epoch), label (the leader's name and the
        accuracy, on two lines) and side (how the label is aligned, so that it stays inside the chart).
    """
    rows: list[tuple] = []
    if leader and (history := histories[leader.id]):
        best = best_epoch(history)
        # The seed is in the sentence below and in the tooltip; here it would not fit on a phone.
        name_in_chart = "\n".join(name(without_seed(leader.config)))
        for epoch in history:
            label = f"{name_in_chart} · {epoch.val_accuracy:.2%}"
            side = SIDES[min(3 * (epoch.epoch - 1) // max(epochs - 1, 1), 2)]
            rows.append((leader.config.describe(), epoch.epoch, epoch.val_accuracy, epoch == best, label, side))
    return pd.DataFrame(rows, columns=["settings", "epoch", "accuracy", "best", "label", "side"])
