"""The Leaderboard page ranks what has finished, says how much of it is luck, and trains the article's grid."""

import pytest

from explorer import corpus
from explorer.cluster import Status
from explorer.config import RunConfig, article_grid
from explorer.store import State
from tests.stand_in import button, chart_specs, click_cell, find, go_to, has_button, knobs, marks, words

GRID_BUTTON = "Train the article's 36 combinations"
TANH = RunConfig("tanh", "mse", units=64, layers=3)


@pytest.fixture
def three_runs(cluster):
    """Three finished runs, the second of which is the best and the first of which is the worst."""
    cluster.trained(RunConfig(units=32), val_accuracy=0.85)
    cluster.trained(TANH, val_accuracy=0.88)
    cluster.trained(RunConfig(learning_rate=0.01, dropout=0.5), val_accuracy=0.875)


def table(app):
    (frame,) = app.dataframe
    return frame.value


def test_an_empty_leaderboard_says_what_to_do(open_app):
    app = open_app("leaderboard")
    assert [title.value for title in app.title] == ["Leaderboard"]
    (hint,) = app.info
    assert hint.value.startswith("No run has finished on these reviews yet. Press **Train**")
    assert not app.dataframe and not app.get("download_button") and not app.exception


def test_runs_that_have_not_finished_are_not_ranked(open_app, cluster):
    for number, end in enumerate((None, "diverge", "fail"), 1):
        cluster.submit([RunConfig(seed=number)], "packaged")
        cluster.begin(number)
        cluster.epoch(number)
        if end:
            getattr(cluster, end)(number)
    app = open_app("leaderboard")
    assert not app.dataframe
    assert len(app.info) == 1


# The ranking


def test_the_best_validation_accuracy_comes_first(open_app, three_runs):
    ranking = table(open_app("leaderboard"))
    assert ranking["place"].tolist() == [1, 2, 3]
    assert ranking["run"].tolist() == [2, 3, 1]
    assert ranking["best_val_accuracy"].tolist() == pytest.approx([88, 87.5, 85])


def test_the_lower_validation_loss_decides_between_equals(open_app, cluster):
    cluster.trained(RunConfig(seed=1), val_accuracy=0.88, val_loss=0.31)
    cluster.trained(RunConfig(seed=2), val_accuracy=0.88, val_loss=0.30)
    assert table(open_app("leaderboard"))["run"].tolist() == [2, 1]


def test_settings_are_shown_by_their_names(open_app, three_runs):
    first, second, third = table(open_app("leaderboard")).to_dict("records")
    assert (first["activation"], first["loss"], first["units"], first["layers"]) == ("tanh", "Mean squared error", 64, 3)
    assert first["other"] == third["other"] == ""
    assert second["other"] == "Learning rate 0.01, Dropout 0.5"


def test_the_same_settings_trained_twice_have_one_place(open_app, cluster):
    cluster.trained(RunConfig(), val_accuracy=0.87)
    cluster.trained(RunConfig(), val_accuracy=0.87)
    assert table(open_app("leaderboard"))["run"].tolist() == [2]


def test_other_reviews_have_a_leaderboard_of_their_own(open_app, cluster, monkeypatch):
    monkeypatch.setattr(corpus, "available_sources", lambda: ["packaged", "official"])
    cluster.trained(RunConfig(units=32), dataset="packaged", val_accuracy=0.85)
    cluster.trained(TANH, dataset="official", val_accuracy=0.88)
    app = open_app("leaderboard")
    assert table(app)["run"].tolist() == [1]
    app.selectbox[0].set_value("official").run()
    assert table(app)["run"].tolist() == [2]


def test_the_page_says_how_much_of_the_ranking_can_be_luck(open_app, three_runs):
    sentence = words(open_app("leaderboard"))
    assert "Best so far: **88.0%** of 5,000 validation reviews right." in sentence
    assert "differences of less than about **0.9 percentage points** can be luck, and 1 other run is within that" in sentence
    assert "Another seed would move each run as well." in sentence


