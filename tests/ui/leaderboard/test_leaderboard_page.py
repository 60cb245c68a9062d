"""The Leaderboard page ranks what has finished, says how much of it is luck, and trains the article's grid."""

from dataclasses import replace

import pytest

from explorer import corpus
from explorer.config import RunConfig, article_grid, repeated
from explorer.store import State
from explorer.ui.pages.leaderboard import grid_panel
from explorer.workers.cluster import Status
from tests.support.charts import chart_specs, find, marks
from tests.support.pages import button, click_cell, go_to, has_button, knobs, select, words

GRID_BUTTON = "Train the article's 36 combinations"
TANH = RunConfig("tanh", "mse", units=64, layers=3)


@pytest.fixture
def three_runs(cluster):
    """Three finished runs, the second of which is the best and the first of which is the worst."""
    cluster.trained(RunConfig(units=32), val_accuracy=0.85)
    cluster.trained(TANH, val_accuracy=0.88)
    cluster.trained(RunConfig(learning_rate=0.01, dropout=0.5), val_accuracy=0.875)


def table(app):
    return app.dataframe[0].value


STORY = ["Who won", "Is it real?", "What mattered"]


def beside(app):
    """Which run is shown beside the ranking."""
    (heading,) = [text.value for text in app.markdown if text.value.startswith("#### Run ")]
    return heading.removeprefix("#### ")


def metrics(app):
    return {metric.label: metric.value for metric in app.metric}


def test_an_empty_leaderboard_says_what_to_do(open_app):
    app = open_app("leaderboard")
    assert [title.value for title in app.title] == ["Leaderboard"]
    (hint,) = app.info
    assert hint.value.startswith("No run has finished on these reviews yet. Press **Train**")
    assert not app.dataframe and not app.download_button and not app.exception


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
    assert ranking["best_run"].tolist() == [2, 3, 1]
    assert ranking["mean_val_accuracy"].tolist() == pytest.approx([0.88, 0.875, 0.85])
    assert [text.split(" ±")[0] for text in ranking["mean_shown"]] == ["88.00%", "87.50%", "85.00%"]


def test_those_tied_for_first_share_a_place_and_a_coloured_band(open_app, three_runs):
    app = open_app("leaderboard")
    assert table(app)["place_shown"].tolist() == ["1 (tied)", "1 (tied)", "3"]
    styles = app.dataframe[0].proto.arrow_data.styler.styles
    assert "_row0_col0" in styles and "_row1_col0" in styles and "_row2_col0" not in styles


def test_a_leader_that_is_clearly_ahead_is_not_called_tied(open_app, cluster):
    cluster.trained(TANH, val_accuracy=0.88)
    cluster.trained(RunConfig(), val_accuracy=0.80)
    app = open_app("leaderboard")
    assert table(app)["place_shown"].tolist() == ["1", "2"]
    assert "clearly ahead of all other settings" in words(app)


def test_repeats_of_a_setting_are_one_row(open_app, cluster):
    for seed, accuracy in enumerate((0.880, 0.884, 0.882)):
        cluster.trained(RunConfig(seed=seed), val_accuracy=accuracy)
    (row,) = table(open_app("leaderboard")).to_dict("records")
    assert (row["repeats"], row["best_run"], row["seeds"]) == (3, 2, "0 1 2")
    assert row["mean_shown"].startswith("88.20% ± 0.")
    assert (row["standard_deviation"], row["best_val_accuracy"]) == (pytest.approx(0.2), pytest.approx(88.4))
    assert row["other"] == ""


def test_the_lower_validation_loss_decides_between_equals(open_app, cluster):
    cluster.trained(RunConfig(units=32), val_accuracy=0.88, val_loss=0.31)
    cluster.trained(RunConfig(units=64), val_accuracy=0.88, val_loss=0.30)
    assert table(open_app("leaderboard"))["best_run"].tolist() == [2, 1]


def test_settings_are_shown_by_their_names(open_app, three_runs):
    first, second, third = table(open_app("leaderboard")).to_dict("records")
    assert (first["activation"], first["loss"], first["units"], first["layers"]) == ("tanh", "Mean squared error", 64, 3)
    assert first["other"] == third["other"] == ""
    assert second["other"] == "Learning rate 0.01, Dropout 0.5"


