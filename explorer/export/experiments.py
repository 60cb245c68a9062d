"""All runs of a store as other programs take them: what is known of each, under the names of its columns."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from explorer import corpus
from explorer.errors import CorpusError
from explorer.history import Epoch
from explorer.insight.ranking import ranked, without_seed
from explorer.knob import Value
from explorer.store import Run, State, Store, fingerprint
from explorer.store.tables import EPOCH_FIELDS

FIGURES = EPOCH_FIELDS[1:]
"""The figures of an epoch, without its number."""
BEST = tuple(name for name in EPOCH_FIELDS if name != "seconds")
"""What is known of a run's best epoch."""
RUNS_AT_ONCE = 200
"""The histories of so many are in memory at a time."""


@dataclass(frozen=True)
class Experiment:
    """A run that has ended, with its epochs."""

    run: Run
    epochs: tuple[Epoch, ...]
    label: str
    """What the data set is called."""
    repeats: int
    """How many finished runs of these settings the leaderboard counts, each with another seed."""
    fingerprint: str
    """What the run is known by wherever it goes: its number is another one in every store."""

    def facts(self) -> dict[str, Value | None]:
        """What is known of the run besides its settings and its epochs. Times are seconds since 1970 (UTC)."""
        run, best = self.run, self.run.best
        return {
            "run": run.id,
            "fingerprint": self.fingerprint,
            "dataset": run.dataset,
            "dataset_label": self.label,
            "repeats": self.repeats,
            "state": str(run.state),
            "message": run.message,
            "is_trial": run.is_trial,
            "hidden": run.hidden,
            "created": run.created,
            "started": run.started,
            "finished": run.finished,
            "seconds": run.seconds,
            "epochs_done": run.epochs_done,
            **{f"best_{name}": getattr(best, name, None) for name in BEST},
        }


def experiments(store: Store) -> Iterator[Experiment]:
    """All runs that have ended, oldest first, trials of searches as well."""
    repeats = Counter((run.dataset, without_seed(run.config)) for run in ranked(store.runs(states=[State.FINISHED])))
    labels: dict[str, str] = {}
    ids = store.ended()
    for start in range(0, len(ids), RUNS_AT_ONCE):
        some = ids[start : start + RUNS_AT_ONCE]
        histories = store.histories(some)
        for run in store.runs(ids=some):
            label = labels.setdefault(run.dataset, _label(run.dataset))
            counted = repeats[run.dataset, without_seed(run.config)]
            key = fingerprint(run.dataset, run.config, run.created)
            yield Experiment(run, tuple(histories[run.id]), label, counted, key)


def _label(dataset: str) -> str:
    """What a data set is called, or its name if the program no longer has it."""
    try:
        return corpus.get_source(dataset).label
    except CorpusError:
        return dataset
