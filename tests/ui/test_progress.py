"""People who wait see the worker's start, their place in the queue, and the time left."""

from explorer.ui.escaping import plain
from explorer.workers.cluster import Status
from tests.support.pages import button, run_shown, watch, words


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
    assert [(bar.value, bar.text) for bar in app.progress] == [(40, "Getting ready: Loading TensorFlow")]
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


def test_a_run_before_the_worker_is_ready_says_that_it_will_begin(open_app, cluster):
    cluster.status = Status(0.2, "Loading TensorFlow")
    app = button(open_app(), "Train").click().run()
    assert [(bar.value, bar.text) for bar in app.progress] == [
        (20, "Loading TensorFlow … your run begins as soon as that is done.")
    ]


def test_a_run_that_nobody_is_before_is_about_to_begin(open_app):
    app = button(open_app(), "Train").click().run()
    assert [bar.text for bar in app.progress] == ["It is about to begin."]


def test_a_run_that_waits_says_how_many_are_before_it(open_app, cluster):
    button(open_app(), "Train").click().run()
    cluster.begin(1)
    app = train_another(open_app(), 1)
    assert run_shown(app) == 2
    assert [bar.text for bar in app.progress] == ["Waiting: 1 run is before yours. It begins by itself."]
    app = train_another(open_app(), 2)
    assert [bar.text for bar in app.progress] == ["Waiting: 2 runs are before yours. It begins by itself."]


def test_a_run_that_waits_begins_to_count_down_when_those_before_it_end(open_app, cluster):
    button(open_app(), "Train").click().run()
    app = train_another(open_app(), 1)
    cluster.begin(1)
    cluster.epochs(1, 10)
    cluster.finish(1)
    app.run()
    assert [bar.text for bar in app.progress] == ["It is about to begin."]


# Training


def test_a_run_says_in_which_epoch_it_is_and_how_long_it_will_take(open_app, cluster):
    app = watch(open_app, cluster, epochs=2)
    (bar,) = app.progress
    assert bar.value == 25
    # Six epochs of half a second each: the assumption for a computer that has not trained anything yet.
    assert bar.text == "Epoch 3 of 8 · about 2 seconds left"
    cluster.epochs(1, 3)
    app.run()
    assert app.progress[0].text.startswith("Epoch 6 of 8 · ")


def test_a_run_in_its_last_epoch_does_not_count_beyond_it(open_app, cluster):
    app = watch(open_app, cluster, epochs=8)
    assert app.progress[0].text.startswith("Epoch 8 of 8 · ")
    assert app.progress[0].value == 100


def test_time_left_is_at_the_pace_of_the_epochs_so_far(open_app, cluster):
    app = watch(open_app, cluster, epochs=1)
    cluster.epoch(1, seconds=119.75)
    assert app.run().progress[0].text == "Epoch 3 of 8 · about 6 minutes left"
