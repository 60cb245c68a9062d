"""The Train page shows a run while it trains and afterwards."""

import inspect

import pytest

from explorer.store import State
from explorer.ui import progress, refresh
from explorer.ui.escaping import plain
from explorer.ui.pages.train import run_panel
from explorer.workers.cluster import Cluster
from tests.support.charts import curve_specs, epoch_axes, find
from tests.support.cluster import DIVERGED, FAILED, StandIn
from tests.support.pages import button, go_to, has_button, run_shown, watch, without_time, words


def chart_texts(app):
    """The data of each chart of curves."""
    return [
        str([bytes(data.data.data).decode("latin-1") for data in chart.proto.datasets])
        for chart in app.get("vega_lite_chart")[:2]
    ]


def metrics(app):
    return {metric.label: metric.value for metric in app.metric}


@pytest.mark.parametrize("name", ["submit", "stop", "close"])
def test_the_stand_in_is_called_as_the_cluster_is(name):
    real = list(inspect.signature(getattr(Cluster, name)).parameters)
    assert list(inspect.signature(getattr(StandIn, name)).parameters) == real


def test_a_first_visit_says_what_to_do(open_app):
    app = open_app()
    assert [title.value for title in app.title] == ["Train a network"]
    assert all(step in words(app) for step in ("1 · Choose", "2 · Train", "3 · Compare", "**Press Train**"))
    assert not app.metric
    assert not app.warning and not app.error and not app.exception


def test_only_a_phones_page_has_the_articles_knobs_a_second_time(open_app):
    app = open_app()
    assert [one.key for one in app.radio if one.label == "Loss"] == ["knob_loss"]
    app.session_state.phone = True
    assert sorted(one.key for one in app.run().radio if one.label == "Loss") == ["knob_loss", "page_knob_loss"]


# Before it begins


def test_a_run_that_has_not_begun_has_dashes_for_figures_and_two_empty_charts(open_app):
    app = button(open_app(), "Train").click().run()
    assert list(metrics(app).values()) == ["–"] * 4
    assert len(curve_specs(app)) == 2
    assert not app.exception


@pytest.fixture
def redrawn(monkeypatch):
    """The names of the parts of a run that are drawn by what draws itself again, as far as the page has been drawn."""
    parts, panels = [], []

    def watched(panel, *arguments, **options):
        panels.append(panel)
        panel(*arguments)
        panels.pop()

    def noted(part):
        def draw(*arguments):
            parts.extend([part.__name__] if panels else [])
            part(*arguments)

        return draw

    monkeypatch.setattr(refresh, "watch", watched)
    for part in (run_panel.curves, run_panel.figures, progress.run_progress):
        monkeypatch.setattr(inspect.getmodule(part), part.__name__, noted(part))
    return parts


def test_while_a_run_waits_only_its_bar_is_drawn_again(open_app, cluster, redrawn):
    """What it has learned does not change meanwhile, and many people may wait."""
    app = button(open_app(), "Train").click().run()
    assert redrawn == ["run_progress"]
    redrawn.clear()
    cluster.begin(1)
    assert len(curve_specs(app.run())) == 2
    assert redrawn == ["run_progress", "curves", "figures"]


def test_settings_that_are_on_their_way_are_not_trained_twice(open_app, cluster):
    app = button(open_app(), "Train").click().run()
    button(app, "Train").click().run()
    other = button(open_app(), "Train").click().run()
    assert [run.id for run in cluster.store.runs()] == [1]
    assert run_shown(other) == 1


# Training


def test_the_four_figures_are_those_of_the_last_epoch(open_app, cluster):
    app = watch(open_app, cluster, epochs=1)
    cluster.epoch(1, val_accuracy=0.8765, val_loss=0.31251, accuracy=0.9012, loss=0.25)
    app.run()
    assert metrics(app) == {
        "Validation accuracy": "87.6%",
        "Validation loss": "0.313",
        "Training accuracy": "90.1%",
        "Training loss": "0.250",
    }
    assert all(metric.help for metric in app.metric)


