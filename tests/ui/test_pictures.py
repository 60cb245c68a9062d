"""Every chart of every page can be taken away as a picture, made without a browser, that says what it is of."""

import ast
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explorer.config import RunConfig
from explorer.history import Epoch
from explorer.insight.exam_result import SelectionBias
from explorer.scheduling.search_space import Space
from explorer.scheduling.successive_halving import Budget
from explorer.store import Envelope, Result, State
from explorer.ui import chart_picture, charts, pictures
from explorer.ui.colours import BLUE, ORANGE
from explorer.ui.pages.exam import exam_charts
from explorer.ui.pages.how import STEPS
from explorer.ui.pages.train import network_drawing
from explorer.ui.pages.train.take_away import _curves
from tests.support.leaderboard import Race, look_at, table
from tests.support.learning_curves import USUAL
from tests.support.other_classes import LETTERS, NAMES
from tests.support.pages import button, select
from tests.support.reviewer import CONFIG
from tests.support.runs import RESULT, TEST, figures_of
from tests.support.stores import UNUSUAL
from tests.support.taken_pictures import Shown, assert_good, assert_whole_and_light, words_of

DRAWN_BY = {
    "train": {"train.run_panel", "train.my_runs", "train.learning_curve_panel"},
    "leaderboard": {
        *(f"leaderboard.{name}" for name in ("setting_detail", "change_panel", "effects_panel", "heat_map", "race_panel"))
    },
    "search": {"search.search_panel"},
    "review": {"review.page", "review.pushes", "review.poll_panel"},
    "exam": {"exam.opened_panel", "exam.selection_panel"},
    "how": {f"how.{name}" for name in ("by_heart", "learning", "pairs", "reviews", "unit")},
}
"""Page → the modules that draw its charts."""


def all_good(shown, page):
    """Assert that each different chart is a good picture, and that all modules of a page have drawn theirs."""
    assert {one.module for one in shown} == DRAWN_BY[page]
    for one in {(one.module, one.title): one for one in shown}.values():
        assert_good(one)


def test_no_chart_of_any_page_is_forgotten_here():
    calling = set()
    ui = Path(pictures.__file__).parent
    for path in ui.rglob("*.py"):
        calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
        if any(ast.unparse(call.func) == "pictures.show" for call in calls):
            calling.add(".".join(path.relative_to(ui / "pages").with_suffix("").parts))
    assert calling == set().union(*DRAWN_BY.values())


def test_charts_of_runs_say_which_run_and_its_settings(open_app, cluster, shown):
    for seed in range(2):
        cluster.trained(RunConfig(units=64, seed=seed))
    run_id = cluster.submit([RunConfig(units=32)], "packaged")[0]
    cluster.begin(run_id)
    cluster.epochs(run_id, 4)
    for size, accuracy in USUAL.items():
        cluster.trained(RunConfig(units=64, training_reviews=size), val_accuracy=accuracy)
    app = open_app(run="1")
    app.session_state.runs_side_by_side = True
    for number in (2, run_id):
        app.query_params["run"] = str(number)
        app.run()
    assert not app.exception
    assert {"Accuracy of run 1", f"Loss of run {run_id}", "Loss of run 2 and run 3"} <= {one.title for one in shown}
    all_good(shown, "train")


def test_charts_of_the_leaderboard(open_app, cluster, shown):
    race = Race(cluster.store)
    race.epochs(3)
    open_app("leaderboard")
    race.epochs(7)
    race.finish()
    app = open_app("leaderboard")
    rows = [
        table(app).query("activation == @name and units == 16 and layers == 1 and loss == 'MSE'").index[0]
        for name in ("ReLU", "tanh")
    ]
    app = look_at(select(app, rows=rows), "differs")
    assert not app.exception
    all_good(shown, "leaderboard")


def test_the_funnel_of_a_search(open_app, cluster, shown):
    search_id = cluster.search(Space(RunConfig(epochs=27), ("units", "layers")), Budget(networks=9), "packaged")
    cluster.search_to_the_end(search_id)
    assert not open_app("search").exception
    all_good(shown, "search")


def test_charts_about_a_review(open_app, cluster, champion, network, shown):
    cluster.trained(RunConfig("tanh", "mse"), model=network, val_accuracy=0.87)
    cluster.trained(RunConfig(units=24), model=network, val_accuracy=0.86)
    app = open_app("your_review").text_area[0].set_value("A great film, but the end was <b>bad</b>.").run()
    app = button(app, "Ask all 3").click().run()
    assert not app.exception
    all_good(shown, "review")


def test_charts_of_the_exam(open_app, cluster, champion, network, shown):
    cluster.trained(RunConfig(layers=0, vocabulary=1_000, dropout=0.5), model=network, val_accuracy=0.85)
    cluster.store.open_exam(champion, TEST, None, RESULT)
    app = button(open_app("exam"), "Peek 200 times").click().run()
    assert not app.exception
    all_good(shown, "exam")


