"""The race: a line on one chart for every network that trains, with the leader named and highlighted.

As in `charts`, only the data may change while networks train. The y axis is fixed as well, so that lines stay where they
are and one can see a network overtake another.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

import altair as alt
import pandas as pd
import streamlit as st

from explorer import corpus
from explorer.config import RunConfig
from explorer.history import Epoch, best_epoch
from explorer.insight.noise import margin_of_error
from explorer.insight.ranking import ranked, without_seed
from explorer.store import Run, State
from explorer.ui import services
from explorer.ui.charts import COLOURS, VALIDATION, Layers, epoch_axis
from explorer.ui.colours import GREY
from explorer.ui.progress import of_runs, waiting
from explorer.wording import time_sentences
from explorer.workers.cluster import Status

NAME = "**The article's combinations**"
HEIGHT = 400
# One epoch of the 36 takes about a second, and redrawing all their lines takes processor time from the training.
REFRESH_SECONDS = 1.0
# In most epochs, half of the article's 36 networks are between 87 and 89%, and the best reaches 89.4%; above that there is
# room for its name. A network that drops below the range for an epoch, as happens now and then, is drawn at the lower edge.
ACCURACIES = (0.80, 0.92)
LEADER_COLOUR = COLOURS[VALIDATION]
# A little darker, for text: its contrast is 4.1 on the light page and 4.5 on the dark one.
NAME_COLOUR = "#c4640b"
# Lines overlap: the more there are, the paler each has to be to tell them apart.
OPACITY, OPACITY_OF_MANY, MANY = 0.4, 0.2, 50
# In pixels, from the leader's best epoch to the first of the two lines of its name; the second is 16 pixels lower.
NAME_OFFSET = -29
SIDES: tuple[Literal["left", "center", "right"], ...] = ("left", "center", "right")


def submitted_together(dataset: str, run_ids: Collection[int]) -> list[int]:
    """The runs on that data set that were submitted together with any of `run_ids`, including these.

    Workers save the networks of a batch one after another: the race shows all of them until the last is saved.
    """
    runs = services.store().runs(dataset=dataset)
    created = {run.created for run in runs if run.id in run_ids}
    return [run.id for run in runs if run.created in created]


def progress(runs: Sequence[Run], status: Status) -> tuple[float, str]:
    """The progress of runs that were submitted together.

    Args:
        runs: The runs.
        status: The cluster's status, which is shown while none of them trains.

    Returns:
        How full their bar is, from 0 to 1, and a line of Markdown about it.
    """
    epochs = {run.id: run.epochs_done for run in runs}
    far = of_runs(runs)
    active = [run for run in runs if run.active]
    training = [run for run in active if run.state == State.RUNNING]
    # All networks of one seed train at once; the seeds follow each other.
    seed = next(run.config.seed for run in (*training, *active, *runs))
    batch = [run for run in runs if run.config.seed == seed]
    learning = [run for run in training or active if run.config.seed == seed]
    seeds = sorted({run.config.seed for run in runs})
    words = [f"repeat {seeds.index(seed) + 1} of {len(seeds)}"] if len(seeds) > 1 else []
    if training and being_saved(learning) == learning:
        saved = sum(not run.active for run in batch)
        words.append(f"all epochs are done, keeping the networks ({saved} of {len(batch)})")
        return far.filled, f"{NAME}: {' · '.join(words)}"
    words.insert(0, "1 network learns" if len(learning) == 1 else f"{len(learning)} networks learn at once")
    if training:
        total = max(run.config.epochs for run in learning)
        number = min(max(epochs[run.id] for run in learning) + 1, total)
        words.append(f"epoch {number} of {total}")
    else:
        words.append(waiting(status))
    if active:
        words.append(time_sentences.left(far))
    return far.filled, f"{NAME}: {' · '.join(words)}"


def being_saved(runs: Sequence[Run]) -> list[Run]:
    """The runs that have done all their epochs and whose networks are not saved yet."""
    return [run for run in runs if run.state == State.RUNNING and run.epochs_done >= run.config.epochs]


def draw(runs: Sequence[Run]) -> None:
    """Draw the chart, and in words who is in front."""
    histories = services.store().histories([run.id for run in runs])
    st.altair_chart(
        race_chart(runs, histories),
        key="race",
        height=HEIGHT,
        alt="Validation accuracy by epoch, one line for each network that trains; the one in front is highlighted.",
    )
    # Below the chart, because its number of lines changes.
    st.markdown(standing(runs))


def standing(runs: Sequence[Run]) -> str:
    """Who is in front, and how much that means, as Markdown."""
    leader = in_front(runs)
    if leader is None:
        return "One line for each network, as soon as the first epoch is done. Higher is better."
    accuracy = leader.best_figures.val_accuracy
    points = margin_of_error(accuracy, corpus.get_source(leader.dataset).validation) * 100
    near = sum(accuracy - run.best_figures.val_accuracy <= points / 100 for run in runs if run.best and run != leader)
    others = {0: "no other is", 1: "but 1 other is"}.get(near, f"but {near} others are")
    return (
        f"**In front so far: {' · '.join(name(leader.config))}**, with **{accuracy:.2%}** of the validation reviews right "
        f"after epoch {leader.best_figures.epoch}; {others} within {points:.1f} percentage points of it, which can be luck."
    )


def name(config: RunConfig) -> tuple[str, str]:
    """The settings on two short lines, without the number of epochs, which is the same for all."""
    activation, loss, layers, _, *others = config.describe().split(" · ")
    return f"{activation} · {loss}", " · ".join((layers, *others))


def in_front(runs: Sequence[Run]) -> Run | None:
    """The run with the best epoch so far, by the leaderboard's rules; None before the first epoch."""
    return next(iter(ranked(runs)), None)


