"""The runs of a session are shown as small charts, and any two of them are compared, in charts and in words."""

import json
from dataclasses import replace

import pytest

from explorer.config import RunConfig
from explorer.history import Epoch
from explorer.store import Run, State
from explorer.ui.pages.train import my_runs
from explorer.ui.pages.train.run_charts import accuracy_overlay, loss_overlay, small_chart
from tests.support.charts import curve_specs, find
from tests.support.pages import button, folded, run_shown, words
from tests.support.runs import figures_of

EIGHT = RunConfig(epochs=8)
TANH = replace(EIGHT, activation="tanh", layers=3)
HEADING = "My runs"


def run(number, config=EIGHT, accuracy=0.88, dataset="packaged", state=State.FINISHED):
    best = Epoch(**(figures_of(3) | {"val_accuracy": accuracy}))
    return Run(number, config, dataset, state, "", "", 0.0, 0.0, 0.0, best, best, 1.0)


def history(count):
    return [Epoch(**figures_of(number)) for number in range(1, count + 1)]


def test_two_runs_on_different_reviews_are_not_compared():
    sentence = my_runs.difference(run(1), run(2, TANH, 0.5, dataset="official"), 2)
    assert sentence == (
        "They differ in: Packaged reviews → Official Keras reviews, activation ReLU → tanh, hidden layers 1 → 3. Each was "
        "checked with the validation reviews of its own source, so their figures cannot be compared."
    )


def test_two_equal_runs_are_said_to_be_equal():
    sentence = my_runs.difference(run(1), run(2), 2)
    assert sentence.startswith("They do not differ in anything.")
    assert sentence.endswith("The same settings with the same seed give the same figures.")


# Names


def test_a_run_is_named_by_what_sets_it_apart():
    assert my_runs.names_of([run(1), run(2, TANH)]) == {1: "ReLU, 1 hidden layer", 2: "tanh, 3 hidden layers"}
    assert my_runs.names_of([run(1), run(2, replace(EIGHT, seed=7))]) == {1: "seed 0", 2: "seed 7"}
    assert my_runs.names_of([run(1), run(2)]) == {1: "", 2: ""}


def test_reviews_are_named_where_they_differ():
    names = my_runs.names_of([run(1), run(2, TANH, dataset="official")])
    assert names == {1: "ReLU, 1 hidden layer, Packaged reviews", 2: "tanh, 3 hidden layers, Official Keras reviews"}


# Charts


def test_small_charts_have_the_same_axes_whatever_is_in_them():
    specs = [small_chart(history(count), 10).to_dict() for count in (0, 1, 10)]
    axes = [(spec["encoding"]["x"]["scale"], spec["encoding"]["y"]["scale"]) for spec in specs]
    assert axes == [({"domain": [1, 10], "nice": False}, {"domain": [0.6, 1.0], "clamp": True, "nice": False})] * 3


@pytest.mark.parametrize("overlay", [accuracy_overlay, loss_overlay])
def test_an_overlay_has_one_run_solid_and_the_other_dashed_in_the_usual_colours(overlay):
    spec = overlay({"Run 12": history(2), "Run 3": history(4)}, 8).to_dict()
    (dash,) = find(spec, "strokeDash")
    # In the order of the data, which is not that of the alphabet.
    assert (dash["scale"], dash["sort"]) == ({"range": [[1, 0], [5, 4]]}, None)
    assert all(colour["scale"]["domain"] == ["Training", "Validation"] for colour in find(spec, "color"))
    rows = [row for data in spec["datasets"].values() for row in data]
    assert [(row["run"], row["of"], row["epoch"]) for row in rows if row["of"] == "Training"] == [
        *(("Run 12", "Training", epoch) for epoch in (1, 2)),
        *(("Run 3", "Training", epoch) for epoch in (1, 2, 3, 4)),
    ]
    assert all(x["scale"]["domain"] == [1, 8] for x in find(spec, "x"))


# The page


@pytest.fixture
def session(open_app, cluster):
    """The app of a visitor with a finished run of each of `configs` in their session."""

    def session(*configs):
        for config in configs:
            cluster.submit([config], "packaged")
            number = len(cluster.store.runs())
            cluster.begin(number)
            cluster.epochs(number, config.epochs)
            cluster.finish(number)
        app = open_app()
        app.session_state.run = len(configs)
        app.session_state.my_runs = list(range(1, len(configs) + 1))
        app.session_state.runs_side_by_side = True
        return app.run()

    return session


def test_nothing_of_them_is_drawn_before_somebody_unfolds_them(session):
    app = session(EIGHT, TANH)
    app.session_state.runs_side_by_side = False
    app.run()
    assert HEADING in folded(app)
    assert not small_ones(app) and len(curve_specs(app)) == 2


def small_ones(app):
    """The names of the runs that are shown, in order."""
    return [button.label for button in app.button if (button.key or "").startswith("open_")]


