"""One click trains the learning curve of a run's setting: it fills in, can be stopped, and says what more data bring."""

import re
from dataclasses import replace

import pytest

from explorer import corpus
from explorer.config import RunConfig
from explorer.insight.learning_curve import learning_curve
from explorer.scheduling.limits import Limits
from explorer.store import State
from explorer.ui.pages.train.learning_curve_chart import curve_chart, frames
from tests.support.charts import find
from tests.support.learning_curves import ALL_SIZES, ARTICLE, USUAL, runs_of, usual_runs
from tests.support.pages import button, has_button, headings, words

OFFER = re.compile(r"^Train (its|the rest of its) learning curve: (\d+) networks?, about (a|\d+) \w+$")
TICKS = (*ALL_SIZES, 30_000)


def offers(app):
    """The labels of the button that trains the curve, or what is missing of it."""
    return [one.label for one in app.button if OFFER.match(one.label)]


def networks(app):
    (label,) = offers(app)
    return int(OFFER.match(label)[2])


def ended(cluster, config=ARTICLE, state=State.FINISHED, dataset="packaged"):
    """A run that has ended, with the id 1."""
    cluster.submit([config], dataset)
    cluster.begin(1)
    cluster.epochs(1, 2)
    cluster.store.finish([1], state, "That was it.")


def train(cluster, run):
    cluster.begin(run.id)
    accuracy = USUAL[run.config.training_reviews] + 0.002 * (run.config.seed - 1)
    cluster.epoch(run.id, val_accuracy=accuracy)
    cluster.finish(run.id)


def queued(cluster):
    return cluster.store.runs(states=[State.QUEUED])


def asked(open_app, cluster, **query):
    """The app of a visitor who has asked for the curve of run 1."""
    ended(cluster)
    app = open_app(run="1", **query)
    return button(app, offers(app)[0]).click().run()


def charts(app):
    return [chart for chart in app.get("vega_lite_chart") if '"beyond"' in chart.proto.spec]


def test_a_run_that_has_ended_offers_its_curve_with_its_networks_and_time(open_app, cluster):
    ended(cluster)
    app = open_app(run="1")
    assert "Learning curve" in headings(app)
    assert "Train this setting on 100, 300, 1,000, 3,000, 10,000 and all 15,000 reviews, with 3 seeds each" in words(app)
    assert networks(app) == 17
    assert not charts(app)


def test_a_run_that_trains_offers_none(open_app, cluster):
    cluster.submit([ARTICLE], "packaged")
    cluster.begin(1)
    assert "Learning curve" not in headings(open_app(run="1"))


def test_one_click_asks_for_what_is_missing_and_no_more(open_app, cluster):
    asked(open_app, cluster)
    found = {(run.config.training_reviews, run.config.seed) for run in queued(cluster)}
    assert found == {(size, seed) for size in ALL_SIZES for seed in range(3)} - {(15_000, 0)}


def test_it_is_the_curve_of_the_run_and_not_of_the_knobs(open_app, cluster):
    ended(cluster, RunConfig("tanh", wrong_labels=0.2, training_reviews=500, seed=9))
    app = open_app(run="1", units="64")
    assert networks(app) == 18
    button(app, offers(app)[0]).click().run()
    assert {(run.config.activation, run.config.wrong_labels, run.config.units) for run in queued(cluster)} == {
        ("tanh", 0.2, 16)
    }
    assert {run.config.seed for run in queued(cluster)} == {9, 0, 1}


def test_it_fills_in_while_it_trains_and_then_says_what_twice_the_data_would_bring(open_app, cluster):
    app = asked(open_app, cluster)
    assert not offers(app) and has_button(app, "Stop these")
    assert not charts(app)
    waiting = queued(cluster)
    for run in waiting[:4]:
        train(cluster, run)
    app.run()
    assert "What twice the data would bring follows as soon as enough sizes are trained." in words(app)
    for run in waiting[4:7]:
        train(cluster, run)
    cluster.begin(waiting[7].id)
    app.run()
    assert [bar.text for bar in app.progress if bar.text.startswith("8 of 18 networks trained · about")]
    assert charts(app)
    cluster.epoch(waiting[7].id, val_accuracy=0.82)
    cluster.finish(waiting[7].id)
    for run in waiting[8:]:
        train(cluster, run)
    app.run()
    assert not offers(app) and not has_button(app, "Stop these")
    assert "**Twice the data would bring" in words(app)
    assert "The last doubling, from 7,500 to 15,000, brought about" in words(app)
    assert "| 15,000 |" in words(app) and "the same 5,000 validation reviews" in words(app)