def test_the_same_run_trained_twice_is_not_two_repeats(open_app, cluster):
    cluster.trained(RunConfig(), val_accuracy=0.87)
    cluster.trained(RunConfig(), val_accuracy=0.87)
    assert table(open_app("leaderboard"))["repeats"].tolist() == [1]


def test_other_reviews_have_a_leaderboard_of_their_own(open_app, cluster, monkeypatch):
    monkeypatch.setattr(corpus, "available_sources", lambda: ["packaged", "official"])
    cluster.trained(RunConfig(units=32), dataset="packaged", val_accuracy=0.85)
    cluster.trained(TANH, dataset="official", val_accuracy=0.88)
    app = open_app("leaderboard")
    assert table(app)["best_run"].tolist() == [1]
    app.selectbox[0].set_value("official").run()
    assert table(app)["best_run"].tolist() == [2]


def test_the_page_says_how_much_of_the_ranking_can_be_luck(open_app, three_runs):
    sentence = words(open_app("leaderboard"))
    assert "**2 of 3 settings are tied for first**" in sentence
    assert "Going by repeats measured beforehand, because nothing here has been repeated yet, one run" in sentence
    assert "within about ±0.6 percentage points of its setting's true average" in sentence
    assert "others would move all of the rows together, by up to about 0.9 points" in sentence


def test_repeats_replace_what_was_measured_beforehand(open_app, cluster, three_runs):
    cluster.trained(RunConfig(units=32, seed=1), val_accuracy=0.86)
    sentence = words(open_app("leaderboard"))
    assert "Going by repeats of the same settings, one run" in sentence


def test_more_validation_reviews_leave_less_to_luck(open_app, cluster, monkeypatch):
    monkeypatch.setattr(corpus, "available_sources", lambda: ["packaged", "official"])
    cluster.trained(dataset="official", val_accuracy=0.88)
    sentence = words(open_app("leaderboard", reviews="official"))
    assert "the same 10,000 validation reviews" in sentence
    assert "by up to about 0.6 points" in sentence


def test_the_ranking_can_be_downloaded(open_app, three_runs):
    (download,) = open_app("leaderboard").download_button
    assert download.label == "Download as CSV"
    assert download.proto.url.endswith(".csv")


# One run


def test_the_leader_is_shown_beside_the_ranking_before_a_row_is_clicked(open_app, three_runs):
    app = open_app("leaderboard")
    assert "Click a row to see how its best run learned." in words(app)
    assert beside(app) == "Run 2"
    assert len(chart_specs(app)) == 2


def test_a_click_on_a_row_shows_how_that_run_learned(open_app, cluster, three_runs):
    cluster.submit([RunConfig(epochs=8, units=128, seed=5)], "packaged")
    cluster.begin(4)
    cluster.epochs(4, 8)
    cluster.finish(4)
    app = click_cell(open_app("leaderboard"), 1)
    assert table(app)["best_run"].tolist()[1] == 4
    assert beside(app) == "Run 4"
    assert "ReLU · binary cross-entropy · 1 hidden layer of 128 · 8 epochs · seed 5" in words(app)
    specs = chart_specs(app)
    assert len(specs) == 2
    assert all("rule" in marks(spec) for spec in specs)
    axes = [x for spec in specs for x in find(spec, "x") if "field" in x]
    assert axes and all(x["scale"]["domain"] == [1, 8] for x in axes)


def test_the_run_stays_chosen_while_others_overtake_it(open_app, cluster, three_runs):
    app = click_cell(open_app("leaderboard"), 0)
    assert beside(app) == "Run 2"
    cluster.trained(RunConfig(units=128), val_accuracy=0.9)
    app.run()
    assert table(app)["best_run"].tolist() == [4, 2, 3, 1]
    assert beside(app) == "Run 2"
    assert app.session_state.leaderboard["selection"]["cells"] == [(1, "place_shown")]


