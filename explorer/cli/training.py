"""The commands `train`, `grid` and `leaderboard`."""

import argparse
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from explorer import corpus
from explorer.cli.chosen import existing_store, program, reviews_to_train_on
from explorer.cli.interruption import closing
from explorer.cli.output import TRAINING_ENDED_EARLY, Answer, progress_bar, table_text
from explorer.config import KNOBS, RunConfig, article_grid, repeated, suited_batch
from explorer.export import printed_leaderboard
from explorer.export.csv_table import frame_csv
from explorer.grid import GRID_KNOBS, combinations, in_order
from explorer.insight import ranking
from explorer.insight.verdict.tried import TOLD, Tried
from explorer.settings import limits, scheduler_address
from explorer.store import Run, State, Store, default_url, open_store
from explorer.wording import leaderboard_sentences, stop_sentences, time_sentences
from explorer.wording.balance_sentences import always_the_same
from explorer.wording.classes import Classes
from explorer.wording.findings import findings, suggestions
from explorer.wording.formats import accuracy_with_margin, without_markdown
from explorer.wording.grid_sentences import product
from explorer.workers.cluster import Cluster, follow


def train(options: argparse.Namespace) -> Answer:
    """Train one network."""
    dataset = reviews_to_train_on(options)
    config = setting(options, KNOBS, dataset)
    store = open_store(default_url())
    with closing(Cluster(store, scheduler_address(), dataset)) as cluster, progress_bar("Training") as advance:
        for [run] in follow(cluster, cluster.submit([config], dataset)):
            far = cluster.clock.progress([run])
            advance(far.filled, time_sentences.now(far, run, cluster.status.sentence))
    history, message = store.history(run.id), how_it_ended(store, run)
    rows = []
    for epoch in history:
        figures = (f"{epoch.loss:.4f}", f"{epoch.accuracy:.2%}", f"{epoch.val_loss:.4f}", f"{epoch.val_accuracy:.2%}")
        rows.append((str(epoch.epoch), *figures, f"{epoch.seconds:.2f}", "← best" if epoch == run.best else ""))
    table = table_text(("Epoch", "Loss", "Accuracy", "Validation loss", "Validation accuracy", "Seconds", ""), rows)
    tried = Tried(store.runs(states=TOLD, dataset=dataset))
    source = corpus.get_source(dataset)
    frequent = source.majority
    same = frequent.share if frequent else 0.5
    found = findings(config, history, source.validation, run.state == State.DIVERGED, tried, same)
    sentences = [always_the_same(frequent, Classes.of(source))]
    for finding in found:
        advice = [f"{suggestion.label}: {suggestion.record}" for suggestion in finding.suggestions]
        sentences.append(f"{finding.title}. {finding.text} {finding.certainty}: {finding.because}")
        sentences += [f"  {sentence}" for sentence in (*advice, *finding.tried)]
    if found and not any(finding.suggestions for finding in found):
        sentences.append(suggestions.closing(source.validation))
    data = {
        "run": run.id,
        "config": config.to_dict(),
        "reviews": dataset,
        "status": run.state.value,
        "message": message,
        "best_epoch": run.best.epoch if run.best else None,
        "verdict": [asdict(finding) for finding in found],
        "epochs": [asdict(epoch) for epoch in history],
    }
    text = "\n".join([f"Run {run.id}: {config.describe()}", table, *filter(None, [message, *sentences])])
    return Answer(text, data, 0 if run.state == State.FINISHED else TRAINING_ENDED_EARLY)


