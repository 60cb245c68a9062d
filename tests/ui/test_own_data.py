"""Data sets of one's own in the sidebar: bringing a file, what it says of it, making, choosing and removing data sets."""

import threading

import pytest

from explorer import datasets
from explorer.config import suited_batch
from explorer.errors import StoreUnavailable
from explorer.scheduling.limits import Limits
from explorer.store import Store
from explorer.ui.escaping import plain
from tests.support.accounts import ANNA, BEN, KEEPER
from tests.support.own_files import as_csv, made, messages
from tests.support.pages import button, has_button, knob_widget, knobs, words
from tests.support.stores import add
from tests.support.waiting import eventually

BRING, REMOVE = "Your own reviews", "Remove these"


@pytest.fixture(autouse=True)
def a_new_computer(reviews, new_computer):
    """Nothing that these tests prepare is there afterwards."""


def bring(app, rows, name="messages.csv", positive="spam"):
    """Open the dialog and put a file into it."""
    button(app, BRING).click().run()
    app.file_uploader[0].upload(name, as_csv(rows).getvalue(), "text/csv").run()
    if positive:
        next(box for box in app.selectbox if box.label == "Positive label").set_value(positive).run()
    return app


def read(app):
    """Press Read, and wait until the file is read."""
    button(app, "Read it").click().run()
    work = app.session_state["own_work"]
    eventually(lambda: work.done)
    return app.run()


def test_a_file_becomes_a_data_set_that_is_chosen(open_app, cluster):
    app = read(bring(open_app(), [*messages(400, 100), ("", "ham")]))
    said = words(app)
    for sentence in (
        "500 reviews: 400 “ham” (80%) and 100 “spam” (20%).",
        "They seem to be in English.",
        "1 row is left out (line 502): it has no text.",
        "always answering “ham” gets 80.0% of the validation reviews right",
    ):
        assert plain(sentence) in said
    app.text_input(key="own_label").set_value("*My* messages").run()
    button(app, "Make the data set").click().run()
    (dataset,) = cluster.store.datasets()
    assert (dataset.label, dataset.visitor) == ("*My* messages", app.session_state["visitor"])
    app.run()
    assert app.session_state["dataset"] == dataset.name
    assert app.query_params["reviews"] == dataset.name
    # 300 reviews in batches of 512 would be corrected once an epoch.
    assert knobs(app)["batch_size"] == 16
    assert plain("*My* messages") in words(app)
    button(app, "Train").click().run()
    assert cluster.store.run(1).dataset == dataset.name
    assert not app.exception and not app.error


def test_everybody_sees_it_before_it_is_brought_and_when_it_is_swept(open_app, monkeypatch):
    monkeypatch.setenv("EXPLORER_KEEP_UPLOADS", "30")
    app = button(open_app(), BRING).click().run()
    assert "Everybody who can open this app sees what you bring" in words(app)
    assert "After 30 days it is removed" in words(app)


def test_a_host_can_switch_it_off(open_app, monkeypatch):
    monkeypatch.setenv("EXPLORER_UPLOADS", "0")
    assert not has_button(open_app(), BRING)


def test_without_labels_there_is_nothing_to_learn(open_app):
    app = bring(open_app(), [(text, str(number)) for number, (text, _) in enumerate(messages())], positive=None)
    assert "nothing to learn" in words(app)
    assert not has_button(app, "Read it")


def test_a_file_that_is_refused_says_why_and_another_can_be_brought(open_app):
    app = read(bring(open_app(), messages(30, 3)))
    assert plain("Of “spam” there are 3 different reviews in messages.csv.") in words(app)
    assert has_button(app, "Read it")