def test_stop_keeps_what_is_trained_and_the_rest_is_one_click_away(open_app, cluster):
    app = asked(open_app, cluster)
    for run in queued(cluster)[:6]:
        train(cluster, run)
    app.run()
    button(app, "Stop these").click().run()
    assert not queued(cluster)
    app.run()
    (label,) = offers(app)
    assert label.startswith("Train the rest of its learning curve: 11 networks")
    assert "follows as soon as enough sizes are trained" in words(app)


def test_another_visitor_sees_the_same_curve(open_app, cluster):
    asked(open_app, cluster)
    assert has_button(open_app(run="1"), "Stop these")


def test_a_setting_that_diverges_has_none(open_app, cluster):
    ended(cluster, state=State.DIVERGED)
    app = open_app(run="1")
    assert "A setting that diverges has no learning curve." in words(app)
    assert not offers(app)


def test_runs_that_diverged_are_left_out_and_mentioned(open_app, cluster):
    app = asked(open_app, cluster)
    first, *others = queued(cluster)
    cluster.begin(first.id)
    cluster.diverge(first.id)
    for run in others:
        train(cluster, run)
    app.run()
    assert "1 run of this setting diverged and is left out." in words(app)
    assert not offers(app)


def test_a_source_with_fewer_reviews_has_fewer_sizes(open_app, cluster, monkeypatch):
    ended(cluster)
    monkeypatch.setitem(corpus.SOURCES, "packaged", resized(2_000))
    app = open_app(run="1")
    assert "on 100, 300, 1,000 and all 2,000 reviews" in words(app)
    assert networks(app) == 11
    monkeypatch.setitem(corpus.SOURCES, "packaged", resized(300))
    app = open_app(run="1")
    assert "300 training reviews are too few for a learning curve." in words(app)
    assert not offers(app)


def resized(train):
    """The packaged reviews, as if there were only so many to learn from."""
    return replace(corpus.SOURCES["packaged"], train=train)


def test_reviews_that_are_gone_leave_the_rest_of_the_page(open_app, cluster):
    ended(cluster, dataset="gone")
    app = open_app(run="1")
    assert "Take it away" in headings(app) and "Learning curve" not in headings(app)
    assert not app.exception


def test_more_than_one_person_may_ask_for_is_refused_in_a_sentence(open_app, cluster):
    ended(cluster)
    cluster.limits = Limits(queued_by_one=10)
    app = open_app(run="1")
    assert app.error[0].value.startswith("Its learning curve takes 17 more networks, but at most 10 can wait")
    assert not offers(app)


def test_a_refusal_by_the_queue_is_a_sentence(open_app, cluster):
    ended(cluster)
    app = open_app(run="1")
    cluster.limits = Limits(queued=5)
    button(app, offers(app)[0]).click().run()
    assert not app.exception
    assert "There is no room for 17 more: at most 5 can wait" in app.error[0].value.replace("\\", "")


# The chart


def test_the_chart_has_points_with_their_interval_single_runs_and_what_comes_next():
    curve = learning_curve(ARTICLE, usual_runs(), 15_000)
    found = frames(curve)
    assert [*found["points"]["reviews"]] == [*ALL_SIZES]
    assert (found["points"]["low"] < found["points"]["accuracy"]).all()
    assert len(found["runs"]) == 18
    first, last = found["beyond"].iloc[0], found["beyond"].iloc[-1]
    assert (first["reviews"], round(last["reviews"])) == (15_000, 30_000)
    assert last["accuracy"] == pytest.approx(curve.outlook.twice.value)
    assert last["high"] - last["low"] > first["high"] - first["low"]


def test_nothing_is_drawn_beyond_the_sizes_where_nothing_can_be_said():
    assert frames(learning_curve(ARTICLE, usual_runs(curve={100: 0.7, 15_000: 0.889}), 15_000))["beyond"].empty


def test_an_interval_that_nobody_knows_is_a_gap_in_the_band():
    config = RunConfig(epochs=1)
    found = frames(learning_curve(config, runs_of(config, {100: {0: 0.6}, 15_000: {0: 0.8}}), 15_000))["points"]
    assert found["low"].isna()[0] and found["high"].isna()[0]


def test_the_axis_is_logarithmic_with_plain_numbers_and_only_data_change():
    little = curve_chart(learning_curve(ARTICLE, usual_runs(curve={100: 0.7}), 15_000), TICKS, 0.88)
    much = curve_chart(learning_curve(ARTICLE, usual_runs(), 15_000), TICKS, 0.88)
    assert little.spec == much.spec
    low, high = next(found["domain"] for found in find(much.spec, "scale") if found.get("type") == "log")
    assert low < 100 and high > 30_000
    axis = next(found for found in find(much.spec, "axis") if found.get("format") == ",d")
    assert axis["values"] == [*TICKS]
    assert "logistic regression on all reviews" in str(much.spec)
    assert "logistic regression" not in str(curve_chart(learning_curve(ARTICLE, [], 15_000), TICKS, None).spec)
