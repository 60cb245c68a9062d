"""The network that a visitor chooses stays chosen, on the page where they chose it."""

import pytest

from explorer.config import RunConfig
from tests.support.pages import button, go_to, run_shown, words


def test_the_judge_stays_over_visits_to_other_pages_and_does_not_sit_the_exam(open_app, cluster, champion, network):
    cluster.trained(RunConfig(units=32), model=network, val_accuracy=0.86)
    app = open_app("your_review")
    app.selectbox(key="judge").select_index(1).run()
    app = go_to(go_to(app, "leaderboard"), "exam")
    assert app.selectbox(key="candidate").index == 0
    assert go_to(app, "your_review").selectbox(key="judge").index == 1


@pytest.mark.parametrize("page", ["your_review", "exam"])
def test_without_a_network_one_can_be_trained_without_the_sidebar(open_app, page):
    app = open_app(page)
    button(app, "Train a first one").click().run()
    assert run_shown(app) == 1


@pytest.mark.parametrize("page", ["your_review", "exam"])
def test_where_all_networks_are_hidden_no_page_says_that_none_was_trained(open_app, cluster, champion, page):
    cluster.store.hide([run.id for run in cluster.store.runs()])
    app = open_app(page)
    assert "All networks on these reviews are hidden." in words(app) and "has been trained on" not in words(app)
    button(app, "Train another one").click().run()
    assert run_shown(app) is not None


@pytest.mark.parametrize("page", ["your_review", "exam"])
def test_where_the_store_has_lost_the_networks_the_pages_say_so(open_app, cluster, champion, page):
    app = open_app(page)
    assert len(app.selectbox) and not app.exception
    with cluster.store._engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM models")
    app.run()
    assert not app.exception
    assert "No network on these reviews is in the store any more. Press **Train another one**" in words(app)
