"""Charts on a page, each of which can be taken away as a picture."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, tzinfo
from functools import partial
from mimetypes import guess_type
from typing import TYPE_CHECKING, Literal, TypeAlias

import streamlit as st

from explorer import corpus
from explorer.store import Run
from explorer.ui import dates
from explorer.ui.chart_style import styled
from explorer.ui.session import session
from explorer.ui.stage import BIG

if TYPE_CHECKING:  # Altair takes half a second to load.
    import altair

    from explorer.ui.charts import Picture

    Chart: TypeAlias = Picture | altair.TopLevelMixin

ENDINGS = {"png": "PNG, for slides and texts", "svg": "SVG, for print in any size"}
"""How a file with a picture ends → its button."""
LONGEST_NAME = 80


def show(
    picture: Chart,
    key: str,
    alt: str,
    title: str,
    of: Run | Sequence[str] = (),
    dataset: str = "",
    height: float | None = None,
    on_select: Callable[[], None] | Literal["ignore"] = "ignore",
) -> None:
    """Draw a chart as wide as its container, in the colours and the size of this visitor's page.

    In its corner is a menu with the chart as a picture, which has a title and says what it is of.

    Args:
        picture: The chart. If only its data change from time to time, a `Picture` is updated instead of redrawn.
        key: The key of the element.
        alt: A description for people who cannot see the chart.
        title: What the picture is called, as plain text.
        of: What it is of: a run, whose settings and reviews it then names, or sentences and settings as plain text.
        dataset: The source of its reviews, if `of` is no run and the chart has to do with reviews.
        height: Pixels at the usual size of type; None for the chart's own height.
        on_select: Called when somebody selects something in the chart.
    """
    from explorer.ui.charts import Picture, specification

    spec = picture.with_frames() if isinstance(picture, Picture) else specification(picture)
    if height is not None:
        spec["height"] = height
    spec = styled(spec, BIG if session.big else 1.0, st.context.theme.type == "dark")
    drawn = spec.get("height")
    with with_menu(key, title, partial(_drawn, lambda: [picture], title, of, dataset, dates.time_zone())):
        st.vega_lite_chart(
            spec=spec,
            # Only with this argument does Streamlit reserve the space before the browser has loaded Vega.
            height=round(drawn) if isinstance(drawn, (int, float)) else "content",
            key=key,
            alt=alt,
            on_select=on_select,
        )


@contextmanager
def with_menu(key: str, title: str, draw: Callable[[], str]) -> Iterator[None]:
    """What is drawn meanwhile gets a menu in its corner, with it as a picture.

    Args:
        key: Its key.
        title: What the picture is called.
        draw: Draws the picture as an SVG image.
    """
    with st.container(key=f"picture_{key}", gap=None):
        yield
        # What is in it costs nothing before somebody opens it, and the picture nothing before somebody takes it.
        menu = st.popover("Picture", icon=":material/image:", type="tertiary", key=f"take_{key}", on_change="rerun")
        if menu.open:
            with menu:
                for ending, label in ENDINGS.items():
                    name = _name(title, ending)
                    mime, _ = guess_type(name)
                    # A download does not rerun the page (`ignore`).
                    st.download_button(
                        label, partial(_file, ending, draw), name, mime, icon=":material/download:", on_click="ignore"
                    )


def file(
    ending: str, charts: Callable[[], Sequence[Chart]], title: str, of: Run | Sequence[str] = (), dataset: str = ""
) -> tuple[str, Callable[[], bytes]]:
    """The name of a file with charts side by side as a picture, and what makes it, on a click.

    Args:
        ending: A key of `ENDINGS`.
        charts: Returns the charts.
        title: As in `show`, as are the others.
        of: See there.
        dataset: See there.
    """
    draw = partial(_drawn, charts, title, of, dataset, dates.time_zone())
    return _name(title, ending), partial(_file, ending, draw)


def origin(dataset: str, zone: tzinfo) -> str:
    """The last line above a picture: whose reviews, which program, and today's date."""
    reviews = [corpus.label(dataset)] if dataset else []
    return " · ".join([*reviews, "Sentiment Explorer", dates.day(datetime.now(zone))])


def _name(title: str, ending: str) -> str:
    name = "-".join(["sentiment-explorer", *re.findall(r"[a-z0-9]+", title.lower())])[:LONGEST_NAME]
    return f"{name}.{ending}"


def _file(ending: str, draw: Callable[[], str]) -> bytes:
    from explorer.ui import chart_picture

    image = draw()
    return chart_picture.png(image) if ending == "png" else image.encode()


def _drawn(charts: Callable[[], Sequence[Chart]], title: str, of: Run | Sequence[str], dataset: str, zone: tzinfo) -> str:
    from explorer.ui import chart_picture
    from explorer.ui.charts import Picture, specification

    about = [of.config.describe()] if isinstance(of, Run) else list(of)
    about.append(origin(of.dataset if isinstance(of, Run) else dataset, zone))
    specs = [chart.to_dict() if isinstance(chart, Picture) else specification(chart) for chart in charts()]
    return chart_picture.svg(specs, title, about)