def test_a_name_that_is_taken_is_refused_and_nothing_is_lost(open_app, cluster):
    made(cluster.store, messages(seed=2), label="mine")
    app = read(bring(open_app(), messages()))
    app.text_input(key="own_label").set_value("Mine").run()
    button(app, "Make the data set").click().run()
    assert plain("There are reviews called “Mine” already.") in words(app)
    app.text_input(key="own_label").set_value("Other").run()
    button(app, "Make the data set").click().run()
    assert [one.label for one in cluster.store.datasets()] == ["mine", "Other"]


def test_a_refusal_goes_with_the_file_that_it_is_about(open_app, cluster):
    made(cluster.store, messages(), label="Mine")
    app = read(bring(open_app(), messages()))
    button(app, "Make the data set").click().run()
    assert plain("These reviews are here already, as “Mine”.") in words(app)
    button(app, "Another file").click().run()
    app.file_uploader[0].upload("others.csv", as_csv(messages(seed=2)).getvalue(), "text/csv").run()
    next(box for box in app.selectbox if box.label == "Positive label").set_value("spam").run()
    app = read(app)
    assert has_button(app, "Make the data set") and "here already" not in words(app)


def test_a_slip_in_the_settings_of_the_host_is_a_sentence_in_the_dialog(open_app, monkeypatch):
    app = open_app()
    monkeypatch.setenv("EXPLORER_KEEP_UPLOADS", "soon")
    app = button(app, BRING).click().run()
    assert not app.exception
    assert plain("EXPLORER_KEEP_UPLOADS must be a whole number of days") in words(app)


def test_a_store_that_is_gone_is_a_sentence_in_the_dialog(open_app, cluster, monkeypatch):
    app = open_app(reviews=made(cluster.store))

    def gone(name):
        raise StoreUnavailable("The store cannot be used.")

    monkeypatch.setattr(cluster.store, "runs_on", gone)
    app = button(app, REMOVE).click().run()
    assert not app.exception and plain("The store cannot be used.") in words(app)


def test_there_is_room_for_as_many_as_the_host_allows(open_app, cluster):
    cluster.limits = Limits(datasets=1)
    made(cluster.store, messages(seed=2), label="Older")
    app = read(bring(open_app(), messages()))
    button(app, "Make the data set").click().run()
    assert "this app keeps 1" in words(app)
    assert len(cluster.store.datasets()) == 1


def test_reading_shows_how_far_it_is_and_can_be_cancelled(open_app, monkeypatch):
    monkeypatch.setattr(datasets, "read", lambda file, form, progress: eventually(lambda: progress(0.5, "Half of it.")))
    app = bring(open_app(), messages())
    button(app, "Read it").click().run()
    work = app.session_state["own_work"]
    eventually(lambda: work.fraction == 0.5)
    app.run()
    assert [(bar.value, bar.text) for bar in app.get("progress")] == [(50, "Half of it.")]
    button(app, "Cancel").click().run()
    eventually(lambda: work.done)
    assert app.session_state["own_work"] is None
    assert has_button(app.run(), "Read it")


def test_a_reading_does_not_disturb_one_that_was_cancelled_just_before(open_app, monkeypatch):
    files, ends = [], threading.Event()

    def reads(file, form, progress):
        files.append((file, file.read(10)))
        ends.wait(10)

    monkeypatch.setattr(datasets, "read", reads)
    app = bring(open_app(), messages())
    for number in (1, 2):
        button(app, "Read it").click().run()
        eventually(lambda number=number: len(files) == number)
        button(app, "Cancel").click().run()
    ends.set()
    assert files[0][0] is not files[1][0] and files[0][1] == files[1][1]


def test_removing_one_asks_says_what_goes_and_goes_on_with_others(open_app, cluster):
    name = made(cluster.store, label="My <b>messages</b>")
    add(cluster.store, dataset=name)
    app = open_app(reviews=name)
    button(app, REMOVE).click().run()
    assert plain("“My <b>messages</b>” goes, and so does what was trained on it: 1 run") in words(app)
    assert plain("1 run of them still waits or trains") in words(app)
    button(app, "Keep them").click().run()
    assert cluster.store.datasets()
    button(app, REMOVE).click().run()
    button(app, "Remove them").click().run()
    assert not cluster.store.datasets() and not cluster.store.runs()
    app.run()
    assert app.session_state["dataset"] == "packaged" and not has_button(app, REMOVE)
    assert not app.exception and not app.error


