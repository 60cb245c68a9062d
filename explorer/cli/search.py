"""The command `search`: look for good settings within a budget, and say what came of it."""

import argparse
import sys
import time
from collections.abc import Sequence

from explorer import corpus
from explorer.cli.chosen import program, reviews_to_train_on
from explorer.cli.interruption import closing
from explorer.cli.output import TRAINING_ENDED_EARLY, Answer, progress_bar, table_text
from explorer.config import KNOBS, RunConfig, suited_batch
from explorer.errors import ConfigError, ExplorerError, StoreError
from explorer.insight.search_result import SearchResult, best_of, funnel, search_result
from explorer.scheduling.search_space import Space, later_seed, usual_knobs
from explorer.scheduling.successive_halving import LONGEST, Budget, Trial, tried
from explorer.settings import scheduler_address
from explorer.store import Baseline, Search, SearchState, Store, default_url, open_store
from explorer.wording import search_sentences
from explorer.wording.balance_sentences import always_the_same
from explorer.wording.classes import Classes
from explorer.wording.formats import accuracy_with_margin, without_markdown
from explorer.workers.cluster import Cluster

LOOK_SECONDS = 0.5


def search(options: argparse.Namespace) -> Answer:
    """Look for good settings. Ctrl-C stops the search, and `--resume` goes on with it."""
    store = open_store(default_url())
    dataset = reviews_to_train_on(options)
    resumed = None if options.resume is None else _to_resume(store, options.resume, dataset)
    space = resumed.space if resumed else _space(options, len(store.searches(dataset)), corpus.get_source(dataset).train)
    budget = Budget(options.networks, None if options.networks else options.minutes * 60)
    with closing(Cluster(store, scheduler_address(), resumed.dataset if resumed else dataset)) as cluster:
        if resumed:
            cluster.resume_search(resumed.id)
        search_id = resumed.id if resumed else cluster.search(space, budget, dataset)
        try:
            ended, trials = _follow(store, search_id)
        except KeyboardInterrupt:
            store.stop_search(search_id)
            print(f"Search {search_id} stops. Go on with it: {program()} search --resume {search_id}", file=sys.stderr)
            raise
    return _answer(store, ended, trials)


def _space(options: argparse.Namespace, earlier: int, reviews: int) -> Space:
    """What to look for. A knob whose value is given does not move, and every search has other dice than the `earlier`.

    Where the batch size is neither given nor moves, it suits that many reviews to learn from.
    """
    given = {name: value for name in KNOBS if (value := getattr(options, name)) is not None}
    moving = options.vary or [name for name in usual_knobs(reviews) if name not in given]
    for name in moving:
        if name in given:
            raise ConfigError(f"{KNOBS[name].label} cannot both move and be {KNOBS[name].show(given[name])}.")
    usual = {"epochs": LONGEST, "seed": later_seed(0, earlier), "batch_size": suited_batch(reviews)}
    return Space(RunConfig(**(usual | given)), tuple(moving))


def _to_resume(store: Store, number: int, dataset: str) -> Search:
    """The search with that number, or for 0 the latest that can go on.

    Raises:
        ExplorerError: there is none.
    """
    if number:
        found = store.search(number)
    else:
        waiting = [one for one in store.searches(dataset) if one.state != SearchState.FINISHED]
        found = waiting[-1] if waiting else None
    if found is None:
        what = f"There is no search {number}." if number else "There is no search on these reviews that could go on."
        raise ExplorerError(f"{what} Begin one with: {program()} search")
    return found


def _follow(store: Store, search_id: int) -> tuple[Search, Sequence[Trial]]:
    """Wait until the search has ended; how it ended, and its trials."""
    with progress_bar("Search") as advance:
        while True:
            now, trials = store.search(search_id), store.trials(search_id)
            if now is None:
                raise StoreError(f"Search {search_id} is not in the store any more.")
            if not now.is_running:
                return now, trials
            advance(search_sentences.filled(now, trials), search_sentences.now(now, trials))
            time.sleep(LOOK_SECONDS)


def _answer(store: Store, ended: Search, trials: Sequence[Trial]) -> Answer:
    source = corpus.get_source(ended.dataset)
    finalists = best_of(store.runs(ids=[trial.run_id for trial in trials if trial.bracket is None]), source.validation)
    baseline = store.baseline(ended.dataset, finalists[0].config.input_format) if finalists else None
    result = search_result(finalists, baseline) if finalists else None
    rungs = funnel(trials)
    columns = ("Epochs", "Reviews", "Networks", "Went on", "Best accuracy")
    rows = [
        (
            str(rung.epochs),
            "all" if rung.part is None else f"{rung.part:,}",
            str(rung.trained),
            str(rung.went_on),
            "–" if rung.best is None else f"{rung.best:.2%}",
        )
        for rung in rungs
    ]
    lines = [f"Search {ended.id}. {search_sentences.looks_for(ended.space)}", table_text(columns, rows)]
    lines += [
        search_sentences.now(ended, trials),
        *(_result_lines(result, baseline) if result else ["No setting was repeated."]),
    ]
    lines += filter(None, [always_the_same(source.majority, Classes.of(source))])
    data = {
        "search": ended.id,
        "status": ended.state.value,
        "message": ended.message,
        "reviews": ended.dataset,
        "vary": list(ended.space.vary),
        "base": ended.space.base.to_dict(),
        "seconds": ended.seconds,
        "tried": len(tried(trials)),
        "trained": len(trials),
        "rungs": [
            {
                "epochs": rung.epochs,
                "part_of_reviews": rung.part,
                "networks": rung.trained,
                "went_on": rung.went_on,
                "best": rung.best,
            }
            for rung in rungs
        ],
        **_result_data(result, baseline),
    }
    code = 0 if ended.state == SearchState.FINISHED else TRAINING_ENDED_EARLY
    return Answer(without_markdown("\n".join(lines)), data, code)


def _result_lines(result: SearchResult, baseline: Baseline | None) -> list[str]:
    rows = [
        (
            "=" if setting.tied and result.tied > 1 else str(setting.place),
            accuracy_with_margin(setting.estimate, setting.half_width),
            str(setting.repeats),
            setting.config.describe(),
            str(setting.best.id),
        )
        for setting in result.finalists
    ]
    return [
        table_text(("Place", "Validation accuracy", "Repeats", "Settings", "Best run"), rows),
        f"{search_sentences.headline(result)}: {result.best.config.describe()}.",
        search_sentences.beats_baseline(result, baseline),
        search_sentences.band(result),
    ]


def _result_data(result: SearchResult | None, baseline: Baseline | None) -> dict:
    if result is None:
        return {"winner": None, "finalists": [], "baseline": None, "against_baseline": None}
    finalists = [
        {
            "config": setting.config.to_dict(),
            "val_accuracy": setting.estimate,
            "interval_95": setting.half_width,
            "mean_val_accuracy": setting.mean,
            "tied_for_first": setting.tied,
            "repeats": setting.repeats,
            "best_run": setting.best.id,
        }
        for setting in result.finalists
    ]
    return {
        "winner": finalists[0] if result.winner else None,
        "finalists": finalists,
        "baseline": baseline.accuracy if baseline else None,
        "against_baseline": result.against.name.lower(),
    }