def test_the_charts_have_the_configured_epochs_for_their_axis(open_app, cluster):
    app = watch(open_app, cluster, epochs=2)
    assert epoch_axes(app) == [(1, 8), (1, 8)]
    for spec in curve_specs(app):
        axes = [x for x in find(spec, "x") if "field" in x]
        assert axes
        assert all(x["scale"] == {"nice": False, "zero": False} for x in axes)
        assert all(x["type"] == "quantitative" for x in axes)


def test_training_and_validation_have_the_same_two_colours_in_both_charts(open_app, cluster):
    specs = curve_specs(watch(open_app, cluster, epochs=2))
    scales = [colour["scale"] for spec in specs for colour in find(spec, "color") if isinstance(colour, dict)]
    assert scales
    assert all(scale == {"domain": ["Training", "Validation"], "range": ["#2f81d7", "#d9730d"]} for scale in scales)


def test_the_charts_say_what_they_show_to_those_who_cannot_see_them(open_app, cluster):
    alts = [chart.proto.alt for chart in watch(open_app, cluster, epochs=2).get("vega_lite_chart")[:2]]
    assert alts == [
        f"{name} of the run by epoch, on the training and on the validation reviews." for name in ("Accuracy", "Loss")
    ]


def test_while_a_run_trains_nothing_of_its_charts_changes_but_the_data(open_app, cluster):
    app = watch(open_app, cluster)
    specs, alts, names = [], [], []
    for count in (0, 2, 3, 3):
        cluster.epochs(1, count)
        app.run()
        charts = app.get("vega_lite_chart")[:2]
        specs.append(curve_specs(app))
        alts.append([chart.proto.alt for chart in charts])
        names.append([len(chart.proto.datasets) for chart in charts])
    assert len(specs[0]) == 2
    assert specs == [specs[0]] * 4
    assert alts == [alts[0]] * 4
    assert names == [names[0]] * 4


def test_no_epoch_is_marked_as_the_best_while_the_run_trains(open_app, cluster):
    assert not any("best epoch" in words for words in chart_texts(watch(open_app, cluster, epochs=7)))


def test_somebody_who_comes_in_the_middle_sees_the_same_run(open_app, cluster):
    mine = button(open_app(epochs="8", units="32"), "Train").click().run()
    cluster.begin(1)
    cluster.epochs(1, 4)
    mine.run()
    theirs = open_app(**mine.query_params)
    assert run_shown(theirs) == 1
    assert "ReLU · binary cross-entropy · 1 hidden layer of 32 · 8 epochs" in words(theirs)
    assert without_time(theirs.progress[0].text) == without_time(mine.progress[0].text) == "Epoch 5 of 8"
    assert metrics(theirs) == metrics(mine)
    assert curve_specs(theirs) == curve_specs(mine)


def test_a_run_goes_on_being_shown_after_a_look_at_the_leaderboard(open_app, cluster):
    app = watch(open_app, cluster, epochs=1)
    go_to(app, "leaderboard")
    cluster.epochs(1, 2)
    go_to(app, "train")
    assert app.progress[0].text.startswith("Epoch 4 of 8 · ")


# Ended


def ended(open_app, cluster, epochs=8):
    app = watch(open_app, cluster, epochs=epochs)
    cluster.finish(1)
    return app.run()


def test_a_finished_run_shows_the_figures_of_its_best_epoch(open_app, cluster):
    app = ended(open_app, cluster)
    assert "Finished: 8 of 8 epochs" in app.progress[0].text
    assert "At its best epoch, number 3 of 8" in words(app)
    assert metrics(app) == {
        "Validation accuracy": "87.9%",
        "Validation loss": "0.300",
        "Training accuracy": "90.0%",
        "Training loss": "0.200",
    }