def test_a_better_repeat_takes_the_place_of_the_run_that_is_shown(open_app, cluster, three_runs):
    app = click_cell(open_app("leaderboard"), 0)
    cluster.trained(replace(TANH, seed=1), val_accuracy=0.89)
    app.run()
    assert beside(app) == "Run 4, the best of 2 repeats"
    repeats = app.dataframe[1].value
    assert repeats["run"].tolist() == [4, 2]
    assert repeats["seed"].tolist() == [1, 0]
    assert repeats["val_accuracy"].tolist() == pytest.approx([89, 88])


def test_a_click_beside_the_rows_goes_back_to_the_leader(open_app, three_runs):
    app = click_cell(open_app("leaderboard"), 2)
    assert beside(app) == "Run 1"
    assert beside(click_cell(app, None)) == "Run 2"


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
    assert "36 are not trained yet; they take about 10 seconds" in words(app)
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


def test_repeats_of_the_grid_are_queued_seed_by_seed_and_only_what_is_missing(open_app, cluster):
    cluster.trained(article_grid()[0])
    app = open_app("leaderboard")
    app.segmented_control(key="grid_repeats").set_value(3).run()
    assert "107 of 108 runs are missing; they take about 30 seconds" in words(app)
    button(app, GRID_BUTTON).click().run()
    queued = [run.config for run in cluster.store.runs(states=[State.QUEUED])]
    assert queued == repeated(article_grid(), range(3))[1:]
    assert not has_button(app, GRID_BUTTON)
    assert "All are in training or trained 3 times each on these reviews." in words(app)
    app.segmented_control(key="grid_repeats").set_value(5).run()
    assert "72 of 180 runs are missing" in words(app)


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
    assert table(app)["best_run"].tolist() == [1, 2, 3]


def test_the_page_is_drawn_again_when_all_networks_that_trained_together_are_kept(cluster, monkeypatch):
    drawn = []
    monkeypatch.setattr(grid_panel.st, "rerun", lambda: drawn.append(True))
    ids = cluster.submit([RunConfig(epochs=3, units=units) for units in (16, 32, 64)] + [RunConfig(epochs=5)], "packaged")
    for run_id in ids:
        cluster.begin(run_id)
        cluster.epochs(run_id, 3)
    for run_id, times in zip(ids, (0, 0, 1)):
        cluster.finish(run_id)
        grid_panel._progress(ids, ids)
        assert len(drawn) == times


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
    assert "All are trained on these reviews." in words(app)
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


# Is it really better?

MORE_BUTTON = "Train three more repeats of each"


def test_nothing_is_judged_before_two_rows_are_ticked(open_app, three_runs):
    app = open_app("leaderboard")
    assert not has_button(app, MORE_BUTTON)
    assert not has_button(select(app, rows=[0]), MORE_BUTTON)


def test_two_ticked_rows_are_judged_at_once(open_app, three_runs):
    app = select(open_app("leaderboard"), rows=[0, 2])
    (verdict,) = app.success
    assert verdict.value.startswith(
        "**Yes.** **tanh, mean squared error, 64 hidden units, 3 hidden layers** is really better"
    )
    app = select(app, rows=[0, 1])
    (verdict,) = app.warning
    assert verdict.value.startswith("**Cannot tell yet.** ")
    assert "You chose these 2 among 3 settings" in words(app)


def test_three_more_repeats_of_each_ticked_row_are_one_click(open_app, cluster, three_runs):
    app = button(select(open_app("leaderboard"), rows=[0, 2]), MORE_BUTTON).click().run()
    queued = [run.config for run in cluster.store.runs(states=[State.QUEUED])]
    assert queued == repeated([TANH, RunConfig(units=32)], [1, 2, 3])
    assert button(app, MORE_BUTTON).disabled
    (bar,) = app.progress
    assert bar.text == "6 repeats are still to come · waiting for the worker"
    # They are not the grid's, though the article's combinations are among them.
    assert not has_button(app, "Stop these")