def test_where_there_are_keepers_others_remove_only_what_they_have_brought(logged_in, cluster):
    bens = made(cluster.store, label="Ben's", visitor=logged_in(BEN).session_state.visitor)
    refused = button(logged_in(ANNA, reviews=bens), REMOVE)
    assert refused.disabled and refused.help.startswith("The host of this app lets only some accounts")
    assert not button(logged_in(KEEPER, reviews=bens), REMOVE).disabled
    app = button(logged_in(BEN, reviews=bens), REMOVE).click().run()
    button(app, "Remove them").click().run()
    assert not cluster.store.datasets()


@pytest.mark.parametrize("page", [None, "leaderboard", "search", "your_review", "exam", "how_it_works"])
def test_every_page_shows_one_that_was_brought_and_goes_on_when_it_was_removed(open_app, cluster, page):
    name = made(cluster.store, messages(100, 60))
    cluster.trained(dataset=name)
    app = open_app(page, reviews=name, run="1") if page is None else open_app(page, reviews=name)
    assert not app.exception and not app.error
    assert app.session_state["dataset"] == name
    cluster.store.remove_dataset(name)
    app.run()
    assert not app.exception and not app.error
    assert app.session_state["dataset"] == "packaged"
    assert "are not here any more" in words(app)


def test_the_reviews_of_the_program_cannot_be_removed(open_app):
    assert not has_button(open_app(), REMOVE)


@pytest.mark.parametrize(("reviews", "batch"), [(36, 16), (320, 16), (640, 32), (5_000, 128), (10_240, 512), (600_000, 512)])
def test_small_data_sets_have_small_batches(reviews, batch):
    assert suited_batch(reviews) == batch


def test_a_batch_size_that_was_turned_stays(open_app, cluster):
    name = made(cluster.store)
    app = open_app(batch_size="64")
    app.selectbox(key="dataset").set_value(name).run()
    assert app.query_params["batch_size"] == "64"
    app = open_app()
    app.selectbox(key="dataset").set_value(name).run()
    assert knobs(app)["batch_size"] == 16
    app.selectbox(key="dataset").set_value("packaged").run()
    assert knobs(app)["batch_size"] == 512
    assert "batch_size" not in app.query_params


def test_an_address_that_names_reviews_alone_has_batches_that_suit_them(open_app, cluster):
    name = made(cluster.store)
    app = open_app(reviews=name)
    assert knobs(app)["batch_size"] == 16 and app.query_params == {"reviews": name}
    button(app, "Train").click().run()
    assert cluster.store.run(1).config.batch_size == 16
    # Whoever wants the article's batches can say so, and others who get the link have them as well.
    knob_widget(app, "batch_size").set_value(512).run()
    assert app.query_params["batch_size"] == "512"
    again = open_app(reviews=name, batch_size="512")
    assert knobs(again)["batch_size"] == 512
    again.selectbox(key="dataset").set_value("packaged").run()
    assert "batch_size" not in again.query_params


@pytest.mark.parametrize("page", ["train", "leaderboard", "your_review", "exam"])
def test_a_page_asks_the_store_for_its_data_sets_once(open_app, cluster, monkeypatch, page):
    name = made(cluster.store)
    app = open_app(page, reviews=name)
    asked, datasets = [], Store.datasets
    monkeypatch.setattr(Store, "datasets", lambda self: asked.append(self) or datasets(self))
    app.run()
    assert len(asked) == 1 and not app.exception
    # What somebody else brings meanwhile is there with the next run.
    made(cluster.store, rows=messages(seed=2), label="Other messages")
    assert "Other messages" in app.run().selectbox(key="dataset").options
