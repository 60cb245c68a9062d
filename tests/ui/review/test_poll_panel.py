"""One review, 36 opinions on the Your review page: ask all networks with a button, select one with a click."""

import pytest

from explorer.config import RunConfig, article_grid
from explorer.insight import review_poll
from explorer.ui.pages.review import poll_panel as section
from tests.support import reviewer, streamlit_internals
from tests.support.pages import button, has_button, headings, words

PAGE = "your_review"
TEXT = "A great film, but the end was bad."
ASK = "Ask all 3"
HEADING = "One review, 3 opinions"


@pytest.fixture
def contrary(reviews, monkeypatch):
    """The file of a network that mistakes praise for complaint."""
    monkeypatch.setattr(reviewer, "PUSHES", {word: -push for word, push in reviewer.PUSHES.items()})
    return reviewer.model.__wrapped__(reviews.vocabulary.words)


@pytest.fixture
def dissenter(cluster, champion, network, contrary):
    """The run of a network that disagrees with the champion and with one of the article's settings."""
    cluster.trained(RunConfig("tanh", "mse"), model=network, val_accuracy=0.87)
    return cluster.trained(RunConfig(units=32), model=contrary, val_accuracy=0.86)


@pytest.fixture
def judge(open_app):
    """A function that opens the page and writes a review."""
    return lambda text=TEXT: open_app(PAGE).text_area[0].set_value(text).run()


def click(app, key, run_id):
    """Click the cell of that run in a chart, or beside the cells."""
    (chart,) = (chart for chart in app.get("vega_lite_chart") if f"-{key}" in chart.proto.id)
    return streamlit_internals.select(app, chart, {"cell": [] if run_id is None else [{"run": run_id, "clicks": 0}]})


def selected(app):
    (box,) = (box for box in app.selectbox if box.label == "Whose words?")
    return box.value


def alts(app):
    return [chart.proto.alt for chart in app.get("vega_lite_chart")]


def test_with_one_setting_trained_the_section_says_how_to_get_others(judge, cluster, champion, network):
    cluster.trained(RunConfig(units=64), val_accuracy=0.8)  # has kept no network
    app = judge()
    assert "One review, many opinions" in headings(app)
    assert "Once networks of two or more settings have been trained" in words(
        app
    ) and "all of the article's 36 combinations" in words(app)
    assert cluster.asked == ["explain_review"] and not app.exception


def test_without_a_network_or_a_review_there_is_no_such_section(open_app, judge, cluster, network):
    assert headings(open_app(PAGE)) == []
    cluster.trained(RunConfig(), model=network)
    cluster.trained(RunConfig(units=32), model=network)
    assert headings(judge("")) == [] and cluster.asked == []


def test_nobody_is_asked_before_the_button_is_pressed(judge, dissenter, cluster):
    app = judge()
    assert HEADING in headings(app) and has_button(app, ASK)
    assert cluster.asked == ["explain_review"]


def test_all_are_asked_at_once_and_the_dissenter_is_selected_first(judge, dissenter, cluster):
    app = button(judge(), ASK).click().run()
    assert cluster.asked == ["explain_review", "score_review", "explain_review"]
    said = words(app)
    assert (
        "**2 say positive, 1 says negative.** The probabilities that they give “positive” reach from 37.8% to 62.2%." in said
    )
    assert (
        "The one that disagrees most is **ReLU · binary cross-entropy · 1 hidden layer of 32 · 10 epochs**, with 37.8%."
        in said
    )
    assert selected(app) == dissenter and button(app, "Hear the one that disagrees most").disabled
    assert "“great” −1.50 (+1.50)" in said
    assert any("Of all that were asked, 2 say positive, 1 negative." in alt for alt in alts(app))
    assert "The same for 1 other setting, the lowest first." in alts(app)
    assert "Dashed cells have no network to ask yet." in said and not app.exception


def test_a_click_in_map_or_list_selects_that_network_and_the_button_the_dissenter(judge, dissenter, cluster, champion):
    app = button(judge(), ASK).click().run()
    app = click(app, "opinions_map", dissenter - 1)
    assert selected(app) == dissenter - 1 and f"Run {dissenter - 1}, tanh" in words(app)
    app = click(app, "opinions_list", champion)
    assert selected(app) == champion and "It is the judge above." in words(app)
    app = click(app, "opinions_list", None)
    assert selected(app) == champion
    app = button(app, "Hear the one that disagrees most").click().run()
    assert selected(app) == dissenter and not app.exception


def test_the_same_networks_are_asked_once_for_a_review_and_again_for_another(judge, dissenter, cluster):
    app = button(judge(), ASK).click().run()
    app.run()
    click(app, "opinions_map", dissenter - 1)
    assert cluster.asked.count("score_review") == 1
    app.text_area[0].set_value("A bad film").run()
    assert cluster.asked.count("score_review") == 2
    assert selected(app) == dissenter and "**2 say negative, 1 says positive.**" in words(app)


def test_the_selected_network_can_be_made_the_judge(judge, dissenter):
    app = button(judge(), ASK).click().run()
    app = button(app, "Make it the judge").click().run()
    assert app.selectbox[0].value.id == dissenter
    assert headings(app)[0] == "The network says: perhaps negative" and "It is the judge above." in words(app)
    assert not has_button(app, "Make it the judge") and not app.exception


def test_where_all_agree_the_least_sure_one_is_selected(judge, cluster, champion, network):
    cluster.trained(RunConfig(), model=network, val_accuracy=0.8)
    app = button(judge(), "Ask all 2").click().run()
    assert "**All 2 networks say positive.**" in words(app) and has_button(app, "Hear the one that is least sure")


def test_all_36_fill_the_map_and_nothing_is_dashed(judge, cluster, network):
    for config in article_grid():
        cluster.trained(config, model=network)
    app = button(judge(), "Ask all 36").click().run()
    assert "One review, 36 opinions" in headings(app)
    assert "Dashed" not in words(app) and "Other settings" not in headings(app) and not app.exception


def test_a_damaged_network_is_left_out_with_a_sentence(judge, cluster, dissenter):
    damaged = cluster.trained(RunConfig(layers=2), model=b"no network", val_accuracy=0.7)
    app = button(judge(), "Ask all 4").click().run()
    assert f"The network of run {damaged} cannot be read, so it is left out" in words(app)
    assert "**2 say positive, 1 says negative.**" in words(app) and selected(app) == dissenter and not app.exception


def test_more_settings_than_can_be_asked_at_once_are_cut_off_with_a_sentence(judge, dissenter, monkeypatch, cluster):
    monkeypatch.setattr(section, "MOST", 2)
    app = button(judge(), "Ask all 2").click().run()
    assert review_poll.MOST == 256
    assert "The first 2 of the leaderboard's 3 settings are asked." in words(app)
    assert "**All 2 networks say positive.**" in words(app)


def test_a_worker_that_does_not_answer_is_a_sentence_and_the_rest_of_the_page_stays(judge, dissenter, cluster):
    app = judge()
    cluster.unanswered = "The training worker has not answered. Try again in a moment."
    app = button(app, ASK).click().run()
    assert "has not answered" in app.error[0].value
    assert "How the machine sees it" in headings(app) and not app.exception
