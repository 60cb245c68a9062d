"""The Leaderboard page as tests read it."""

from dataclasses import replace

from explorer.config import RunConfig
from explorer.insight.ranking import ranked, without_seed
from explorer.store import State
from tests.support.cluster import StandIn
from tests.support.histories import real_histories

GRID_BUTTON = "Train the article's 36 combinations"
MORE_BUTTON = "Train three more repeats of each"
DETAILS = ["Is it real?", "What mattered"]
TANH = RunConfig("tanh", "mse", units=64, layers=3)
# Eight knobs differ.
EIGHT_KNOBS = (
    replace(TANH, epochs=30, learning_rate=0.01, batch_size=128, dropout=0.3),
    RunConfig(learning_rate=0.01, dropout=0.5),
    RunConfig("tanh", epochs=20, batch_size=256),
    RunConfig(units=128, dropout=0.2),
)


def table(app):
    return app.dataframe[0].value


def best_runs(app, cluster):
    """The id of the best run in each row of the table, which has its curve."""
    best = {without_seed(run.config): run for run in reversed(ranked(cluster.store.runs()))}
    shown = [best[without_seed(config)] for config in app.session_state.leaderboard_order]
    assert [max(curve) for curve in table(app)["curve"]] == [run.best_figures.val_accuracy for run in shown]
    return [run.id for run in shown]


def headline(app):
    """What stands above everything else: who leads."""
    return app.header[0].value


def run_shown(app):
    """The run that is shown beside the table."""
    (heading,) = [heading.value for heading in app.subheader if heading.value.startswith("Run ")]
    return heading


def look_at(app, view):
    """Choose what stands beside the table: "setting", "better" or "differs"."""
    return app.segmented_control(key="beside").set_value(view).run()


class Race:
    """The article's 36, which train as they really did, epoch by epoch, in a store that an app shows."""

    def __init__(self, store, seed=0) -> None:
        self.store, stand_in = store, StandIn(store)
        self.histories = list(real_histories().items())
        self.ids = stand_in.submit([replace(config, seed=seed) for config, _ in self.histories], "packaged")
        store.begin(self.ids)
        self.done = 0

    def epochs(self, count) -> None:
        """Train some more epochs."""
        for _ in range(count):
            figures = {run_id: epochs[self.done] for run_id, (_, epochs) in zip(self.ids, self.histories)}
            self.store.add_epochs(figures)
            self.done += 1

    def stop(self) -> None:
        """End it before its time."""
        self.store.finish(self.ids, State.STOPPED)

    def finish(self) -> None:
        """Train what is left, and keep the networks."""
        self.epochs(10 - self.done)
        self.store.finish(self.ids, State.FINISHED)
