"""A store that cannot be used ends in one sentence on the page."""

import pytest

from tests.support.pages import button, watch


def test_a_store_that_cannot_be_read_is_one_sentence(open_app, cluster):
    app = watch(open_app, cluster, epochs=2)
    cluster.break_store()
    app.run()
    assert len(app.error) == 1
    assert app.error[0].value.startswith("The store ")
    assert "cannot be used right now" in app.error[0].value
    assert not app.exception


@pytest.mark.parametrize("label", ["Train", "Stop"])
def test_a_button_in_the_sidebar_that_meets_a_broken_store_ends_in_one_sentence(open_app, cluster, label):
    app = watch(open_app, cluster, epochs=2)
    cluster.break_store()
    button(app, label).click().run()
    assert not app.exception
    assert len(app.error) == 1
    assert "cannot be used right now" in app.error[0].value


def test_a_store_that_cannot_be_opened_is_one_sentence_for_a_first_visitor(open_app, cluster):
    cluster.break_store()
    app = open_app(run="1")
    assert len(app.error) == 1
    assert not app.exception