def test_a_finished_run_says_which_network_is_kept(open_app, cluster):
    kept = "The network of epoch 3 is kept"
    app = ended(open_app, cluster)
    assert kept in words(app)
    assert "After the last epoch it had a validation accuracy of 86.9%." in words(app)


def test_where_the_last_epoch_is_the_best_there_is_nothing_to_explain(open_app, cluster):
    app = ended(open_app, cluster, epochs=3)
    assert "At its best epoch, number 3 of 3" in words(app)
    assert "is kept, where it did best" not in words(app)


def test_a_finished_run_has_its_best_epoch_marked_in_both_charts(open_app, cluster):
    app = ended(open_app, cluster)
    assert all("best epoch: 3" in words for words in chart_texts(app))


def test_a_finished_run_has_a_verdict(open_app, cluster):
    assert "Since epoch 4 it makes more confident mistakes" in words(ended(open_app, cluster))


def test_a_stopped_run_says_so_and_keeps_what_it_has_learned(open_app, cluster):
    app = watch(open_app, cluster, epochs=4)
    button(app, "Stop").click().run()
    cluster.epoch(1)
    cluster.halt(1)
    app.run()
    assert app.warning[0].value == plain("Stopped after epoch 5 of 8.")
    assert "At its best epoch, number 3 of 5" in words(app)
    assert metrics(app)["Validation accuracy"] == "87.9%"
    assert all("best epoch: 3" in words for words in chart_texts(app))
    assert "Levelled off" in words(app)


def test_the_axis_of_a_stopped_run_ends_where_it_stopped(open_app, cluster):
    app = watch(open_app, cluster, epochs=5)
    cluster.stop([1])
    cluster.halt(1)
    app.run()
    assert epoch_axes(app) == [(1, 5), (1, 5)]


def test_a_run_stopped_while_it_waited_says_so_and_draws_nothing(open_app):
    app = button(open_app(), "Train").click().run()
    button(app, "Stop").click().run()
    assert [warning.value for warning in app.warning] == [plain("Stopped before it began.")]
    assert not app.metric and not curve_specs(app) and not app.exception


def test_a_diverged_run_says_what_happened(open_app, cluster):
    app = watch(open_app, cluster, epochs=1)
    cluster.diverge(1)
    app.run()
    assert app.warning[0].value == plain(DIVERGED)
    assert len(curve_specs(app)) == 2
    assert not app.exception


def test_a_run_that_diverged_in_its_first_epoch_has_no_figures(open_app, cluster):
    app = watch(open_app, cluster)
    cluster.diverge(1)
    app.run()
    assert app.warning[0].value == plain(DIVERGED)
    assert not app.metric and not app.exception


def test_a_failed_run_says_why(open_app, cluster):
    app = watch(open_app, cluster, epochs=2)
    cluster.fail(1)
    app.run()
    assert [error.value for error in app.error] == [plain(FAILED)]
    assert not app.exception


def test_stop_asks_the_trainer_to_stop(open_app, cluster):
    app = watch(open_app, cluster, epochs=2)
    assert not cluster.store.stop_requested([1])
    button(app, "Stop").click().run()
    assert cluster.store.stop_requested([1])
    assert cluster.store.run(1).state == State.RUNNING
    assert not has_button(app, "Stop") and button(app, "Stopping …").disabled
    assert app.progress[0].text.startswith("Epoch 3 of 8 · ")


@pytest.mark.parametrize("end", ["finish", "diverge", "fail"])
def test_there_is_nothing_to_stop_once_a_run_has_ended(open_app, cluster, end):
    app = watch(open_app, cluster, epochs=3)
    assert not button(app, "Stop").disabled
    getattr(cluster, end)(1)
    app.run()
    assert not has_button(app, "Stop")


def test_a_run_that_is_gone_from_the_store_is_no_longer_shown(open_app, cluster):
    app = watch(open_app, cluster, epochs=2)
    with cluster.store._engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM runs")
    app.run()
    assert "**Press Train**" in words(app)
    assert not has_button(app, "Stop")
    assert not app.exception
