"""The Search page: what may move, the funnel while it runs, and who has won."""

import json

import pytest

from explorer import corpus
from explorer.config import KNOBS, RunConfig
from explorer.scheduling.search_space import NEVER_MOVE, Space, usual_knobs
from explorer.scheduling.successive_halving import LONGEST, Budget
from explorer.store import Baseline, SearchState, State
from explorer.ui.escaping import plain
from explorer.workers import searches
from explorer.workers.cluster import Status
from tests.support.leaderboard import best_runs, table
from tests.support.pages import button, go_to, has_button, headings, words

SPACE = Space(RunConfig(epochs=27), ("units", "layers"))


def pills(app):
    return app.get_by_key("search_knobs")


def begin(cluster, networks=9, steps=0):
    """A search that has done so many steps; its id."""
    search_id = cluster.search(SPACE, Budget(networks=networks), "packaged")
    for _ in range(steps):
        cluster.search_step(search_id)
    return search_id


def end(cluster, baseline=0.83):
    """A search that has come to its end."""
    cluster.store.set_baseline("packaged", RunConfig().input_format, Baseline(baseline, 0.3, 0.1))
    search_id = begin(cluster)
    cluster.search_to_the_end(search_id)
    return search_id


def chart_data(app):
    (chart,) = app.get("vega_lite_chart")
    return json.loads(chart.proto.spec)


# Choosing


def test_at_first_one_chooses_what_may_move_and_for_how_long(open_app, cluster):
    app = open_app("search")
    assert not app.exception
    assert [title.value for title in app.title] == ["Search"]
    assert headings(app) == ["Look for the best settings"]
    assert pills(app).value == list(usual_knobs())
    assert [option.content for option in pills(app).proto.options] == [
        knob.label for name, knob in KNOBS.items() if name not in NEVER_MOVE
    ]
    assert not has_button(app, "Back to the last search")


def test_a_click_begins_a_search_with_what_was_chosen_and_the_sidebars_values(open_app, cluster):
    app = open_app("search", dropout="0.25", epochs="3", seed="9")
    pills(app).set_value(["units", "vocabulary"]).run()
    assert "dropout 0.25" in words(app)
    app.segmented_control(key="search_budget").set_value("100 settings").run()
    button(app, "Search").click().run()
    search = cluster.store.search(1)
    assert search.space == Space(RunConfig(epochs=LONGEST, dropout=0.25), ("units", "vocabulary"))
    assert search.budget == Budget(networks=100)
    assert (search.dataset, search.state) == ("packaged", SearchState.RUNNING)
    assert has_button(app, "Stop")


def test_five_minutes_are_the_usual_budget(open_app, cluster):
    button(open_app("search"), "Search").click().run()
    assert cluster.store.search(1).budget == Budget(seconds=300)


def test_where_nothing_may_move_there_is_nothing_to_search(open_app, cluster):
    app = open_app("search")
    pills(app).set_value([]).run()
    assert button(app, "Search").disabled
    assert "Choose at least one knob" in words(app)


def test_every_search_has_other_dice(open_app, cluster):
    end(cluster)
    app = open_app("search")
    button(app, "New search").click().run()
    button(app, "Search").click().run()
    assert cluster.store.search(2).space.base.seed == 1


def test_two_who_begin_at_once_share_one_search_and_the_second_is_told(open_app, cluster):
    app = open_app("search")
    begin(cluster)
    button(app, "Search").click().run()
    assert len(cluster.store.searches("packaged")) == 1
    assert "Search 1 is running on these reviews" in app.error[0].value


# Watching


def test_a_search_that_runs_is_shown_to_everybody_with_its_progress(open_app, cluster):
    begin(cluster, steps=1)
    app = open_app("search")
    (bar,) = app.progress
    assert bar.text.startswith("9 settings tried in about a second · 0 networks of this round to go")
    assert 0 < bar.value < 100
    assert headings(app) == ["In front so far"]
    assert "whoever is in front of many was also lucky" in words(app)
    assert "What moves: hidden units and hidden layers." in words(app)


def test_before_anything_has_ended_it_says_what_it_waits_for(open_app, cluster):
    begin(cluster)
    cluster.status = Status(0.2, "Loading TensorFlow")
    app = open_app("search")
    assert app.progress[0].text == "Loading TensorFlow"
    assert headings(app) == ["Nobody is in front yet"]


def test_the_page_follows_a_search_to_its_end(open_app, cluster):
    search_id = begin(cluster, steps=1)
    app = open_app("search")
    assert has_button(app, "Stop")
    cluster.store.set_baseline("packaged", RunConfig().input_format, Baseline(0.83, 0.3, 0.1))
    cluster.search_to_the_end(search_id)
    app.run()
    assert not has_button(app, "Stop")
    assert headings(app)[0].startswith("The winner gets 8")


