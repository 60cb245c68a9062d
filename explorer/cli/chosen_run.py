"""The run whose network a command uses."""

from explorer import corpus
from explorer.errors import ExplorerError
from explorer.insight import ranking
from explorer.store import Run, State, Store


def chosen_run(store: Store, run_id: int | None) -> Run:
    """The run of that number, or without one the champion on the default reviews.

    Raises:
        ExplorerError: there is no such run, or it has no trained network.
    """
    if run_id is not None:
        run = store.run(run_id)
        if run is None or run.best is None or run.active:
            raise ExplorerError(f"There is no trained network of a run {run_id}. See: python -m explorer leaderboard")
        return run
    champion = ranking.champion(store.runs(states=[State.FINISHED], dataset=corpus.default_source()))
    if champion is None:
        raise ExplorerError("No network has been trained yet. Train one with: python -m explorer train")
    return champion


def network_file(store: Store, run: Run) -> bytes:
    """The content of the `.keras` file of a run's network.

    Raises:
        ExplorerError: the run ended before its network was stored.
    """
    model = store.model(run.id)
    if model is None:
        raise ExplorerError(f"Run {run.id} ended before its network was kept. See: python -m explorer leaderboard")
    return model
