"""A stand-in for the cluster, for tests of pages: a real store, and a worker that does what the test tells it to."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer.cluster import Status
from explorer.config import RunConfig
from explorer.errors import ClusterError
from explorer.history import Epoch
from explorer.limits import Limits
from explorer.store import State, Store
from explorer.ui import refresh, state

APP = Path(__file__).parent.parent / "streamlit_app.py"
READY = Status(1.0, "Ready", ready=True)
DIVERGED = "The loss grew out of all bounds in epoch 2: each correction overshot by more than the one before."
FAILED = "The worker ran out of memory. Try fewer units or a smaller batch size."


class StandIn:
    """The public face of `Cluster`, then what its worker would do, step by step. Dask and TensorFlow stay unloaded."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.owner = "stand-in 1 0.00"
        self.limits = Limits()
        self.status = READY
        self.closed = False
        self.asked = []
        self.unanswered = ""

    def submit(self, configs, dataset, visitor=""):
        return self.store.add(configs, dataset, self.owner, visitor, self.limits)

    def stop(self, run_ids):
        self.store.request_stop(run_ids)

    def ask(self, function, *arguments):
        """Answer as a worker would, which is another process with the same code."""
        if self.unanswered:
            raise ClusterError(self.unanswered)
        self.asked.append(function.__name__)
        return function(*arguments)

    def close(self):
        self.closed = True

    # The worker

    def begin(self, run_id):
        """Take a run from the queue."""
        assert self.store.begin([run_id])

    def epoch(self, run_id, **figures):
        """Train one more epoch; what `figures` leave out is `figures_of` it."""
        number = len(self.store.history(run_id)) + 1
        self.store.add_epochs({run_id: Epoch(**(figures_of(number) | figures))})

    def epochs(self, run_id, count):
        """Train some more epochs."""
        for _ in range(count):
            self.epoch(run_id)

    def finish(self, run_id, model=None):
        """Close a run whose epochs are all trained."""
        self.store.finish([run_id], State.FINISHED, model=model)

    def halt(self, run_id):
        """Do what the trainer does after the epoch in which somebody pressed Stop."""
        assert self.store.stop_requested([run_id])
        run = self.store.run(run_id)
        self.store.finish([run_id], State.STOPPED, f"Stopped after epoch {run.last.epoch} of {run.config.epochs}.")

    def diverge(self, run_id):
        self.store.finish([run_id], State.DIVERGED, DIVERGED)

    def fail(self, run_id, message=FAILED):
        self.store.finish([run_id], State.FAILED, message)

    def trained(self, config=None, dataset="packaged", model=None, **figures):
        """A run that has finished in one epoch with these figures and has kept this network; its id."""
        run_id = self.submit([config or RunConfig()], dataset)[0]
        self.begin(run_id)
        self.epoch(run_id, **figures)
        self.finish(run_id, model)
        return run_id

    def break_store(self):
        """Take the tables away, as a person who meddles with the file might."""
        with self.store._engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE runs RENAME TO gone")


def figures_of(number):
    """Figures of an overfitting run: best at epoch 3 with 87.9 %, whose validation loss is lowest there, too."""
    away = abs(number - 3)
    return {
        "epoch": number,
        "loss": 0.6 / number,
        "accuracy": 1 - 0.3 / number,
        "val_loss": 0.3 + 0.02 * away,
        "val_accuracy": 0.879 - 0.002 * away,
        "seconds": 0.25,
    }


@pytest.fixture
def cluster(tmp_path, monkeypatch):
    """The stand-in, in the place of the app's cluster."""
    stand_in = StandIn(Store(f"sqlite:///{tmp_path}/runs.db"))
    monkeypatch.setattr(state, "cluster", lambda: stand_in)
    state.fetch_in_progress.clear()
    refresh.watchers.clear()
    yield stand_in
    state.fetch_in_progress.clear()


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
    """Open another page of the app."""
    return app.switch_page(f"explorer/ui/views/{page}.py").run()


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


def chart_specs(app):
    """The specifications of the page's charts without their data, whose names are made from what is in them."""
    return [_without_data(json.loads(chart.proto.spec)) for chart in app.get("vega_lite_chart")]


def curve_specs(app):
    """Those of the Train page's curves, without the drawing of the network, which comes first."""
    return chart_specs(app)[1:]


def _without_data(spec):
    if isinstance(spec, dict):
        return {name: _without_data(value) for name, value in spec.items() if name != "data"}
    return [_without_data(value) for value in spec] if isinstance(spec, list) else spec


def find(spec, name):
    """Every value that a chart's specification has under that name, at any depth."""
    if isinstance(spec, dict):
        here = [spec[name]] if name in spec else []
        return here + [found for value in spec.values() for found in find(value, name)]
    return [found for value in spec for found in find(value, name)] if isinstance(spec, list) else []


def marks(spec):
    """The kinds of marks a chart's layers draw."""
    return [layer["mark"]["type"] for layer in spec["layer"]]
