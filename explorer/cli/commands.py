"""What each command of the command line does. Its answer goes to standard output; progress goes to standard error."""

import argparse
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from explorer import corpus
from explorer.cli.review_file import ReviewFile, read_reviews
from explorer.config import KNOBS, RunConfig, article_grid, repeated
from explorer.corpus import UNKNOWN
from explorer.errors import ExplorerError
from explorer.export.csv_table import frame_csv
from explorer.insight import exam_result, ranking
from explorer.insight.review_reading import Reading
from explorer.settings import limits, scheduler_address
from explorer.store import Envelope, Run, State, Store, default_url, open_store
from explorer.wording import exam_sentences, leaderboard_sentences
from explorer.wording.findings import findings
from explorer.wording.formats import accuracy_with_margin, share, without_markdown
from explorer.wording.review_sentences import check_length, turned
from explorer.workers.cluster import Cluster, follow

TRAINING_ENDED_EARLY = 3
PROMISE_BROKEN = 4
WIDTH = 140


@dataclass(frozen=True)
class Answer:
    """What a command found: as text for people, as data for JSON, and as an exit code."""

    text: str
    data: object
    exit_code: int = 0


def train(options: argparse.Namespace) -> Answer:
    """Train one network."""
    config = RunConfig(**{name: getattr(options, name) for name in KNOBS})
    dataset = options.reviews or corpus.default_source()
    store = open_store(default_url())
    with _cluster(store, dataset) as cluster, _bar("Training", config.epochs) as advance:
        run_ids = cluster.submit([config], dataset)
        for runs in follow(cluster, run_ids):
            advance(runs[0].epochs_done, cluster.status.sentence)
    run, history = store.run(run_ids[0]), store.history(run_ids[0])
    table = _table("Epoch", "Loss", "Accuracy", "Validation loss", "Validation accuracy", "Seconds", "")
    for epoch in history:
        figures = (f"{epoch.loss:.4f}", f"{epoch.accuracy:.2%}", f"{epoch.val_loss:.4f}", f"{epoch.val_accuracy:.2%}")
        table.add_row(str(epoch.epoch), *figures, f"{epoch.seconds:.2f}", "← best" if epoch == run.best else "")
    found = findings(config, history, corpus.get_source(dataset).validation, run.state == State.DIVERGED)
    sentences = [f"{finding.title}. {finding.text} {finding.certainty}: {finding.because}" for finding in found]
    data = {
        "run": run.id,
        "config": config.to_dict(),
        "reviews": dataset,
        "status": run.state.value,
        "message": run.message,
        "best_epoch": run.best_figures.epoch if run.best else None,
        "verdict": [asdict(finding) for finding in found],
        "epochs": [asdict(epoch) for epoch in history],
    }
    text = "\n".join([f"Run {run.id}: {config.describe()}", _drawn(table), *filter(None, [run.message, *sentences])])
    return Answer(text, data, 0 if run.state == State.FINISHED else TRAINING_ENDED_EARLY)


def grid(options: argparse.Namespace) -> Answer:
    """Train what is missing of the article's 36 with as many seeds as asked for, then show the leaderboard."""
    dataset = options.reviews or corpus.default_source()
    store = open_store(default_url())
    missing = store.missing(repeated(article_grid(), range(options.repeats)), dataset)
    runs: list[Run] = []
    if missing:
        with _cluster(store, dataset) as cluster, _bar("The article's combinations", len(missing)) as advance:
            for runs in follow(cluster, cluster.submit(missing, dataset)):
                advance(sum(not run.active for run in runs), cluster.status.sentence)
    failed = [run for run in runs if run.state != State.FINISHED]
    board = leaderboard(argparse.Namespace(reviews=dataset, csv=False))
    what = "combinations" if options.repeats == 1 else "runs of the combinations"
    sentence = f"{len(runs) - len(failed)} of the {len(missing)} missing {what} trained."
    text = "\n".join([board.text, sentence, *(f"Run {run.id}: {run.message}" for run in failed)])
    data = {"trained": len(runs) - len(failed), "leaderboard": board.data}
    return Answer(text, data, TRAINING_ENDED_EARLY if failed else 0)


