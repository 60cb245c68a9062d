"""The cluster of one command, and how its runs end when somebody interrupts it."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from explorer.cli import signals
from explorer.store import ACTIVE, Run
from explorer.wording.formats import count, listed
from explorer.workers.cluster import POLL_SECONDS, Cluster

WAIT = "Stopping after this epoch, so that what has been learned is kept. Ctrl-C again stops at once."


@contextmanager
def closing(cluster: Cluster) -> Iterator[Cluster]:
    """Close the cluster at the end. At a signal such as Ctrl-C, its runs stop before, as with the Stop of the pages.

    A second one does not wait for the end of the epoch. In no case are runs left that another process would train.
    """
    try:
        yield cluster
    except KeyboardInterrupt:
        store = cluster.store
        run_ids = store.runs_of(cluster.cluster_id, *ACTIVE)
        try:
            _stop(cluster, run_ids)
        except KeyboardInterrupt:
            with signals.ignored():
                store.give_up(cluster.cluster_id)
        with signals.ignored():
            runs = store.runs(ids=run_ids)
            kept = [run.id for run in runs if store.model(run.id) is not None]
            for sentence in what_became_of(runs, kept):
                _say(sentence)
        raise
    finally:
        with signals.ignored():
            cluster.close()


def _stop(cluster: Cluster, run_ids: Sequence[int]) -> None:
    cluster.stop(run_ids)
    if any(run.active for run in cluster.store.runs(ids=run_ids)):
        _say(WAIT)
    while any(run.active for run in cluster.store.runs(ids=run_ids)):
        time.sleep(POLL_SECONDS)


def _say(sentence: str) -> None:
    # The terminal may be what has been closed.
    with suppress(OSError):
        print(sentence, file=sys.stderr, flush=True)


def what_became_of(runs: Sequence[Run], kept: Sequence[int]) -> list[str]:
    """What came of runs that were interrupted, in sentences.

    Args:
        runs: The runs, which have ended.
        kept: The numbers of those whose network is in the store.
    """
    if len(runs) == 1:
        (run,) = runs
        return [f"Run {run.id}: {run.message}{' Its network is kept.' * bool(kept)}"]
    sentences = []
    if kept:
        numbers = listed([str(number) for number in kept])
        sentences.append(f"{count(len(kept), 'run')} kept what {'it' if len(kept) == 1 else 'they'} had learned: {numbers}.")
    if without := len(runs) - len(kept):
        sentences.append(f"{count(without, 'run')} stopped without a network.")
    return sentences