def test_charts_of_how_it_works(open_app, reviews, shown):
    for step in range(1, len(STEPS) + 1):
        assert not open_app("how_it_works", step=str(step)).exception
    all_good(shown, "how")


def test_names_from_a_file_are_whole_in_a_picture(open_app, cluster, letters, letters_network, shown):
    run_id = cluster.trained(CONFIG, LETTERS.name, letters_network, val_accuracy=0.95)
    cluster.store.open_exam(run_id, Envelope(LETTERS.name), None, Result(2, 30, 2, 6))
    open_app("your_review", reviews=LETTERS.name).text_area[0].set_value("Great and bad").run()
    open_app("exam", reviews=LETTERS.name)
    named = 0
    for one in shown:
        assert_good(one)
        named += sum(name in words_of(one.picture("svg")) for name in NAMES)
    assert {one.module for one in shown} == {"review.page", "review.pushes", "exam.opened_panel"} and named >= 6


@pytest.mark.parametrize(
    "history",
    [
        [],
        [Epoch(1, 0.5, 0.8, 0.4, 0.85, 1.0)],
        [Epoch(1, 1e30, 0.5, 1e38, 0.5, 1.0)],
        [Epoch(number, 2.0**number, 0.5, 3.0**number, 0.51, 1.0) for number in range(1, 51)],
    ],
    ids=["none", "one", "diverged", "fifty"],
)
@pytest.mark.parametrize("chart", [charts.loss_chart, charts.accuracy_chart])
def test_an_unusual_run_is_a_picture_as_well(cluster, chart, history):
    cluster.submit([UNUSUAL], "packaged")
    run = replace(cluster.store.run(1), state=State.DIVERGED)
    assert_good(Shown("", chart(history, UNUSUAL, True), "Loss of run 1", run))


def test_a_text_that_needs_many_lines_is_whole():
    about = ["word " * 200, "W" * 60, "長い名前" * 15]
    biases = [SelectionBias(number, 0.88, 0.87) for number in range(1, 30)]
    one = Shown("", exam_charts.peeking_chart(biases), "A very long title " * 12, about)
    assert_good(replace(one, of=about[:2]))
    assert about[2] in words_of(one.picture("svg"))


@pytest.mark.parametrize("config", [RunConfig(), UNUSUAL, RunConfig(layers=0, pairs="on")], ids=["usual", "deep", "none"])
def test_the_drawing_of_a_network_is_a_picture_as_well(config):
    svg = network_drawing.svg(network_drawing.drawing(config), [config.describe(), "Sentiment Explorer · 3 Nov 2026"])
    said = words_of(svg)
    assert said.startswith("The network ") and f"{config.vocabulary:,}" in said and "answer" in said
    assert_whole_and_light(np.asarray(Image.open(io.BytesIO(chart_picture.png(svg))).convert("RGB")).astype(int))


def test_halos_are_behind_the_letters_and_white():
    history = [Epoch(**figures_of(number)) for number in range(1, 5)]
    svg = chart_picture.svg([charts.loss_chart(history, RunConfig(), True).to_dict()], "Loss", ["Of a run"])
    assert charts.HALO not in svg
    assert svg.count('paint-order="stroke"') == 2


def test_two_charts_stand_side_by_side_each_with_its_curves(cluster):
    cluster.submit([RunConfig(epochs=4)], "packaged")
    cluster.begin(1)
    cluster.epochs(1, 4)
    run, history = cluster.store.run(1), cluster.store.history(1)
    name, made = pictures.file("png", lambda: _curves(run, history), "Curves of run 1", run)
    assert name == "sentiment-explorer-curves-of-run-1.png"
    pixels = np.asarray(Image.open(io.BytesIO(made())).convert("RGB")).astype(int)
    assert pixels.shape[1] > 2 * chart_picture.SIDE_BY_SIDE * chart_picture.SCALE
    assert_whole_and_light(pixels)
    for colour in (BLUE, ORANGE):
        places = np.flatnonzero((pixels == tuple(bytes.fromhex(colour[1:]))).all(axis=2).any(axis=0))
        # Both curves reach through both charts; the names above them are at the left of each.
        assert len(places) > 0.6 * pixels.shape[1]


def test_the_menu_of_a_chart_has_something_in_it_only_while_it_is_open(open_app, cluster, monkeypatch):
    monkeypatch.setattr(pictures, "_drawn", lambda *arguments: pytest.fail("nobody has asked for a picture"))
    cluster.trained()
    app = open_app(run="1")
    assert not set(pictures.ENDINGS.values()) & {download.label for download in app.download_button}
    app.session_state["take_accuracy_curves"] = True
    labels = [download.label for download in app.run().download_button]
    assert [label for label in labels if label in pictures.ENDINGS.values()] == list(pictures.ENDINGS.values())
