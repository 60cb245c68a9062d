"""A store that cannot be used ends in one sentence on the page, which tells a visitor nothing of the computer."""

import pytest
from streamlit.testing.v1 import AppTest

from explorer import errors
from explorer.ui import services
from explorer.ui.pages import HOW, PAGES
from tests.support.pages import APP, button, watch, words


def test_a_store_that_cannot_be_read_is_one_sentence(open_app, cluster):
    app = watch(open_app, cluster, epochs=2)
    cluster.break_store()
    app.run()
    assert len(app.error) == 1
    assert app.error[0].value.startswith("The store cannot")
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


TELLING = "secret"


@pytest.mark.parametrize("page", [page.address for page in PAGES])
def test_no_page_tells_where_the_store_is(open_app, cluster, tmp_path, page, caplog):
    cluster.trained()
    app = open_app(page, run="1")
    (tmp_path / "runs.db").unlink()
    app.run()
    assert not app.exception and str(tmp_path) not in words(app)
    # How it works needs no run.
    if app.error:
        assert str(tmp_path / "runs.db") in caplog.text
    else:
        assert page == HOW.address


@pytest.mark.parametrize(
    "place",
    [
        f"postgresql://{TELLING}-user:{TELLING}-word@127.0.0.1:1/{TELLING}-name",
        f"postgresql://{TELLING}-user@{TELLING}-host.invalid/name",
        f"/{TELLING}-folder/runs.db",
        f"sqlite:////{TELLING}-folder/runs.db?mode=ro",
        "/usr",
    ],
)
def test_an_app_that_cannot_open_its_store_tells_the_log_and_not_its_visitors(monkeypatch, place, caplog):
    monkeypatch.setenv("EXPLORER_STORE", place)
    monkeypatch.setattr(errors, "_logged", {})
    services.cluster.clear()
    app = AppTest.from_file(APP, default_timeout=30).run()
    services.cluster.clear()
    assert not app.exception and app.error
    assert not [text for text in (TELLING, "127.0.0.1", "/usr") if text in words(app)]
    assert TELLING in caplog.text or "/usr" in caplog.text
    assert f"{TELLING}-word" not in caplog.text
