"""The app is killed while it trains runs or searches, and the next one goes on with both."""

import asyncio
from dataclasses import replace

import pytest
from tornado.websocket import websocket_connect

from explorer.config import RunConfig
from explorer.scheduling.search_space import Space
from explorer.scheduling.successive_halving import Budget, Outcome
from explorer.store import SearchState, State
from explorer.workers.liveness import cluster_id
from tests.support.recovery import ENDLESS, assert_taken_up, assert_whole, has_trained
from tests.support.running_app import App
from tests.support.streamlit_internals import BackMsg, ForwardMsg
from tests.support.waiting import PATIENCE, eventually, is_running

pytestmark = pytest.mark.workers

QUICK = RunConfig(epochs=1, batch_size=4096)


def visit(app: App) -> None:
    """Open the first page as a browser does, which starts the workers, without drawing it."""

    async def open_page() -> None:
        connection = await websocket_connect(f"{app.url.replace('http', 'ws')}/_stcore/stream")
        message = BackMsg()
        message.rerun_script.query_string = ""
        await connection.write_message(message.SerializeToString(), binary=True)
        while not ForwardMsg.FromString(await connection.read_message()).HasField("script_finished"):
            pass
        connection.close()

    asyncio.run(asyncio.wait_for(open_page(), PATIENCE))


def test_the_runs_of_an_app_that_is_killed_are_trained_by_the_next_one(tmp_path, reviews):
    app = App(tmp_path)
    store = app.store
    try:
        killed = cluster_id(app.process.pid)
        training, *waiting = store.add([ENDLESS, replace(QUICK, seed=1), replace(QUICK, seed=2)], "packaged", killed)
        visit(app)
        eventually(lambda: has_trained(store, training, 2), "the app does not train")
        before, processes = store.run(training), app.descendants
        assert any("explorer.workers.local_cluster" in process.cmdline() for process in processes)
        app.kill()
        eventually(lambda: not any(map(is_running, processes)), "a process of the app is still there")
        assert [run.state for run in store.runs(ids=waiting)] == [State.QUEUED] * 2

        app.start()
        visit(app)
        assert_taken_up(store, before)
        store.request_stop([training])
        assert_whole(store, waiting)
        assert {run.cluster_id for run in store.runs()} == {cluster_id(app.process.pid)}
    finally:
        app.kill()


def test_the_search_of_an_app_that_is_killed_goes_on_in_the_next_one(tmp_path, reviews):
    app = App(tmp_path)
    store = app.store

    def trained():
        return {trial.run_id for trial in store.trials(search_id) if trial.outcome == Outcome.ENDED}

    try:
        small = Space(RunConfig(epochs=9, batch_size=4096, vocabulary=1_000), ("units", "layers", "activation"))
        search_id = store.add_search(small, Budget(networks=9), "packaged")
        visit(app)
        eventually(trained, "the search does not begin")
        app.kill()
        before, drawn = trained(), [trial.config for trial in store.trials(search_id)][:9]
        figures = store.histories(before)
        assert store.search(search_id).is_running

        app.start()
        visit(app)
        eventually(lambda: not store.search(search_id).is_running, "the search does not end", 2 * PATIENCE)
        assert store.search(search_id).state == SearchState.FINISHED
        assert [trial.config for trial in store.trials(search_id)][:9] == drawn
        # What had ended was not trained again.
        assert store.histories(before) == figures
        done = [(trial.bracket, trial.config) for trial in store.trials(search_id) if trial.outcome == Outcome.ENDED]
        assert len(done) == len(set(done))
        repeats = [trial.run_id for trial in store.trials(search_id) if trial.bracket is None]
        assert_whole(store, repeats)
    finally:
        app.kill()
