"""Exceeding a limit of the host is one sentence, and so is an invalid limit."""

import re
from dataclasses import fields

import pytest
from streamlit.testing.v1 import AppTest

from explorer import settings
from explorer.cli.main import main
from explorer.config import RunConfig
from explorer.errors import LimitError
from explorer.scheduling.limits import Limits
from explorer.store import ACTIVE, State, open_store
from explorer.ui import services
from tests.support.cluster import StandIn
from tests.support.pages import APP, button, go_to, has_button, run_shown, select, words


def test_the_articles_36_with_five_repeats_may_be_asked_for_at_once():
    assert Limits().queued_by_one >= 5 * 36
    assert Limits().queued >= 10 * Limits().queued_by_one


def one_error(app):
    """The one error on a page, without the escapes of Markdown."""
    assert not app.exception and len(app.error) == 1
    return re.sub(r"\\(.)", r"\1", app.error[0].value)


@pytest.fixture
def limited(cluster):
    """A function that sets limits of the app's cluster."""

    def limited(**chosen):
        cluster.limits = Limits(**chosen)

    return limited


def test_train_beyond_a_visitors_limit_is_a_sentence_and_others_may_still_train(open_app, cluster, limited):
    limited(queued_by_one=1)
    app = open_app()
    button(app, "Train").click().run()
    app.slider(key="knob_layers").set_value(3).run()
    button(app, "Train").click().run()
    assert "at most 1 can wait or train at a time for one person. There is 1 of yours now: stop some" in one_error(app)
    assert run_shown(app) == 1
    # What the sentence asks for is beside it.
    assert has_button(app, "Stop 1 run of mine that waits") and app.get_by_key("make_room_1").label == "Stop"
    assert not app.run().error and not has_button(app, "Stop 1 run of mine that waits")
    other = open_app(layers="2")
    button(other, "Train").click().run()
    assert not other.error and [run.config.layers for run in cluster.store.runs()] == [1, 2]


def test_who_has_too_many_runs_can_make_room_beside_the_sentence(open_app, cluster, limited):
    limited(queued_by_one=3)
    app, other = open_app(), open_app(layers="5")
    button(other, "Train").click().run()
    for layers in (1, 2, 3, 4):
        app.slider(key="knob_layers").set_value(layers).run()
        button(app, "Train").click().run()
    theirs = cluster.store.runs()[0].id
    assert [run.config.layers for run in cluster.store.runs()] == [5, 1, 2, 3]
    app.get_by_key("make_room_3").click().run()
    button(app, "Train").click().run()
    assert not app.error and cluster.store.run(3).state == State.STOPPED
    app.slider(key="knob_layers").set_value(0).run()
    button(app, "Train").click().run()
    button(app, "Stop 3 runs of mine that wait").click().run()
    assert [run.id for run in cluster.store.runs(states=ACTIVE)] == [theirs]


def test_train_beyond_everybodys_limit_is_a_sentence(open_app, cluster, limited):
    limited(queued=1)
    button(open_app(), "Train").click().run()
    app = button(open_app("leaderboard", layers="2"), "Train").click().run()
    assert "There is no room for another one: at most 1 can wait or train at a time in this app" in one_error(app)
    assert len(cluster.store.runs()) == 1


def test_a_grid_beyond_the_limit_is_a_sentence_and_nothing_of_it_is_queued(open_app, cluster, limited):
    limited(queued_by_one=35)
    app = button(open_app("leaderboard"), "Train the article's 36 combinations").click().run()
    assert one_error(app) == (
        "There is no room for 36 more: at most 35 can wait or train at a time for one person. Ask for fewer at a time."
    )
    assert has_button(app, "Train the article's 36 combinations") and cluster.store.runs() == []


def test_more_repeats_beyond_the_limit_are_a_sentence(open_app, cluster, limited):
    cluster.trained(RunConfig(), val_accuracy=0.89)
    cluster.trained(RunConfig(layers=2), val_accuracy=0.85)
    limited(queued_by_one=5)
    app = select(open_app("leaderboard"), rows=[0, 1])
    app = button(app, "Train three more repeats of each").click().run()
    assert "There is no room for 6 more" in one_error(app)
    assert "Is it really better?" in words(app) and len(cluster.store.runs()) == 2