def test_repeats_that_finish_sharpen_the_verdict_and_the_ticks_move_with_their_rows(open_app, cluster, three_runs):
    app = button(select(open_app("leaderboard"), rows=[0, 1]), MORE_BUTTON).click().run()
    for run in cluster.store.runs(states=[State.QUEUED]):
        cluster.begin(run.id)
        cluster.epoch(run.id, val_accuracy=0.86 if run.config.activation == "tanh" else 0.89)
    assert "6 repeats are still to come · 6 of 60 epochs" in app.run().progress[0].text
    for run in cluster.store.runs(states=[State.RUNNING]):
        cluster.finish(run.id)
    app.run()
    assert not app.progress
    assert table(app)["repeats"].tolist() == [4, 4, 1]
    assert table(app)["learning_rate"].tolist()[0] == 0.01
    assert app.session_state.compared_settings == [TANH, RunConfig(learning_rate=0.01, dropout=0.5)]
    assert "is really better than" in app.success[0].value
    assert "89.00% against 86.00% on average" in app.success[0].value
    assert "Judged by the repeats that were trained after you had ticked these rows." in words(app)
    assert not button(app, MORE_BUTTON).disabled


def test_repeats_can_be_stopped(open_app, cluster, three_runs):
    app = button(select(open_app("leaderboard"), rows=[0, 1]), MORE_BUTTON).click().run()
    button(app, "Stop these repeats").click().run()
    assert {run.state for run in cluster.store.runs()[3:]} == {State.STOPPED}
    app.run()
    assert not app.progress


def test_repeats_go_on_being_shown_when_nothing_is_ticked_any_more(open_app, cluster, three_runs):
    app = button(select(open_app("leaderboard"), rows=[0, 1]), MORE_BUTTON).click().run()
    app = select(app)
    assert app.progress[0].text.startswith("6 repeats are still to come")
    assert not has_button(app, MORE_BUTTON)


def test_asking_for_repeats_in_a_broken_store_ends_in_one_sentence(open_app, cluster, three_runs):
    app = select(open_app("leaderboard"), rows=[0, 1])
    cluster.break_store()
    button(app, MORE_BUTTON).click().run()
    assert not app.exception
    assert len(app.error) == 1


# What mattered


def test_what_mattered_is_a_picture_and_a_sentence_for_each_knob_that_varies(open_app, cluster):
    for config in article_grid():
        cluster.trained(config, val_accuracy=0.88 - 0.01 * config.layers)
    app = open_app("leaderboard")
    assert "**Hidden layers**: 1 did best, 2.00 ± 0.00 percentage points better than 3 (36 runs" in words(app)
    assert "**Activation**: ReLU or tanh made no difference that 36 runs could see." in words(app)
    # The map above it is four more pictures.
    *_, spec = chart_specs(app)
    assert marks(spec) == ["rule", "rule", "point"]


def test_what_mattered_says_when_there_is_too_little_to_go_by(open_app, three_runs):
    app = open_app("leaderboard")
    assert "**Activation**: too few matched runs to say." in words(app)
    # What there is are the curves beside the ranking.
    assert len(chart_specs(app)) == 2


def test_nothing_can_have_mattered_where_nothing_varies(open_app, cluster):
    cluster.trained()
    cluster.trained(RunConfig(seed=1))
    assert "Nothing has been varied yet" in words(open_app("leaderboard"))


# The story


def test_the_page_tells_who_won_whether_it_is_real_and_what_mattered(open_app, three_runs):
    app = open_app("leaderboard")
    assert [heading.value for heading in app.header] == STORY
    assert "### tanh · mean squared error · 3 hidden layers of 64 · 10 epochs" in words(app)
    figures = metrics(app)
    assert figures.pop("Validation accuracy").startswith("88.00% ± 0.")
    assert figures == {"Tied for first": "2 of 3", "Luckiest run": "88.00%", "Repeats": "1"}


def test_a_single_run_has_the_whole_story_to_itself(open_app, cluster):
    cluster.trained(val_accuracy=0.88)
    app = open_app("leaderboard")
    assert [heading.value for heading in app.header] == STORY
    assert metrics(app)["Tied for first"] == "1 of 1"
    assert "There is no other setting to compare it with yet." in words(app)
    assert table(app)["place_shown"].tolist() == ["1"]
    assert not app.exception


def test_before_the_first_run_the_page_says_what_will_stand_there(open_app):
    app = open_app("leaderboard")
    assert not app.header
    assert all(f"#### {heading}" in words(app) for heading in STORY)


