"""The filter above the table shows some of the settings and does not change their places."""

from tests.support.leaderboard import DETAILS, GRID_BUTTON, MORE_BUTTON, best_runs, run_shown, table
from tests.support.pages import button, has_button, select, words


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


def test_rows_that_are_filtered_keep_their_places_and_their_band(open_app, cluster, three_runs):
    app = wanting(open_app("leaderboard"), activation=["relu"])
    assert best_runs(app, cluster) == [3, 1]
    assert table(app)["place"].tolist() == [1, 3]
    assert filter_label(app) == "Filter (1)"
    assert "2 of 3 settings" in words(app)
    # Who leads still refers to all settings.
    assert "**2 of 3 settings share first place**" in words(app)
    assert run_shown(app) == "Run 3"
    app = wanting(app, units=[32])
    assert best_runs(app, cluster) == [1]
    assert table(app)["place"].tolist() == [3]
    styler = app.dataframe[0].proto.arrow_data.styler.styles
    assert "_row0_col0" not in styler
    button(app, "Show all").click().run()
    assert best_runs(app, cluster) == [2, 3, 1]
    assert filter_label(app) == "Filter"


def test_a_filter_that_lets_nothing_through_says_so(open_app, three_runs):
    app = wanting(open_app("leaderboard"), activation=["tanh"], units=[32])
    assert not app.dataframe
    assert "No setting has all of these values." in words(app)
    assert [heading.value for heading in app.header][1:] == DETAILS


def test_a_row_that_is_filtered_out_is_not_compared_and_is_ticked_again_afterwards(open_app, three_runs):
    app = wanting(select(open_app("leaderboard"), rows=[0, 2]), activation=["relu"])
    assert not has_button(app, MORE_BUTTON)
    app = button(app, "Show all").click().run()
    assert has_button(app, MORE_BUTTON)


def test_a_value_that_no_setting_has_any_more_does_not_filter(open_app, cluster, three_runs):
    app = wanting(open_app("leaderboard"), units=[32])
    cluster.store.hide([1])
    app.run()
    assert best_runs(app, cluster) == [2, 3]


def test_the_filter_outlasts_a_race(open_app, cluster, three_runs):
    app = wanting(open_app("leaderboard"), activation=["tanh"])
    app = button(app, GRID_BUTTON).click().run()
    assert not app.dataframe
    app = button(app, "Show the table").click().run()
    assert filter_label(app) == "Filter (1)"
    assert best_runs(app, cluster) == [2]