@pytest.mark.parametrize(("others", "said"), [([0.86], "no other run is"), ([0.88, 0.872, 0.87], "2 other runs are")])
def test_the_runs_that_only_luck_may_separate_from_the_leader_are_counted(open_app, cluster, others, said):
    for seed, accuracy in enumerate([0.88, *others]):
        cluster.trained(RunConfig(seed=seed), val_accuracy=accuracy)
    assert f"{said} within that of the leader" in words(open_app("leaderboard"))


def test_more_validation_reviews_leave_less_to_luck(open_app, cluster, monkeypatch):
    monkeypatch.setattr(corpus, "available_sources", lambda: ["packaged", "official"])
    cluster.trained(dataset="official", val_accuracy=0.88)
    sentence = words(open_app("leaderboard", reviews="official"))
    assert "of 10,000 validation reviews right" in sentence
    assert "**0.6 percentage points**" in sentence


def test_the_ranking_can_be_downloaded(open_app, three_runs):
    (download,) = open_app("leaderboard").get("download_button")
    assert download.label == "Download as CSV"
    assert download.proto.url.endswith(".csv")


# One run


def test_nothing_is_shown_below_the_ranking_before_a_row_is_clicked(open_app, three_runs):
    app = open_app("leaderboard")
    assert "Click a row to see how that run learned." in words(app)
    assert not chart_specs(app)


def test_a_click_on_a_row_shows_how_that_run_learned(open_app, cluster, three_runs):
    cluster.submit([RunConfig(epochs=8, seed=5)], "packaged")
    cluster.begin(4)
    cluster.epochs(4, 8)
    cluster.finish(4)
    app = click_cell(open_app("leaderboard"), 1)
    assert table(app)["run"].tolist()[1] == 4
    assert [heading.value for heading in app.subheader] == ["Run 4"]
    assert "ReLU · binary cross-entropy · 1 hidden layer of 16 · 8 epochs · seed 5" in words(app)
    specs = chart_specs(app)
    assert len(specs) == 2
    assert all("rule" in marks(spec) for spec in specs)
    assert all(x["scale"]["domain"] == [1, 8] for spec in specs for x in find(spec, "x"))


def test_the_run_stays_chosen_while_others_overtake_it(open_app, cluster, three_runs):
    app = click_cell(open_app("leaderboard"), 0)
    assert [heading.value for heading in app.subheader] == ["Run 2"]
    cluster.trained(RunConfig(seed=9), val_accuracy=0.9)
    app.run()
    assert table(app)["run"].tolist() == [4, 2, 3, 1]
    assert [heading.value for heading in app.subheader] == ["Run 2"]


def test_a_click_beside_the_rows_closes_the_curves(open_app, three_runs):
    app = click_cell(click_cell(open_app("leaderboard"), 0), None)
    assert not app.subheader and not chart_specs(app)


def test_the_settings_of_a_run_can_be_taken_over(open_app, three_runs):
    app = click_cell(open_app("leaderboard"), 0)
    button(app, "Use these settings").click().run()
    assert RunConfig(**knobs(app)) == TANH
    assert app.query_params == {"activation": "tanh", "loss": "mse", "units": "64", "layers": "3"}
    assert [toast.value for toast in app.toast] == ["The knobs in the sidebar now show these settings."]
    button(app, "Train").click().run()
    assert app.session_state.run == 4


# The article's 36


def test_the_grid_is_one_click_and_exactly_the_articles_36(open_app, cluster):
    app = open_app("leaderboard")
    assert "36 are not trained yet; all at once they take about 16 seconds." in words(app)
    button(app, GRID_BUTTON).click().run()
    assert [run.config for run in cluster.store.runs()] == article_grid()
    assert {run.state for run in cluster.store.runs()} == {State.QUEUED}
    assert not has_button(app, GRID_BUTTON)


def test_what_is_trained_already_is_not_trained_again(open_app, cluster):
    grid = article_grid()
    cluster.trained(grid[0])
    cluster.trained(grid[35])
    app = open_app("leaderboard")
    assert "34 are not trained yet" in words(app)
    button(app, GRID_BUTTON).click().run()
    assert [run.config for run in cluster.store.runs(states=[State.QUEUED])] == grid[1:35]