def leaderboard(options: argparse.Namespace) -> Answer:
    """Every setting that has been trained, with its repeats, best first."""
    dataset = options.reviews or corpus.default_source()
    settings = ranking.standings(open_store(default_url()).runs(states=[State.FINISHED], dataset=dataset))
    frame = ranking.leaderboard(settings)
    # JSON has no sign for a number that is missing but null.
    data = frame.astype(object).where(frame.notna(), None).to_dict("records")
    if options.csv:
        return Answer(frame_csv(frame), data)
    if not settings:
        return Answer("No run has finished on these reviews yet. Train one with: python -m explorer train", data)
    table = _table("Place", "Validation accuracy", "Deviation", "Repeats", "Settings", "Best run")
    for setting in settings:
        place = f"{'=' if setting.tied and len(settings) > 1 else ''}{setting.place}"
        mean = accuracy_with_margin(setting.mean, setting.half_width)
        deviation = "–" if setting.deviation is None else f"{setting.deviation * 100:.2f}"
        table.add_row(place, mean, deviation, str(setting.repeats), setting.config.describe(), str(setting.best.id))
    luck = without_markdown(leaderboard_sentences.luck(settings, corpus.get_source(dataset).validation))
    return Answer(f"{_drawn(table)}\n{luck}", data)


def predict(options: argparse.Namespace) -> Answer:
    """Let a trained network judge one text or a file of texts, and tell why of the one."""
    if options.why and options.file is not None:
        raise ExplorerError("--why is for one text, and --file brings many. Leave one of them out.")
    store = open_store(default_url())
    run = _judge(store, options.run)
    brought = _reviews(options)
    model = store.model(run.id)
    if model is None:
        raise ExplorerError(f"Run {run.id} ended before its network was kept. See: python -m explorer leaderboard")
    from explorer.inference import review_scores
    from explorer.inference.numpy_network import NumpyNetwork

    network, vocabulary = NumpyNetwork.from_keras_file(model), corpus.load(run.dataset).vocabulary
    answers = review_scores.predict(network, vocabulary, brought.texts)
    data = {
        "run": run.id,
        "config": run.config.to_dict(),
        "predictions": [{"text": text, "positive": answer} for text, answer in zip(brought.texts, answers)],
    }
    class_names = corpus.get_source(run.dataset).class_names
    lines = [
        f"{_opinion(answer, class_names)}\t{' '.join(text.split())[:70]}" for text, answer in zip(brought.texts, answers)
    ]
    if brought.labels is not None:
        right = sum((answer > 0.5) == label for answer, label in zip(answers, brought.labels))
        data["accuracy"] = right / len(answers)
        lines.append(f"{data['accuracy']:.2%} of {len(answers):,} reviews right.")
    if brought.note:
        data["note"] = brought.note
        lines.append(brought.note)
    if options.why:
        from explorer.inference.explain import explain

        reading = explain(network, vocabulary, options.text)
        data["why"] = {
            "score": reading.score,
            "words": [asdict(push) for push in reading.pushes],
            "flip": asdict(reading.flip),
        }
        lines.append(_reasons(reading))
    return Answer("\n".join([*lines, f"(Run {run.id}: {run.config.describe()})"]), data)


def _reasons(reading: Reading) -> str:
    """Each word that the network knows with its push, strongest first, and which of them would turn the verdict."""
    if not reading.pushes:
        return "The network knows none of these words."
    table = _table("Word", "Rank", "Push", "Positive without it")
    for push in reading.pushes:
        table.add_row(push.word, str(push.rank), f"{push.push:+.3f}", share(push.without))
    score = (
        f"The score is {reading.score:+.3f}; above zero is positive. A push is what goes of it when the word is left out."
    )
    return "\n".join([_drawn(table), score, without_markdown(turned(reading))])