def race_chart(runs: Sequence[Run], histories: Mapping[int, Sequence[Epoch]]) -> Layers:
    """Validation accuracy by epoch, a line per run; the leader's is thick and has its name at its best epoch.

    Args:
        runs: The runs. The specification depends only on their number and on the most epochs that one is configured for.
        histories: Run id → epochs.
    """
    epochs = max((run.config.epochs for run in runs), default=1)
    x = epoch_axis(epochs)
    y = alt.Y("accuracy:Q").title("Validation accuracy").axis(format=".0%", tickCount=10)
    y = y.scale(domain=list(ACCURACIES), clamp=True, nice=False)
    tooltip = [
        alt.Tooltip("settings:N", title="Settings"),
        alt.Tooltip("epoch:Q", title="Epoch", format="d"),
        alt.Tooltip("accuracy:Q", title="Validation accuracy", format=".2%"),
    ]
    field = alt.Chart(field_frame(runs, histories)).encode(x=x, y=y, detail="run:N")
    leader = alt.Chart(leader_frame(in_front(runs), histories, epochs)).encode(x=x, y=y)
    best = leader.transform_filter("datum.best")
    pale: dict[str, Any] = {"color": GREY, "opacity": OPACITY_OF_MANY if len(runs) > MANY else OPACITY}
    text: dict[str, Any] = {"baseline": "line-bottom", "dy": NAME_OFFSET, "lineBreak": "\n", "fontSize": 13}
    text |= {"color": NAME_COLOUR, "fontWeight": "bold"}
    label = best.encode(text="label:N")
    return alt.layer(
        field.mark_line(strokeWidth=1, **pale),
        leader.mark_line(strokeWidth=3.5, color=LEADER_COLOUR),
        field.mark_point(size=28, filled=True, **pale).encode(tooltip=tooltip),
        best.mark_point(size=110, filled=True, opacity=1, color=LEADER_COLOUR).encode(tooltip=tooltip),
        *(label.transform_filter(alt.datum.side == side).mark_text(align=side, **text) for side in SIDES),
    )


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