def test_a_review_may_be_as_long_as_the_host_says(open_app, champion, limited):
    limited(review_length=1_000)
    app = open_app("your_review")
    assert app.text_area[0].placeholder.endswith("up to 1,000 characters.")
    app.text_area[0].set_value("x" * 1_001).run()
    assert "This review has 1,001 characters, and 1,000 are the most" in one_error(app)
    limited(review_length=1_000_000)
    app.text_area[0].set_value("great " * 5_000).run()
    assert not app.error and "almost certainly **positive**" not in words(app) and "The network says" in words(app)


@pytest.mark.parametrize("page", [None, "leaderboard", "your_review", "exam"])
def test_an_invalid_limit_is_a_sentence_on_every_page(monkeypatch, page):
    monkeypatch.setenv("EXPLORER_MAX_QUEUED", "many")
    services.cluster.clear()
    app = AppTest.from_file(APP, default_timeout=30).run()
    app = go_to(app, page) if page else app
    assert one_error(app) == "EXPLORER_MAX_QUEUED must be a whole number from 1 to 999,999,999, and not “many”."
    assert button(app, "Train").click().run().exception == [] and one_error(app)


@pytest.mark.parametrize(("said", "on"), [(None, True), ("", True), ("1", True), (" 0 ", False)])
def test_uploads_are_on_unless_the_host_switches_them_off(monkeypatch, said, on):
    monkeypatch.delenv("EXPLORER_UPLOADS", raising=False)
    if said is not None:
        monkeypatch.setenv("EXPLORER_UPLOADS", said)
    assert settings.uploads() is on


@pytest.mark.parametrize("said", ["no", "off", "2", "-1", "true"])
def test_uploads_are_switched_with_0_and_1_only(monkeypatch, said):
    monkeypatch.setenv("EXPLORER_UPLOADS", said)
    with pytest.raises(LimitError, match=f"EXPLORER_UPLOADS must be 1 or 0, and not “{said}”."):
        settings.uploads()


@pytest.mark.parametrize("arguments", [["train"], ["grid"], ["predict", "Fine."], ["predict", "--file", "reviews.csv"]])
def test_an_invalid_limit_is_a_sentence_on_the_command_line(monkeypatch, capsys, tmp_path, arguments):
    path = tmp_path / "runs.db"
    monkeypatch.setenv("EXPLORER_STORE", str(path))
    monkeypatch.setenv("EXPLORER_MAX_REVIEWS", "-5")
    StandIn(open_store(f"sqlite:///{path}")).trained()
    assert main(arguments) == 1
    out, err = capsys.readouterr()
    assert (out, err) == ("", "EXPLORER_MAX_REVIEWS must be a whole number from 1 to 999,999,999, and not “-5”.\n")


def test_the_limits_of_reviews_hold_on_the_command_line(monkeypatch, capsys, tmp_path):
    path = tmp_path / "runs.db"
    monkeypatch.setenv("EXPLORER_STORE", str(path))
    monkeypatch.setenv("EXPLORER_MAX_REVIEWS", "1")
    monkeypatch.setenv("EXPLORER_MAX_REVIEW_LENGTH", "10")
    StandIn(open_store(f"sqlite:///{path}")).trained()
    reviews = tmp_path / "reviews.csv"
    reviews.write_text("text\nfine\nbad\n")
    assert main(["predict", "--file", str(reviews)]) == 1
    assert (
        capsys.readouterr().err == f"The file {reviews} has more than 1 reviews, the most that are read at once. Split it.\n"
    )
    assert main(["predict", "more than 10 characters"]) == 1
    assert capsys.readouterr().err.startswith("This review has 23 characters, and 10 are the most")


def test_the_readme_has_every_limit_with_its_name_and_default():
    table = (APP.parent / "README.md").read_text()
    for field in fields(Limits):
        assert f"| `EXPLORER_MAX_{field.name.upper()}` | {field.default:,} |" in table
