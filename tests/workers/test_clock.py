"""The one clock: forecasts and progress of real queues in a real store, with invented times."""

import itertools
import time

import pytest

from explorer.config import RunConfig, article_grid, repeated
from explorer.insight.time_left import Stage
from explorer.scheduling import cost
from explorer.store import WorkerStart
from explorer.workers.cluster import Status

REVIEWS = "packaged"
LARGE = RunConfig(units=512, layers=5, epochs=30)


@pytest.fixture
def clock(cluster):
    return cluster.clock


@pytest.fixture(autouse=True)
def moment(monkeypatch):
    """Time stands still, apart from a moment for each look at it. A function sets how many seconds have passed."""
    passed, looks, began = [0.0], itertools.count(), time.time()
    monkeypatch.setattr(time, "time", lambda: began + passed[0] + 1e-5 * next(looks))
    return lambda seconds: passed.__setitem__(0, seconds)


def progress(cluster, *run_ids):
    return cluster.clock.progress(cluster.store.runs(ids=run_ids))


def seconds(cluster, *configs, visitor="me"):
    return cluster.clock.forecast(configs or [RunConfig()], REVIEWS, visitor).seconds


def started(cluster, factor=1.0):
    """Record that the worker got ready, a moment ago."""
    ready = time.time()
    began = ready - factor * cost.start_seconds(False, rehearsed=True)
    cluster.store.add_worker_start(WorkerStart(cluster.cluster_id, began, ready, False, True))


def trained(cluster, config, factor):
    """Train a run of these settings; everything takes `factor` times as long as on the computer that was measured."""
    (run_id,) = cluster.submit([config], REVIEWS)
    cluster.begin(run_id)
    epoch = factor * cost.epoch_seconds([config], 15_000)
    for _ in range(config.epochs):
        cluster.epoch(run_id, seconds=epoch)
    cluster.finish(run_id)


# Before a run


def test_without_any_measurement_the_forecast_says_that_it_is_a_guess(cluster, clock):
    forecast = clock.forecast([RunConfig()], REVIEWS)
    assert not forecast.is_measured
    assert 0.5 < forecast.seconds < 3
    assert (forecast.start_seconds, forecast.ahead) == (0, 0)


def test_what_was_trained_here_makes_it_a_measurement(cluster, clock):
    before = seconds(cluster, LARGE)
    trained(cluster, RunConfig(units=256, layers=3), factor=5.0)
    assert clock.forecast([LARGE], REVIEWS).is_measured
    assert seconds(cluster, LARGE) > 2 * before


def test_what_was_trained_on_another_computer_is_no_measurement(cluster, clock):
    here, cluster.cluster_id = cluster.cluster_id, "another-computer 1 0.00"
    trained(cluster, RunConfig(), factor=5.0)
    cluster.cluster_id = here
    assert not clock.forecast([RunConfig()], REVIEWS).is_measured


def test_a_worker_that_starts_is_part_of_the_forecast(cluster, clock):
    alone = seconds(cluster)
    cluster.status = Status(cost.CONNECTING, "Starting the training worker")
    forecast = clock.forecast([RunConfig()], REVIEWS)
    assert forecast.start_seconds > 3
    assert forecast.seconds > alone + forecast.start_seconds - 0.1
    cluster.status = Status(cost.WARMING_UP, "Warming up TensorFlow", rehearsed=True)
    assert seconds(cluster) < forecast.seconds


def test_the_grid_is_forecast_at_once_and_its_repeats_one_after_another(cluster):
    one, grid, three = (
        seconds(cluster, *configs) for configs in ([RunConfig()], article_grid(), repeated(article_grid(), range(3)))
    )
    assert one < grid < 36 * one / 2
    assert 2 * grid < three < 3.5 * grid


def test_those_ahead_are_counted_and_waited_for(cluster, clock):
    alone = seconds(cluster)
    cluster.submit(article_grid(), REVIEWS, "anna")
    forecast = clock.forecast([RunConfig(seed=5)], REVIEWS, "me")
    assert forecast.ahead == 36
    assert forecast.seconds > 2 * alone
    # The queue is fair: of anna's repeats only the first comes before.
    cluster.submit(repeated(article_grid(), [1, 2]), REVIEWS, "anna")
    assert seconds(cluster, RunConfig(seed=5)) == pytest.approx(forecast.seconds, abs=0.1)
    assert cluster.clock.forecast([RunConfig(seed=5)], REVIEWS, "anna").ahead == 108


def test_small_requests_that_share_a_batch_are_not_waited_for(cluster, clock):
    cluster.submit([RunConfig(units=32)], REVIEWS, "anna")
    forecast = clock.forecast([RunConfig()], REVIEWS, "me")
    assert forecast.ahead == 0


