"""People who wait see the worker's start, their place in the queue, and the time left."""

import re
import time

from explorer.config import RunConfig
from explorer.ui.escaping import plain
from explorer.workers.cluster import Status
from tests.support.cluster import READY
from tests.support.pages import button, run_shown, watch, without_time, words


def train_another(app, seed):
    """Press Train with another seed."""
    app.number_input(key="knob_seed").set_value(seed).run()
    return button(app, "Train").click().run()


# The worker


def test_a_first_visit_says_that_the_worker_is_ready(open_app):
    assert "The training worker is ready." in words(open_app())


def test_a_first_visit_shows_how_far_the_worker_is(open_app, cluster):
    cluster.status = Status(0.4, "Loading TensorFlow")
    app = open_app()
    (bar,) = app.progress
    assert without_time(bar.text) == "Getting ready: Loading TensorFlow"
    assert "is ready" not in words(app)


def test_a_worker_that_got_ready_meanwhile_is_said_to_be(open_app, cluster):
    cluster.status = Status(0.4, "Loading TensorFlow")
    app = open_app()
    cluster.status = Status(1.0, "Ready", ready=True)
    app.run()
    assert not app.progress
    assert "The training worker is ready." in words(app)


def test_a_worker_that_could_not_be_started_says_why_in_a_sentence(open_app, cluster):
    cluster.status = Status(1.0, "The training worker could not be started. Its log is here.", failed=True)
    app = open_app()
    assert [error.value for error in app.error] == [plain("The training worker could not be started. Its log is here.")]
    assert not app.exception and not app.progress


# Waiting


def bar_texts(app):
    return [without_time(bar.text) for bar in app.progress]


def test_a_run_before_the_worker_is_ready_says_what_the_worker_does(open_app, cluster):
    cluster.status = Status(0.2, "Loading TensorFlow")
    app = button(open_app(), "Train").click().run()
    assert bar_texts(app) == ["Getting ready: Loading TensorFlow"]


def test_a_run_that_nobody_is_ahead_of_is_about_to_begin(open_app):
    app = button(open_app(), "Train").click().run()
    assert bar_texts(app) == ["It is about to begin"]


def test_a_run_that_waits_says_how_many_are_ahead_of_it(open_app, cluster):
    button(open_app(), "Train").click().run()
    cluster.begin(1)
    app = train_another(open_app(), 1)
    assert run_shown(app) == 2
    assert bar_texts(app) == ["Waiting: 1 run is ahead of yours"]
    app = train_another(open_app(), 2)
    assert bar_texts(app) == ["Waiting: 2 runs are ahead of yours"]


def test_a_run_that_waits_begins_to_count_down_when_those_ahead_of_it_end(open_app, cluster):
    button(open_app(), "Train").click().run()
    app = train_another(open_app(), 1)
    cluster.begin(1)
    cluster.epochs(1, 10)
    cluster.finish(1)
    app.run()
    assert bar_texts(app)[0] == "It is about to begin"


def test_one_bar_goes_on_from_the_workers_start_into_the_run(open_app, cluster):
    cluster.status = Status(0.2, "Loading TensorFlow")
    app = open_app()
    values = [app.progress[0].value]
    button(app, "Train").click().run()
    values.append(app.progress[0].value)

    def go_on(step):
        step()
        time.sleep(0.05)
        app.run()
        assert len(app.progress) == 1
        values.append(app.progress[0].value)

    go_on(lambda: setattr(cluster, "status", Status(0.9, "Warming up TensorFlow")))
    go_on(lambda: setattr(cluster, "status", READY))
    go_on(lambda: cluster.begin(1))
    for _ in range(9):
        go_on(lambda: cluster.epoch(1))
    assert values == sorted(values)
    assert values[-1] > values[0]


def test_a_reloaded_page_and_a_second_browser_show_the_same_bar(open_app, cluster):
    app = watch(open_app, cluster, epochs=4)
    before = app.progress[0].value
    other = open_app(run="1").progress[0]
    assert other.value >= before
    assert other.text == app.progress[0].text


# Training


def test_a_run_says_in_which_epoch_it_is_and_how_long_it_will_take(open_app, cluster):
    app = watch(open_app, cluster, epochs=2)
    (bar,) = app.progress
    assert without_time(bar.text) == "Epoch 3 of 8"
    cluster.epochs(1, 3)
    assert app.run().progress[0].text.startswith("Epoch 6 of 8 · ")


def test_a_run_whose_epochs_are_done_is_being_kept(open_app, cluster):
    app = watch(open_app, cluster, epochs=8)
    assert bar_texts(app) == ["Keeping the network"]


def test_the_first_epoch_is_not_taken_for_the_others(open_app, cluster):
    app = watch(open_app, cluster, RunConfig(units=512, layers=5, epochs=30))
    cluster.epoch(1, seconds=5.0)
    first = app.run().progress[0].text
    cluster.epoch(1, seconds=0.7)
    second = app.run().progress[0].text
    assert all(10 < int(re.search(r"about (\d+) seconds left", text).group(1)) < 60 for text in (first, second))


def test_time_left_comes_to_the_pace_of_the_epochs_so_far(open_app, cluster):
    app = watch(open_app, cluster, RunConfig(epochs=40), epochs=1)
    for _ in range(9):
        cluster.epoch(1, seconds=12.0)
    # Thirty epochs of twelve seconds each.
    assert re.search(r"Epoch 11 of 40 · about [56] minutes left", app.run().progress[0].text)
