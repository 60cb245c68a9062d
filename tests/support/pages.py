"""Pages without a browser, in Streamlit's AppTest: opened, read and clicked."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

APP = Path(__file__).parents[2] / "streamlit_app.py"


@pytest.fixture
def open_app(cluster):
    """A function that opens the app as a new visitor would, with what their address bar says."""

    def open_app(page=None, **query):
        app = AppTest.from_file(APP, default_timeout=30)
        for name, text in query.items():
            app.query_params[name] = text
        app.run()
        return go_to(app, page) if page else app

    return open_app


def go_to(app, page):
    """Open another page of the app, by its address."""
    # AppTest's `switch_page` knows pages that are files, and these are functions. The first page has the shortest address.
    address = "" if page == "train" else page
    (app._page_hash,) = (hash for hash, info in app._registered_pages.items() if info["url_pathname"] == address)
    return app.run()


def button(app, label):
    """The button that says so."""
    return next(button for button in app.button if button.label == label)


def has_button(app, label):
    return label in [button.label for button in app.button]


def words(app):
    """All that the page says, for tests that look for a sentence wherever it stands."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error")
    texts = [element.value for kind in kinds for element in getattr(app, kind)]
    return "\n".join([*texts, *(bar.text for bar in app.progress)])


def headings(app):
    """The headings of the page's sections."""
    return [heading.value for heading in app.subheader]


def metrics(app):
    """Label → value of each metric on the page."""
    return {metric.label: metric.value for metric in app.metric}


def knobs(app):
    """Knob name → what the sidebar shows."""
    widgets = (*app.radio, *app.select_slider, *app.slider, *app.number_input)
    return {widget.key.removeprefix("knob_"): widget.value for widget in widgets if (widget.key or "").startswith("knob_")}


def click_cell(app, row):
    """Click a cell of the leaderboard, or beside its rows."""
    return select(app, cells=[] if row is None else [[row, "mean_shown"]])


def select(app, rows=(), cells=()):
    """Tick rows and click a cell: AppTest has no hands for that, so the browser's message is put together here."""
    states = app._tree.get_widget_states()
    selection = {"selection": {"rows": list(rows), "columns": [], "cells": list(cells)}}
    states.widgets.add(id=app.dataframe[0].proto.id, string_value=json.dumps(selection))
    return app._run(states)