def test_runs_outside_the_grid_and_those_that_failed_do_not_count_as_trained(open_app, cluster):
    cluster.trained(RunConfig(seed=1))
    cluster.submit([RunConfig()], "packaged")
    cluster.begin(2)
    cluster.fail(2)
    app = open_app("leaderboard")
    assert "36 are not trained yet" in words(app)


def test_the_grid_shows_how_far_it_is_and_how_long_it_will_take(open_app, cluster):
    app = button(open_app("leaderboard"), GRID_BUTTON).click().run()
    assert app.progress[0].text == "**The article's combinations**: 36 networks learn at once · waiting for the worker"
    for run_id in range(1, 37):
        cluster.begin(run_id)
        cluster.epoch(run_id, seconds=1 / 36)
        cluster.epoch(run_id, seconds=1 / 36)
    app.run()
    (bar,) = app.progress
    assert bar.value == 20
    assert bar.text == "**The article's combinations**: 36 networks learn at once · epoch 3 of 10 · about 8 seconds left"
    assert "The ranking appears here as soon as they have learned." in words(app)


def test_those_of_the_grid_that_have_finished_are_ranked_while_the_others_go_on(open_app, cluster):
    app = button(open_app("leaderboard"), GRID_BUTTON).click().run()
    for run_id in (1, 2, 3):
        cluster.begin(run_id)
        cluster.epochs(run_id, 3)
        cluster.finish(run_id)
    app.run()
    assert "33 networks learn at once" in app.progress[0].text
    assert table(app)["run"].tolist() == [1, 2, 3]


def test_the_grid_says_what_the_worker_does_before_it_is_ready(open_app, cluster):
    cluster.status = Status(0.2, "Loading TensorFlow")
    app = button(open_app("leaderboard"), GRID_BUTTON).click().run()
    assert app.progress[0].text == "**The article's combinations**: 36 networks learn at once · Loading TensorFlow"


def test_the_grid_can_be_stopped(open_app, cluster):
    app = button(open_app("leaderboard"), GRID_BUTTON).click().run()
    cluster.begin(1)
    app.run()
    button(app, "Stop these").click().run()
    assert {run.state for run in cluster.store.runs()[1:]} == {State.STOPPED}
    assert cluster.store.stop_requested([1])
    cluster.epoch(1)
    cluster.halt(1)
    app.run()
    assert "36 are not trained yet" in words(app)
    assert has_button(app, GRID_BUTTON)


def test_the_grid_once_trained_is_said_to_be(open_app, cluster):
    for config in article_grid():
        cluster.trained(config)
    app = open_app("leaderboard")
    assert "**The article's 36 combinations** are all trained on these reviews." in words(app)
    assert not has_button(app, GRID_BUTTON)
    assert len(table(app)) == 36


def test_two_visitors_who_press_the_button_train_the_grid_once(open_app, cluster):
    mine, theirs = open_app("leaderboard"), open_app("leaderboard")
    button(mine, GRID_BUTTON).click().run()
    button(theirs, GRID_BUTTON).click().run()
    assert len(cluster.store.runs()) == 36


def test_one_run_with_the_articles_settings_is_not_taken_for_the_whole_grid(open_app):
    app = button(open_app(), "Train").click().run()
    go_to(app, "leaderboard")
    assert has_button(app, GRID_BUTTON)


# A store that cannot be used


@pytest.mark.parametrize("label", [GRID_BUTTON, "Use these settings"])
def test_a_button_that_meets_a_broken_store_ends_in_one_sentence(open_app, cluster, label):
    cluster.trained(RunConfig(seed=1))
    app = click_cell(open_app("leaderboard"), 0)
    cluster.break_store()
    button(app, label).click().run()
    assert not app.exception
    assert len(app.error) == 1
    assert "cannot be used right now" in app.error[0].value


def test_stopping_the_grid_in_a_broken_store_ends_in_one_sentence(open_app, cluster):
    app = button(open_app("leaderboard"), GRID_BUTTON).click().run()
    cluster.break_store()
    button(app, "Stop these").click().run()
    assert not app.exception
    assert len(app.error) == 1
