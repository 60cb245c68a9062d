"""The command `learning-curve`."""

import argparse
import math
from dataclasses import asdict
from typing import Any

from explorer import corpus
from explorer.cli.chosen import reviews_to_train_on
from explorer.cli.interruption import closing
from explorer.cli.output import TRAINING_ENDED_EARLY, Answer, progress_bar, table_text
from explorer.cli.training import how_it_ended, setting
from explorer.config import KNOBS
from explorer.errors import ExplorerError
from explorer.insight import learning_curve as curves
from explorer.insight.learning_curve import FREE, LearningCurve
from explorer.settings import scheduler_address
from explorer.store import Run, State, default_url, open_store
from explorer.wording import learning_curve_sentences, time_sentences
from explorer.wording.formats import without_markdown
from explorer.workers.cluster import Cluster, follow


def learning_curve(options: argparse.Namespace) -> Answer:
    """Train what is missing of a setting's learning curve, then show the curve and what twice the data would bring."""
    dataset = reviews_to_train_on(options)
    config = setting(options, [name for name in KNOBS if name not in FREE], dataset)
    source = corpus.get_source(dataset)
    if refusal := learning_curve_sentences.refusal(source.train, diverged=False):
        raise ExplorerError(refusal)
    store = open_store(default_url())
    missing = curves.missing(config, store.runs(dataset=dataset, config=config, free=FREE), source.train)
    runs: list[Run] = []
    if missing:
        with closing(Cluster(store, scheduler_address(), dataset)) as cluster, progress_bar("The learning curve") as advance:
            for runs in follow(cluster, cluster.submit(missing, dataset)):
                far, ended = cluster.clock.progress(runs), sum(not run.active for run in runs)
                so_far = learning_curve_sentences.trained_so_far(ended, len(runs))
                advance(far.filled, f"{so_far} · {time_sentences.left(far)}")
    its = store.runs(dataset=dataset, config=config, free=FREE)
    curve = curves.learning_curve(config, its, source.train, source.validation)
    columns, rows = learning_curve_sentences.COLUMNS, learning_curve_sentences.rows(curve)
    failed = [run for run in runs if run.state != State.FINISHED]
    lines = [
        f"The learning curve of {config.describe()}",
        table_text(columns, rows),
        *learning_curve_sentences.told(curve),
        *(learning_curve_sentences.receipts(curve, source.validation) if curve.points else []),
        *(f"Run {run.id}: {how_it_ended(store, run)}" for run in failed),
    ]
    data = {
        "config": {name: value for name, value in config.to_dict().items() if name not in FREE},
        "reviews": dataset,
        "trained": len(runs) - len(failed),
        "diverged": curve.diverged,
        "points": [
            {
                "reviews": point.reviews,
                "val_accuracy": point.mean,
                "interval_95": point.half_width if math.isfinite(point.half_width) else None,
                "runs": {str(run.id): run.best_figures.val_accuracy for run in point.runs},
            }
            for point in curve.points
        ],
        "doubt": curve.doubt,
        "twice_the_data": _twice(curve),
    }
    return Answer(without_markdown("\n".join(lines)), data, TRAINING_ENDED_EARLY if failed else 0)


def _twice(curve: LearningCurve) -> dict[str, Any] | None:
    """What twice the data would bring, each figure with its 95 % interval; None where that cannot be said."""
    if curve.outlook is None or curve.doubt:
        return None
    return {
        "reviews": 2 * curve.points[-1].reviews,
        "val_accuracy": asdict(curve.outlook.twice),
        "gain": asdict(curve.outlook.gain),
        "last_doubling": asdict(curve.outlook.last_doubling),
    }