def grid(options: argparse.Namespace) -> Answer:
    """Train the runs that are missing of the article's 36 settings, or of a grid of one's own, then show the leaderboard."""
    given = {name: in_order(KNOBS[name], values) for name in GRID_KNOBS if (values := getattr(options, name))}
    wanted = repeated(article_grid(), range(options.repeats))
    dataset = reviews_to_train_on(options)
    source = corpus.get_source(dataset)
    suited = RunConfig(batch_size=suited_batch(source.train))
    if given:
        wanted = combinations(given, suited, options.repeats, limits().queued)
    store = open_store(default_url())
    missing = store.missing(wanted, dataset)
    runs: list[Run] = []
    if missing:
        cluster = Cluster(store, scheduler_address(), dataset)
        with closing(cluster), progress_bar("The combinations" if given else "The article's combinations") as advance:
            for runs in follow(cluster, cluster.submit(missing, dataset)):
                far, ended = cluster.clock.progress(runs), sum(not run.active for run in runs)
                advance(far.filled, f"{ended} of {len(runs)} trained · {time_sentences.left(far)}")
    failed = [run for run in runs if run.state != State.FINISHED]
    board = _leaderboard(store, dataset)
    what = "combinations" if options.repeats == 1 else "runs of the combinations"
    sentence = f"{len(runs) - len(failed)} of the {len(missing)} missing {what} were trained."
    if not missing:
        sentence = "Nothing was missing: all of them had been trained before."
    if given:
        sentence = f"{product(given, options.repeats)}. {sentence}"
    elif suited != RunConfig():
        sentence += (
            f" The article's batches of {RunConfig().batch_size} are large for {source.train:,} reviews to learn from, so "
            "each network was corrected few times. A grid of your own has smaller ones, as with --units 16 32 64."
        )
    text = "\n".join([board.text, sentence, *(f"Run {run.id}: {how_it_ended(store, run)}" for run in failed)])
    data = {"networks": len(wanted), "trained": len(runs) - len(failed), "leaderboard": board.data}
    return Answer(text, data, TRAINING_ENDED_EARLY if failed else 0)


def how_it_ended(store: Store, run: Run) -> str:
    """Why a run has ended early: if a visitor of the app has stopped it, who shared it with this command, that as well."""
    by = store.stopped_by(run.id) if run.state == State.STOPPED else None
    if not by:
        return run.message
    return f"{stop_sentences.who_shared_it(store.account_names([by]).get(by))} {run.message}"


def setting(options: argparse.Namespace, names: Iterable[str], dataset: str) -> RunConfig:
    """The settings that the options of a command say, with batches that suit the reviews if they say nothing of them."""
    said = {name: getattr(options, name) for name in names}
    if said["batch_size"] is None:
        said["batch_size"] = suited_batch(corpus.get_source(dataset).train)
    return RunConfig(**said)


def leaderboard(options: argparse.Namespace) -> Answer:
    """Show every setting that has been trained, with its repeats, best first."""
    return _leaderboard(existing_store(), options.reviews or corpus.default_source(), options)


def _leaderboard(store: Store, dataset: str, form: argparse.Namespace | None = None) -> Answer:
    source = corpus.get_source(dataset)
    runs = store.runs(states=[State.FINISHED], dataset=dataset)
    settings = ranking.standings(runs, source.validation)
    data = ranking.records(settings)
    if form and form.csv:
        return Answer(frame_csv(ranking.leaderboard(settings)), data)
    if not settings and runs:
        return Answer(leaderboard_sentences.ALL_HIDDEN, data)
    if not settings:
        return Answer(f"No run has finished on these reviews yet. Train one with: {program()} train", data)
    if form and form.html:
        hidden = sum(run.hidden for run in runs)
        return Answer(printed_leaderboard.printed(store, settings, hidden, dataset, datetime.now()), data)
    rows, shared = [], sum(setting.tied for setting in settings) > 1
    for setting in settings:
        place = f"{'=' if setting.tied and shared else ''}{setting.place}"
        mean = accuracy_with_margin(setting.estimate, setting.half_width)
        deviation = "–" if setting.deviation is None else f"{setting.deviation * 100:.2f}"
        rows.append((place, mean, deviation, str(setting.repeats), setting.config.describe(), str(setting.best.id)))
    table = table_text(("Place", "Validation accuracy", "Deviation", "Repeats", "Settings", "Best run"), rows)
    luck = without_markdown(leaderboard_sentences.luck(settings, source.validation))
    yardstick = always_the_same(source.majority, Classes.of(source))
    return Answer("\n".join(filter(None, [table, luck, yardstick])), data)