def test_settings_that_train_already_are_forecast_as_what_is_left_of_them(cluster):
    (run_id,) = cluster.submit([LARGE], REVIEWS, "anna")
    cluster.begin(run_id)
    whole = seconds(cluster, LARGE)
    for _ in range(25):
        cluster.epoch(run_id, seconds=0.001)
    assert seconds(cluster, LARGE) < whole / 3
    assert seconds(cluster, LARGE) == pytest.approx(progress(cluster, run_id).left, abs=0.05)


def test_asking_leaves_nothing_in_the_store(cluster):
    seconds(cluster, *article_grid())
    assert cluster.store.runs() == []


# While a run waits and trains


def test_a_run_is_followed_through_all_its_stages(cluster):
    cluster.status = Status(cost.LOADING, "Loading TensorFlow")
    (run_id,) = cluster.submit([RunConfig()], REVIEWS)
    stages = []
    steps = (
        lambda: setattr(cluster, "status", Status(1.0, "Ready", ready=True)),
        lambda: cluster.begin(run_id),
        lambda: cluster.epochs(run_id, 1),
        lambda: cluster.epochs(run_id, 9),
        lambda: cluster.finish(run_id),
    )
    for step in steps:
        stages.append(progress(cluster, run_id).stage)
        step()
    assert stages == [Stage.STARTING, Stage.WAITING, Stage.SETTING_UP, Stage.TRAINING, Stage.KEEPING]
    ended = progress(cluster, run_id)
    assert (ended.stage, ended.left, ended.filled) == (Stage.ENDED, 0.0, 1.0)


def test_a_long_first_epoch_is_said_to_be_one(cluster, moment):
    (run_id,) = cluster.submit([LARGE], REVIEWS)
    cluster.begin(run_id)
    moment(20)
    assert progress(cluster, run_id).stage == Stage.TRAINING


def test_one_bar_goes_from_the_click_to_the_end_and_never_back(cluster, moment):
    cluster.status = Status(cost.CONNECTING, "Starting the training worker")
    (run_id,) = cluster.submit([RunConfig(epochs=20)], REVIEWS)
    filled, now = [], 0.0

    def watch(duration, step=0.4):
        nonlocal now
        for _ in range(round(duration / step)):
            now += step
            moment(now)
            filled.append(progress(cluster, run_id).filled)

    watch(3)
    cluster.status = Status(cost.LOADING, "Loading TensorFlow")
    watch(6)
    cluster.status = Status(cost.WARMING_UP, "Warming up TensorFlow")
    watch(2)
    starting = len(filled)
    cluster.status = Status(1.0, "Ready", ready=True)
    cluster.begin(run_id)
    # Other epochs than expected, now longer and now shorter.
    for seconds in (3.0, 0.1, 0.2, 0.1, 1.5, 0.1):
        watch(max(seconds, 0.4))
        cluster.epoch(run_id, seconds=seconds)
    assert filled == sorted(filled)
    assert 0 < filled[0] < 0.2 and 0.3 < filled[starting - 1] < 0.95 and filled[-1] < 1
    # While the worker starts, it is seen to move within each second.
    percent = [int(100 * one) for one in filled[:starting]]
    assert all(later > earlier for earlier, later in zip(percent, percent[3:]))
    cluster.epochs(run_id, 14)
    cluster.finish(run_id)
    assert progress(cluster, run_id).filled == 1


def test_a_run_that_lost_its_worker_keeps_its_bar(cluster, moment):
    (run_id,) = cluster.submit([LARGE], REVIEWS)
    cluster.begin(run_id)
    cluster.epochs(run_id, 20)
    moment(9)
    before = progress(cluster, run_id)
    cluster.status = Status(cost.CONNECTING, "Starting the training worker")
    cluster.store.requeue([run_id])
    after = progress(cluster, run_id)
    assert after.stage == Stage.STARTING
    assert after.left > before.left
    assert after.filled >= before.filled


def test_runs_that_were_asked_for_together_have_one_bar_and_the_time_of_the_last(cluster, moment):
    ids = cluster.submit(repeated([RunConfig()], range(3)), REVIEWS)
    cluster.begin(ids[0])
    cluster.epochs(ids[0], 5)
    moment(1)
    together = progress(cluster, *ids)
    assert together.stage == Stage.TRAINING
    assert together.left == pytest.approx(progress(cluster, ids[2]).left, abs=0.05)
    assert together.left > progress(cluster, ids[0]).left
    cluster.finish(ids[0])
    assert progress(cluster, *ids).filled >= together.filled
    assert progress(cluster, *ids).stage == Stage.WAITING


def test_repeats_that_wait_take_as_long_as_those_before_them_did(cluster):
    started(cluster)
    ids = cluster.submit(repeated([LARGE], range(2)), REVIEWS)
    expected = progress(cluster, *ids).left
    cluster.begin(ids[0])
    for _ in range(LARGE.epochs):
        cluster.epoch(ids[0], seconds=10 * cost.epoch_seconds([LARGE], 15_000))
    cluster.finish(ids[0])
    assert progress(cluster, *ids).left > 3 * expected / 2