def test_stopped_and_gone_on_with_nothing_is_lost(open_app, cluster):
    search_id = begin(cluster, steps=1)
    app = button(open_app("search"), "Stop").click().run()
    assert cluster.store.search(search_id).state == SearchState.STOPPED
    assert "Stopped after 9 settings tried" in words(app)
    done = len(cluster.store.trials(search_id))
    app = button(app, "Go on").click().run()
    assert cluster.store.search(search_id).is_running
    assert has_button(app, "Stop") and len(cluster.store.trials(search_id)) == done


def test_a_search_that_failed_says_why_and_can_go_on(open_app, cluster):
    search_id = begin(cluster)
    cluster.status = Status(1.0, "No Dask scheduler answers.", failed=True)
    searches.advance(cluster)
    for trial in cluster.store.trials(search_id):
        cluster.fail(trial.run_id, "No Dask scheduler answers at <b>nowhere</b>.")
    searches.advance(cluster)
    app = open_app("search")
    assert "Broken off after 9 settings" in words(app)
    assert "<b>" not in words(app)
    assert has_button(app, "Go on") and headings(app) == ["Nobody is in front yet"]


# The result


def test_the_winner_is_named_with_its_interval_the_baseline_and_the_band(open_app, cluster):
    end(cluster)
    app = open_app("search")
    assert not app.exception
    assert headings(app)[0].startswith("The winner gets 8")
    assert "It beats a **logistic regression** on the same input, which gets 83.00%" in words(app)
    assert "Only 5 repeats with seeds that the search had not used count here" in words(app)
    assert plain("Done: 9 settings tried in") in words(app)


def test_a_winner_that_does_not_beat_the_regression_is_said_to_be_none(open_app, cluster):
    end(cluster, baseline=0.95)
    app = open_app("search")
    assert headings(app)[0].startswith("No winner")
    assert "found nothing that is worth its trouble" in words(app)


def test_its_settings_can_be_used(open_app, cluster):
    end(cluster)
    app = button(open_app("search"), "Use these settings").click().run()
    best = max(trial.config.units for trial in cluster.store.trials(1))
    assert app.get_by_key("knob_units").value == best


def test_it_can_be_taken_to_the_exam(open_app, cluster):
    end(cluster)
    app = button(open_app("search"), "Take it to the exam").click().run()
    assert not app.exception
    assert app.title[0].value == "Exam"
    best = max(trial.config.units for trial in cluster.store.trials(1) if trial.bracket is None)
    chosen = app.get_by_key("candidate").value
    assert chosen.config.units == best and chosen.config.seed != 0


def test_after_one_search_there_can_be_another_or_the_last_one_again(open_app, cluster):
    end(cluster)
    app = button(open_app("search"), "New search").click().run()
    assert headings(app) == ["Look for the best settings"]
    app = button(app, "Back to the last search").click().run()
    assert headings(app)[0].startswith("The winner gets")


def test_only_repeats_are_on_the_leaderboard_and_sit_exams(open_app, cluster):
    end(cluster)
    repeats = {trial.run_id for trial in cluster.store.trials(1) if trial.bracket is None}
    app = open_app("leaderboard")
    assert set(best_runs(app, cluster)) <= repeats
    assert table(app)["repeats"].sum() == len(repeats)
    app = go_to(app, "exam")
    assert app.get_by_key("candidate").value.id in repeats


def test_other_reviews_have_a_search_of_their_own(open_app, cluster, monkeypatch):
    monkeypatch.setattr(corpus, "available_sources", lambda: ["packaged", "official"])
    end(cluster)
    app = open_app("search", reviews="official")
    assert headings(app) == ["Look for the best settings"]


# The chart


def test_the_funnel_has_a_column_for_each_rung_and_one_for_the_repeats(open_app, cluster):
    end(cluster)
    spec = chart_data(open_app("search"))
    (columns,) = {json.dumps(layer["encoding"]["x"]["scale"]["domain"]) for layer in spec["layer"]}
    assert json.loads(columns) == ["3 epochs on\n2,500 reviews", "9 epochs", "27 epochs", "the best, again"]


@pytest.mark.parametrize("label", ["Search", "Stop", "Go on", "Use these settings"])
def test_a_button_that_meets_a_broken_store_ends_in_one_sentence(open_app, cluster, label):
    if label == "Use these settings":
        end(cluster)
    elif label != "Search":
        search_id = begin(cluster, steps=1)
        if label == "Go on":
            cluster.store.stop_search(search_id)
    app = open_app("search")
    assert has_button(app, label)
    cluster.break_store()
    button(app, label).click().run()
    assert not app.exception
    assert len(app.error) == 1
    assert "cannot be used right now" in app.error[0].value


def test_trials_do_not_count_as_what_the_visitor_has_trained(open_app, cluster):
    begin(cluster, steps=1)
    assert cluster.store.runs(states=[State.FINISHED]) == []
    assert open_app("leaderboard").header[0].value == "Nobody has won yet"
