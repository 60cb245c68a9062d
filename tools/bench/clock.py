"""What the app says a training will take, before it begins, against what it then takes.

Two starts of the app, the first with an empty store: each time a training is asked for at once, then others of known and of
new shapes, and one behind a queue.
"""

import re
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from explorer import corpus
from explorer.config import RunConfig, article_grid
from explorer.errors import ExplorerError
from explorer.store import State, Store
from explorer.wording.formats import count, duration
from explorer.workers.cluster import Cluster, follow
from tools.bench import machine

WITHIN = 1.5
UNITS = {"second": 1, "minute": 60, "hour": 3600}


@dataclass(frozen=True)
class Try:
    """A training, and what each of several others has asked for before it."""

    what: str
    config: RunConfig
    ahead: Sequence[Sequence[RunConfig]] = ()


STARTS = (
    (
        Try("first start of the app", RunConfig()),
        Try("the same with another seed", RunConfig(seed=1)),
        Try("a new shape: 3 × 64 units", RunConfig(units=64, layers=3)),
        Try("a large one: 5 × 512 units, 30 epochs", RunConfig(units=512, layers=5, epochs=30)),
        Try("behind the article's 36", RunConfig(seed=2), [[replace(one, seed=3) for one in article_grid()]]),
        Try("small batches: 32 reviews", RunConfig(batch_size=32)),
    ),
    (
        Try("the app started again", RunConfig(seed=4)),
        Try("the same with another seed", RunConfig(seed=5)),
        Try("a new shape: 2 × 128 units, tanh", RunConfig("tanh", units=128, layers=2, epochs=20)),
        Try("behind three others", RunConfig(seed=9), [[RunConfig(units=32, seed=seed)] for seed in (6, 7, 8)]),
        Try("a smaller vocabulary", RunConfig(vocabulary=2_000)),
        Try("with dropout, 50 epochs", RunConfig(dropout=0.3, epochs=50)),
    ),
)


def measure() -> dict:
    """Train everything, and keep what was said first and what it took, in seconds.

    Raises:
        ExplorerError: a run did not finish.
    """
    tries = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        store, dataset = Store(f"sqlite:///{Path(folder)}/runs.db"), corpus.default_source()
        for start in STARTS:
            with closing(Cluster(store, None, dataset)) as cluster:
                for one in start:
                    print(f"Training {one.what} …", file=sys.stderr)
                    tries.append({"what": one.what, **_tried(cluster, one, dataset)})
    within = sum(1 / WITHIN <= one["ratio"] <= WITHIN for one in tries)
    return {"machine": machine(), "tries": tries, "within": within}


def _tried(cluster: Cluster, one: Try, dataset: str) -> dict:
    others = []
    for number, configs in enumerate(one.ahead):
        others += cluster.submit(configs, dataset, f"somebody else {number}")
    # The first of them has begun to learn.
    while others and not any(run.epochs_done for run in cluster.store.runs(ids=others)):
        time.sleep(0.1)
    began = time.perf_counter()
    said = duration(cluster.clock.forecast([one.config], dataset, "a visitor").seconds)
    *_, [run] = follow(cluster, cluster.submit([one.config], dataset, "a visitor"))
    took = time.perf_counter() - began
    if run.state != State.FINISHED:
        raise ExplorerError(f"A run did not finish, so nothing can be said about its time. {run.message}")
    return {"said": said, "took": took, "ratio": took / in_seconds(said)}


def in_seconds(said: str) -> float:
    """What `duration` has said, as a number."""
    if said == "a second or two":
        return 1.5
    match = re.fullmatch(r"about (a|\d+) (second|minute|hour)s?", said)
    if match is None:
        raise ValueError(f"“{said}” is not a time.")
    number, unit = match.groups()
    return (1 if number == "a" else int(number)) * UNITS[unit]


def in_words(result: dict) -> str:
    """The result of `measure` as a table."""
    tries = result["tries"]
    lines = [result["machine"], "", f"{'Training':42}{'said first':>18}{'took':>10}{'ratio':>8}"]
    for one in tries:
        lines.append(f"{one['what']:42}{one['said']:>18}{one['took']:>8.1f} s{one['ratio']:>7.2f}×")
    lines.append(f"{result['within']} of {count(len(tries), 'try', 'tries')} within a factor of {WITHIN:g}.")
    return "\n".join(lines)
