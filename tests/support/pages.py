"""Pages opened, read and clicked without a browser, in Streamlit's AppTest."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer.config import RunConfig
from tests.support import streamlit_internals

UNUSUAL = RunConfig("tanh", "mse", 64, 3, 20, "adam", 0.00123, 256, 24, 5_000, "on", "tfidf", 3_000, 0.1, 0.25, 0.0005, 77)
EIGHT = RunConfig(epochs=8)
APP = Path(__file__).parents[2] / "streamlit_app.py"


@pytest.fixture
def open_app(cluster):
    """A function that opens the app as a new visitor, with the parameters of their address."""

    def open_app(page=None, **query):
        app = AppTest.from_file(APP, default_timeout=30)
        if page:
            # AppTest knows the pages only after a run.
            app.run()
        for name, text in query.items():
            app.query_params[name] = text
        return go_to(app, page) if page else app.run()

    return open_app


def go_to(app, page):
    """Open another page of the app, by its address."""
    # The first page has the shortest address.
    return streamlit_internals.open_page(app, "" if page == "train" else page)


def watch(open_app, cluster, config=EIGHT, epochs=0):
    """The app of a visitor who looks at a run that has begun; the run's id is 1."""
    cluster.submit([config], "packaged")
    cluster.begin(1)
    cluster.epochs(1, epochs)
    return open_app(run="1")


def button(app, label):
    """The button with that label."""
    return next(button for button in app.button if button.label == label)


def without_time(text):
    """The text of a progress bar without the time that is left, which depends on how fast the test is."""
    told, time = text.rsplit(" · ", 1)
    assert re.fullmatch(r"(about (a|\d+) (seconds?|minutes?)|a second or two) left", time)
    return told


def has_button(app, label):
    return label in [button.label for button in app.button]


def words(app):
    """All text of the page, for tests that look for a sentence anywhere."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error")
    texts = [element.value for kind in kinds for element in getattr(app, kind)]
    return "\n".join([*texts, *(bar.text for bar in app.progress)])


def run_shown(app):
    """The number of the run on the Train page, or None."""
    (title,) = app.title
    return int(title.value.removeprefix("Run ")) if title.value.startswith("Run ") else None


def headings(app):
    """The headings of the page's sections."""
    return [heading.value for heading in (*app.header, *app.subheader)]


def folded(app):
    """What can be unfolded on the page."""
    return [part.label for part in app.main.expander]


def metrics(app):
    """Label → value of each metric on the page."""
    return {metric.label: metric.value for metric in app.metric}


def knobs(app):
    """Knob name → its value in the sidebar."""
    widgets = (*app.radio, *app.select_slider, *app.slider, *app.number_input)
    return {widget.key.removeprefix("knob_"): widget.value for widget in widgets if (widget.key or "").startswith("knob_")}


def knob_widget(app, name):
    """The widget of a knob."""
    return app.get_by_key(f"knob_{name}")


def address_of(config):
    """The settings of `config` as parameters of an address."""
    return {name: str(value) for name, value in config.to_dict().items()}


def click_cell(app, row):
    """Click a cell of the leaderboard, or beside its rows."""
    return select(app, cells=[] if row is None else [[row, "mean_shown"]])


def select(app, rows=(), cells=()):
    """Tick rows of the page's first table and click a cell."""
    selection = {"rows": list(rows), "columns": [], "cells": list(cells)}
    return streamlit_internals.select(app, app.dataframe[0], selection)