def test_each_row_has_the_curve_of_its_best_run(open_app, cluster):
    for seed, epochs in enumerate((2, 3)):
        cluster.submit([RunConfig(seed=seed)], "packaged")
        cluster.begin(seed + 1)
        cluster.epochs(seed + 1, epochs)
        cluster.finish(seed + 1)
    (curve,) = table(open_app("leaderboard"))["curve"]
    assert list(curve) == pytest.approx([0.875, 0.877, 0.879])


# The filter


def wanting(app, **values):
    """Choose values of knobs in the filter."""
    for name, chosen in values.items():
        app.pills(key=f"filter_{name}").set_value(chosen)
    return app.run()


def filter_label(app):
    labels = [menu.proto.popover.label for menu in app.get("popover")]
    return next(label for label in labels if label.startswith("Filter"))


def test_only_knobs_that_tell_the_settings_apart_can_be_filtered_by(open_app, three_runs):
    app = open_app("leaderboard")
    names = [pills.key.removeprefix("filter_") for pills in app.pills]
    assert names == ["activation", "loss", "units", "layers", "learning_rate", "dropout"]
    assert app.pills(key="filter_units").options == ["16", "32", "64"]
    assert "3 settings" in words(app)


def test_rows_that_are_filtered_keep_their_places_and_their_band(open_app, three_runs):
    app = wanting(open_app("leaderboard"), activation=["relu"])
    assert table(app)["best_run"].tolist() == [3, 1]
    assert table(app)["place_shown"].tolist() == ["1 (tied)", "3"]
    assert filter_label(app) == "Filter (1)"
    assert "2 of 3 settings" in words(app)
    # Who won and how much is luck stay those of all.
    assert metrics(app)["Tied for first"] == "2 of 3"
    assert beside(app) == "Run 3"
    app = wanting(app, units=[32])
    assert table(app)["best_run"].tolist() == [1]
    assert table(app)["place_shown"].tolist() == ["3"]
    styler = app.dataframe[0].proto.arrow_data.styler.styles
    assert "_row0_col0" not in styler
    button(app, "Show all").click().run()
    assert table(app)["best_run"].tolist() == [2, 3, 1]
    assert filter_label(app) == "Filter"


def test_a_filter_that_lets_nothing_through_says_so(open_app, three_runs):
    app = wanting(open_app("leaderboard"), activation=["tanh"], units=[32])
    assert not app.dataframe
    assert "No setting has all of these values." in words(app)
    assert [heading.value for heading in app.header] == STORY


def test_a_row_that_is_filtered_out_is_not_compared_and_is_ticked_again_afterwards(open_app, three_runs):
    app = wanting(select(open_app("leaderboard"), rows=[0, 2]), activation=["relu"])
    assert not has_button(app, MORE_BUTTON)
    app = button(app, "Show all").click().run()
    assert has_button(app, MORE_BUTTON)


def test_a_value_that_no_setting_has_any_more_does_not_filter(open_app, cluster, three_runs):
    app = wanting(open_app("leaderboard"), units=[32])
    cluster.store.hide([1])
    app.run()
    assert table(app)["best_run"].tolist() == [2, 3]


# The one-change lens


def lens(app):
    """The specification of the lens' chart, or None."""
    alts = [chart.proto.alt.startswith("For each pair of runs") for chart in app.get("vega_lite_chart")]
    return next((spec for spec, is_lens in zip(chart_specs(app), alts) if is_lens), None)


@pytest.fixture
def grid_run(cluster):
    """The article's 36, of which deeper networks do worse and tanh does a little worse."""
    for config in article_grid():
        cluster.trained(config, val_accuracy=0.88 - 0.01 * config.layers - 0.001 * (config.activation == "tanh"))


def test_two_rows_that_differ_in_one_knob_show_what_that_change_did_elsewhere(open_app, grid_run):
    app = open_app("leaderboard")
    rows = [
        table(app).query("activation == @name and units == 16 and layers == 1 and loss == 'Mean squared error'").index[0]
        for name in ("ReLU", "tanh")
    ]
    app = select(app, rows=rows)
    assert "**These two differ in one knob**, and their averages are 0.10 percentage points apart" in words(app)
    assert "**Activation from tanh to ReLU** helped elsewhere: +0.10 ± 0.00 percentage points" in words(app)
    assert "over 17 other pairs of runs" in words(app)
    assert marks(lens(app)) == ["rule", "point", "point", "rule", "point"]
    assert has_button(app, MORE_BUTTON)