def test_of_a_run_that_was_asked_to_stop_only_the_current_epoch_is_left(cluster):
    first, second = cluster.submit(repeated([LARGE], range(2)), REVIEWS)
    cluster.begin(first)
    cluster.epochs(first, 2)
    before = progress(cluster, second).left
    cluster.stop([first])
    assert progress(cluster, second).left < 0.7 * before


def test_the_runs_of_another_app_that_shares_the_store_have_their_own_queue(cluster):
    (run_id,) = cluster.store.add([RunConfig()], REVIEWS, "another-computer 1 0.00")
    cluster.submit([LARGE], REVIEWS)
    cluster.status = Status(cost.CONNECTING, "Starting the training worker")
    waiting = progress(cluster, run_id)
    assert (waiting.stage, waiting.ahead) == (Stage.WAITING, 0)
    assert waiting.left < 5


def test_reviews_that_the_program_no_longer_has_are_no_obstacle(cluster):
    (run_id,) = cluster.submit([RunConfig()], "gone")
    assert progress(cluster, run_id).left > 0


# The worker alone


def test_the_worker_has_a_bar_of_its_own_until_it_is_ready(cluster, clock, moment):
    cluster.status = Status(cost.CONNECTING, "Starting the training worker")
    filled = []
    for now in range(1, 6):
        moment(now)
        filled.append(clock.worker_progress().filled)
    assert filled == sorted(set(filled))
    cluster.status = Status(1.0, "Ready", ready=True)
    assert (clock.worker_progress().stage, clock.worker_progress().filled) == (Stage.ENDED, 1.0)


def test_a_run_that_is_asked_for_meanwhile_goes_on_where_the_workers_bar_stands(cluster, clock, moment):
    cluster.status = Status(cost.CONNECTING, "Starting the training worker")
    moment(3)
    before = clock.worker_progress(then=2.0).filled
    (run_id,) = cluster.submit([RunConfig()], REVIEWS)
    moment(3.4)
    assert before > 0.2
    assert before < progress(cluster, run_id).filled < before + 0.2


def test_the_workers_bar_leaves_room_for_the_training_that_may_follow(cluster, clock, moment):
    cluster.status = Status(cost.CONNECTING, "Starting the training worker")
    moment(3)
    without, with_it = clock.worker_progress(), type(clock)(cluster).worker_progress(then=60.0)
    assert with_it.filled < without.filled / 3
    assert with_it.left == pytest.approx(without.left, abs=0.05)


def test_earlier_starts_say_how_long_this_one_takes(cluster, clock):
    cluster.status = Status(cost.CONNECTING, "Starting the training worker")
    before = clock.worker_progress().left
    started(cluster, factor=4.0)
    assert clock.worker_progress().left > 2 * before


def test_while_nothing_is_to_be_trained_the_worker_rehearses(cluster, clock):
    cluster.status = Status(cost.CONNECTING, "Starting the training worker")
    assert clock.worker_progress().left > clock.forecast([RunConfig()], REVIEWS).start_seconds + 0.5


# Fairness


LONGEST = RunConfig(epochs=50, units=512, layers=5, batch_size=16, vocabulary=20_000, first_units=64)


def test_who_asks_for_little_does_not_wait_for_the_end_of_what_is_long(cluster, moment):
    (long,) = cluster.submit([LONGEST], REVIEWS, "anna")
    cluster.begin(long)
    alone = progress(cluster, long).left
    assert alone > 600
    forecast = cluster.clock.forecast([RunConfig()], REVIEWS, "ben")
    assert 3 < forecast.seconds < 60
    (short,) = cluster.submit([RunConfig()], REVIEWS, "ben")
    assert progress(cluster, short).left == pytest.approx(forecast.seconds, rel=0.1)
    # The long one is interrupted for it.
    assert 1 < progress(cluster, long).left - alone < 10
    moment(30)
    cluster.epoch(long, seconds=20.0)
    assert progress(cluster, short).left < 30


def test_a_run_that_was_interrupted_has_the_rest_of_its_epochs_before_it(cluster):
    (long,) = cluster.submit([LARGE], REVIEWS, "anna")
    whole = progress(cluster, long).left
    cluster.begin(long)
    cluster.epochs(long, 20)
    cluster.store.keep_checkpoint(long, 20, b"a network")
    cluster.store.put_back([long])
    seen = progress(cluster, long)
    assert seen.stage == Stage.WAITING and seen.left == pytest.approx(whole / 3, rel=0.3)
    cluster.begin(long)
    assert progress(cluster, long).left == pytest.approx(seen.left, rel=0.2)