def exam(options: argparse.Namespace) -> Answer:
    """Open an envelope of reviews for a run, after asking; one that is open already is shown as it was."""
    store, envelope = open_store(default_url()), Envelope(options.envelope)
    run = _judge(store, options.run)
    source = corpus.get_source(run.dataset)
    if envelope == Envelope.SECOND and not source.second_exam:
        raise ExplorerError(f"Run {run.id} has learned from reviews that have no second envelope.")
    if store.model(run.id) is None:
        raise ExplorerError(f"Run {run.id} ended before its network was kept. See: python -m explorer leaderboard")
    if store.opening(run.id, envelope) is None:
        print(
            f"{exam_sentences.ENVELOPES[envelope]}: {exam_sentences.warning(len(store.openings(run.dataset, envelope)))}",
            file=sys.stderr,
        )
        if not (options.yes or _agreed(f"Open the envelope for run {run.id} ({run.config.describe()})?")):
            raise ExplorerError("The envelope stays sealed.")
    from explorer.inference.exam_grading import open_envelope

    opening = open_envelope(store.url, run.id, envelope, None if options.guess is None else options.guess / 100)
    result, guess = opening.result, opening.guess
    number = 1 + [one.id for one in store.openings(run.dataset, envelope)].index(opening.id)
    low, high = exam_result.interval(result)
    table = _table("Meant", "Taken for", "Reviews", "Share")
    for true, said, count, part in exam_result.confusion(result, source.class_names):
        table.add_row(true, said, f"{count:,}", f"{part:.1%}")
    sentences = [
        exam_sentences.figure(result),
        exam_sentences.against_validation(envelope, result, run.best_figures.val_accuracy, source.validation),
        *([] if guess is None else [exam_sentences.guessed(guess, result)]),
        exam_sentences.which_mistakes(result),
        exam_sentences.naming(number),
    ]
    data = {
        "run": run.id,
        "config": run.config.to_dict(),
        "reviews": run.dataset,
        "envelope": envelope.value,
        "opening": number,
        "opened": opening.opened,
        "guess": guess,
        "accuracy": result.accuracy,
        "interval_95": [low, high],
        "val_accuracy": run.best_figures.val_accuracy,
        "right": result.right,
        "of": result.of,
        **asdict(result),
    }
    text = "\n".join([f"Run {run.id}: {run.config.describe()}", _drawn(table), *sentences])
    return Answer(without_markdown(text), data)


def _agreed(question: str) -> bool:
    """Whether the person at the terminal says yes; nobody there is a no."""
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def encode(options: argparse.Namespace) -> Answer:
    """Each word of a text, its rank, and what the network sees."""
    vocabulary = corpus.load(corpus.default_source()).vocabulary
    lower = not options.keep_case
    words = corpus.tokens(options.text, lower)
    numbers = vocabulary.encode(options.text, options.vocabulary, lower)
    seen = vocabulary.decode(numbers).split(" ") if words else []
    table = _table("Word", "Rank", "Number", "What the network sees")
    for word, number, known in zip(words, numbers[1:], seen):
        table.add_row(
            word, str(vocabulary.rank(word) or "?"), str(number), "an unknown word" if number == UNKNOWN else known
        )
    ranks = [vocabulary.rank(word) for word in words]
    ones = sorted(set(numbers))
    text = (
        f"{_drawn(table)}\nRanks: {' '.join(str(rank or '?') for rank in ranks)}\n"
        f"Numbers: {' '.join(map(str, numbers))} (1 is the start of a review, {UNKNOWN} an unknown word, others rank + 3)\n"
        f"Multi-hot: {options.vocabulary:,} zeros with {len(ones)} ones, at {', '.join(map(str, ones))}. The order is lost."
    )
    data = {
        "words": [{"word": word, "rank": rank, "number": number} for word, rank, number in zip(words, ranks, numbers[1:])],
        "sequence": numbers,
        "ones": ones,
        "vocabulary": options.vocabulary,
    }
    return Answer(text, data)


