"""Runs for a bench, in a store that a later call may go on with."""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from explorer import corpus
from explorer.config import RunConfig
from explorer.insight.verdict.tried import TOLD
from explorer.scheduling.fusion_groups import fusion_key
from explorer.store import Run, Store
from explorer.workers.cluster import Cluster, follow

# Half as many as one visitor may have waiting.
AT_ONCE = 100
GUESSING = 0.5


class TrainedRuns:
    """Runs in a store, trained as they are asked for.

    Args:
        address: The address of the store. Runs that it has already are not trained again.
    """

    def __init__(self, address: str) -> None:
        self.store, self.dataset = Store(address), corpus.default_source()
        self.reviews = corpus.get_source(self.dataset).validation

    def runs(self, configs: Sequence[RunConfig]) -> list[Run]:
        """The runs of these settings, in their order. Those that are missing are trained."""
        missing = sorted(set(configs) - self._ended().keys(), key=_alike)
        if missing:
            with closing(Cluster(self.store, None, self.dataset)) as cluster:
                for first in range(0, len(missing), AT_ONCE):
                    print(f"Training {len(missing) - first} networks …", file=sys.stderr)
                    for _ in follow(cluster, cluster.submit(missing[first : first + AT_ONCE], self.dataset, "bench")):
                        pass
        ended = self._ended()
        return [ended[config] for config in configs]

    def accuracies(self, configs: Sequence[RunConfig]) -> dict[RunConfig, float]:
        """The accuracy that is kept; that of guessing where there is no network."""
        return {run.config: run.best.val_accuracy if run.best else GUESSING for run in self.runs(configs)}

    def _ended(self) -> dict[RunConfig, Run]:
        return {run.config: run for run in self.store.runs(states=TOLD, dataset=self.dataset)}


@contextmanager
def kept_in(keep: Path | None) -> Iterator[TrainedRuns]:
    """Runs in that file, or in one that is deleted afterwards."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield TrainedRuns(f"sqlite:///{(keep or Path(folder) / 'runs.db').absolute()}")


def _alike(config: RunConfig) -> tuple:
    """An order in which networks that train together stand side by side."""
    return *fusion_key(config), config.layers, config.units, config.epochs