def test_there_is_nothing_to_compare_before_the_second_run(session):
    app = session(EIGHT)
    assert HEADING not in folded(app)
    assert len(curve_specs(app)) == 2


def test_a_first_visit_has_no_runs(open_app):
    assert HEADING not in folded(open_app())


def test_runs_of_others_are_not_mine(session, cluster):
    cluster.trained(TANH)
    assert HEADING not in folded(session())


def test_each_run_of_the_session_is_a_small_chart_the_newest_first(session):
    app = session(EIGHT, TANH, replace(EIGHT, units=64))
    assert HEADING in folded(app)
    assert small_ones(app) == ["Run 3 · 87.9%", "Run 2 · 87.9%", "Run 1 · 87.9%"]
    assert "tanh, 16 hidden units, 3 hidden layers" in [caption.value for caption in app.caption]
    alts = [chart.proto.alt for chart in app.get("vega_lite_chart") if "layer" not in json.loads(chart.proto.spec)]
    assert [alt.partition(" by epoch")[0] for alt in alts] == [f"Accuracy of run {number}" for number in (3, 2, 1)]
    assert not app.exception


def test_all_small_charts_reach_to_the_longest_run(session):
    app = session(EIGHT, replace(EIGHT, epochs=3))
    small = [spec for spec in curve_specs(app) if "layer" not in spec]
    assert [spec["encoding"]["x"]["scale"]["domain"] for spec in small] == [[1, 8], [1, 8]]


def test_only_the_latest_twelve_are_shown(session):
    app = session(*(RunConfig(seed=seed, epochs=1) for seed in range(14)))
    assert [label.split(" ·")[0] for label in small_ones(app)] == [f"Run {number}" for number in range(14, 2, -1)]


def test_a_click_opens_a_run_and_all_stay_in_their_places(session):
    app = session(EIGHT, TANH)
    before = small_ones(app)
    assert button(app, before[0]).disabled and not button(app, before[1]).disabled
    button(app, before[1]).click().run()
    assert run_shown(app) == 1
    assert small_ones(app) == before
    assert button(app, before[1]).disabled and not button(app, before[0]).disabled


def overlays(app):
    """The charts with solid and dashed lines."""
    return [spec for spec in curve_specs(app) if any("scale" in dash for dash in find(spec, "strokeDash"))]


def boxes(app):
    return {box.label: box for box in app.selectbox if box.label.endswith("lines")}


def test_the_last_two_are_overlaid_at_first(session):
    app = session(EIGHT, TANH, replace(TANH, dropout=0.3))
    assert {label: box.value for label, box in boxes(app).items()} == {"Solid lines": 2, "Dashed lines": 3}
    assert boxes(app)["Solid lines"].options[0] == "Run 3 · tanh, 3 hidden layers, dropout 0.3"
    assert "They differ in: **dropout 0 → 0.3**; everything else is equal." in words(app)
    assert "each gets 87.9% of the validation reviews right" in words(app)
    assert len(overlays(app)) == 2


def test_any_two_can_be_picked(session):
    app = session(EIGHT, TANH, replace(EIGHT, loss="mse"))
    boxes(app)["Solid lines"].select(1).run()
    assert "They differ in: **loss binary cross-entropy → mean squared error**; everything else is equal." in words(app)
    assert "compare the shapes of these curves, not their heights" in words(app)
    boxes(app)["Dashed lines"].select(2).run()
    assert "They differ in: **activation ReLU → tanh, hidden layers 1 → 3**" in words(app)
    assert "not their heights" not in words(app)


def test_a_run_is_not_laid_over_itself(session):
    app = session(EIGHT, TANH)
    boxes(app)["Solid lines"].select(2).run()
    assert "Choose two different runs." in [info.value for info in app.info]
    assert not overlays(app)


def test_a_run_without_an_epoch_is_shown_and_cannot_be_overlaid(session, cluster):
    app = session(EIGHT, TANH)
    (waiting,) = cluster.submit([EIGHT], "packaged")
    app.session_state.my_runs = [1, 2, waiting]
    app.run()
    assert small_ones(app)[0] == "Run 3 · –"
    assert "ReLU, 1 hidden layer · queued" in [caption.value for caption in app.caption]
    assert all(
        box.options == ["Run 2 · tanh, 3 hidden layers", "Run 1 · ReLU, 1 hidden layer"] for box in boxes(app).values()
    )


def test_while_a_run_trains_the_small_charts_change_only_in_their_data(session, cluster):
    app = session(EIGHT, TANH)
    (third,) = cluster.submit([EIGHT], "packaged")
    cluster.begin(third)
    app.session_state.my_runs, app.session_state.run = [1, 2, third], third
    app.run()
    before = [json.dumps(spec) for spec in curve_specs(app) if "layer" not in spec]
    cluster.epochs(third, 4)
    app.run()
    assert [json.dumps(spec) for spec in curve_specs(app) if "layer" not in spec] == before
    assert len(before) == 3