def test_two_rows_that_differ_in_several_knobs_show_each_change_by_itself(open_app, grid_run):
    app = select(open_app("leaderboard"), rows=[0, 35])
    assert "**These two differ in " in words(app)
    assert "**Hidden layers from 3 to 1** helped elsewhere: +2.00 ± 0.00" in words(app)
    assert lens(app) is None


def test_the_lens_is_for_two_rows(open_app, grid_run):
    app = open_app("leaderboard")
    for rows in ([0], [0, 1, 2]):
        assert "#### What differs?" not in words(select(app, rows=rows))


# Hidden runs


def hidden_list(app):
    return next((box.label for box in app.expander if box.label.startswith("Hidden runs")), None)


def test_a_run_is_hidden_and_the_undo_brings_it_back(open_app, three_runs):
    app = button(open_app("leaderboard"), "Hide this run").click().run()
    assert table(app)["best_run"].tolist() == [3, 1]
    assert beside(app) == "Run 3"
    assert "Run 2 is hidden." in words(app)
    assert hidden_list(app) == "Hidden runs (1)"
    app = button(app, "Undo").click().run()
    assert table(app)["best_run"].tolist() == [2, 3, 1]
    assert hidden_list(app) is None
    assert not has_button(app, "Undo")


def test_the_undo_goes_with_the_next_thing_that_is_done_and_the_list_stays(open_app, cluster, three_runs):
    app = button(open_app("leaderboard"), "Hide this run").click().run()
    app = click_cell(app, 0)
    assert not has_button(app, "Undo")
    assert "**Run 2** · tanh · mean squared error · 3 hidden layers of 64 · 10 epochs · 88.00%" in words(app)
    app = button(app, "Show again").click().run()
    assert table(app)["best_run"].tolist() == [2, 3, 1]
    assert not any(run.hidden for run in cluster.store.runs())


def test_one_repeat_can_be_hidden_and_the_others_count_on(open_app, cluster):
    for seed, accuracy in enumerate((0.880, 0.884, 0.882)):
        cluster.trained(RunConfig(seed=seed), val_accuracy=accuracy)
    app = open_app("leaderboard")
    repeat = next(box for box in app.selectbox if box.label == "Which repeat?")
    assert repeat.options == ["Run 2 · seed 1 · 88.40%", "Run 3 · seed 2 · 88.20%", "Run 1 · seed 0 · 88.00%"]
    repeat.set_value(3).run()
    app = button(app, "Hide this run").click().run()
    assert table(app)["repeats"].tolist() == [2]
    assert "Run 3 is hidden." in words(app)


def test_a_setting_is_hidden_with_all_its_repeats_and_comes_back_with_them(open_app, cluster, three_runs):
    cluster.trained(replace(TANH, seed=1), val_accuracy=0.881)
    app = button(open_app("leaderboard"), "Hide all 2 repeats").click().run()
    assert table(app)["best_run"].tolist() == [3, 1]
    assert "All 2 repeats of tanh · mean squared error · 3 hidden layers of 64 · 10 epochs are hidden." in words(app)
    assert hidden_list(app) == "Hidden runs (2)"
    app = button(app, "Show all of them again").click().run()
    assert table(app)["repeats"].tolist() == [2, 1, 1]


def test_when_all_runs_are_hidden_the_page_says_so(open_app, cluster):
    cluster.trained()
    app = button(open_app("leaderboard"), "Hide this run").click().run()
    assert not app.dataframe
    assert "All runs on these reviews are hidden. Show them again below" in words(app)
    assert "36 are not trained yet" in words(app)
    button(app, "Undo").click().run()
    assert table(app)["best_run"].tolist() == [1]


@pytest.mark.parametrize("label", ["Hide this run", "Show again", "Undo"])
def test_hiding_and_showing_in_a_broken_store_end_in_one_sentence(open_app, cluster, three_runs, label):
    app = open_app("leaderboard")
    if label != "Hide this run":
        button(app, "Hide this run").click().run()
    cluster.break_store()
    button(app, label).click().run()
    assert not app.exception
    assert len(app.error) == 1