def fetch(options: argparse.Namespace) -> Answer:
    """Download reviews that do not come with the installation."""
    downloads = {name: source.download for name, source in corpus.SOURCES.items() if source.download}
    here = corpus.available_sources()
    # What is missing comes first.
    names = [options.reviews] if options.reviews else sorted(downloads, key=lambda name: name in here)
    if not names:
        raise ExplorerError("There are no reviews to download: all that there are come with the installation.")
    noun = downloads[names[0]].noun
    noun = noun[0].upper() + noun[1:]
    with _bar(noun, 1.0, counted=False) as advance:
        reviews = corpus.fetch(names[0], advance)
    sizes = {name: len(getattr(reviews, name)) for name in ("train", "validation", "test")}
    text = f"{noun} are here: " + ", ".join(f"{size:,} {name}" for name, size in sizes.items()) + "."
    return Answer(text, {"reviews": names[0], **sizes})


def bench(options: argparse.Namespace) -> Answer:
    """Measure the article's loop against the trainer, or one worker against two."""
    from tools import bench as benchmark
    from tools.bench import scale

    if options.scale:
        print("This takes about three minutes; nothing else should run meanwhile.", file=sys.stderr)
        result = scale.scale(options.networks, options.epochs)
        return Answer(scale.in_words(result), result)
    print("This takes about six minutes; nothing else should run meanwhile.", file=sys.stderr)
    result = benchmark.compare(options.networks, options.epochs)
    return Answer(benchmark.in_words(result), result)


def stress(options: argparse.Namespace) -> Answer:
    """Put the app under load and tell what people would meet."""
    from tools import stress as load

    plan = load.QUICK if options.quick else load.Plan(options.sessions, options.trainings, options.reruns)
    plan = replace(plan, minutes=options.minutes)
    print(f"This takes up to {options.minutes:g} minutes; nothing else should run meanwhile.", file=sys.stderr)
    result = load.run(plan)
    return Answer(load.in_words(result), result, PROMISE_BROKEN if load.broken(result) else 0)


def _judge(store: Store, run_id: int | None) -> Run:
    """The run asked for, or the champion on the usual reviews.

    Raises:
        ExplorerError: there is none.
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


def _reviews(options: argparse.Namespace) -> ReviewFile:
    """The one text, or those of the file.

    Raises:
        ExplorerError: the file cannot be used, or is more than the limits allow.
    """
    if options.file is not None:
        return read_reviews(options.file, limits())
    check_length(options.text, limits().review_length)
    return ReviewFile([options.text], None, "utf-8")


def _opinion(answer: float, class_names: tuple[str, str]) -> str:
    return f"{class_names[answer > 0.5]} ({answer:.1%} {class_names[1]})"


@contextmanager
def _cluster(store: Store, dataset: str) -> Iterator[Cluster]:
    """Workers for as long as the body runs; Ctrl-C closes them, and with them the runs."""
    cluster = Cluster(store, scheduler_address(), dataset)
    try:
        yield cluster
    finally:
        cluster.close()


@contextmanager
def _bar(title: str, total: float, counted: bool = True):
    """A progress bar on standard error; gives a function of what is done and a few words."""
    count = [MofNCompleteColumn()] if counted else []
    columns = [
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        *count,
        TimeRemainingColumn(),
        TextColumn("{task.fields[now]}", markup=False),
    ]
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task(title, total=total, now="")
        yield lambda done, now: progress.update(task, completed=done, now=now)


def _table(*columns: str) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column, justify="left" if column in ("Word", "Settings") else "right")
    return table


def _drawn(table: Table) -> str:
    stream = io.StringIO()
    # Words that somebody has written are no markup.
    Console(file=stream, width=WIDTH, color_system=None, markup=False, emoji=False, highlight=False).print(table)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines())
