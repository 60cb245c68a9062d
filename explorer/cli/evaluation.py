"""The commands `predict` and `exam`, which use a trained network."""

import argparse
import sys
from dataclasses import asdict
from typing import Any

from explorer import corpus
from explorer.cli.judging import judge_file, verdict_line
from explorer.cli.output import Answer, confirmed, table_text
from explorer.errors import ExplorerError
from explorer.inference.exam_grading import open_envelope
from explorer.inference.explain import explain
from explorer.inference.numpy_network import network_of
from explorer.insight import exam_result, ranking
from explorer.insight.review_reading import Reading
from explorer.settings import limits
from explorer.store import Envelope, Run, State, Store, default_url, open_store
from explorer.wording import exam_sentences
from explorer.wording.formats import share, without_markdown
from explorer.wording.review_sentences import caution, check_length, knows, turned


def predict(options: argparse.Namespace) -> Answer:
    """Judge one text or a file of texts with a trained network, and explain the answer to a single text."""
    if options.why and options.file is not None:
        raise ExplorerError("--why explains one text, but --file has many. Leave one of the two out.")
    if options.file is not None:
        return judge_file(options, lambda: chosen_run(open_store(default_url()), options.run))
    if any((options.text_column, options.label_column, options.positive, options.encoding, options.strict, options.csv)):
        raise ExplorerError("This says something about a file, but there is none: it belongs to --file.")
    check_length(options.text, limits().review_length)
    run, model = chosen_run(open_store(default_url()), options.run)
    network = network_of(run, model)
    class_names = corpus.get_source(run.dataset).class_names
    reading = explain(network, corpus.load(run.dataset).vocabulary, options.text, typed=True)
    data: dict[str, Any] = {
        "run": run.id,
        "config": run.config.to_dict(),
        "predictions": [{"text": options.text, "positive": reading.probability}],
    }
    lines = [verdict_line(reading.probability, class_names, options.text)]
    if options.why:
        as_dict = asdict(reading)
        data["why"] = {"score": reading.score, "words": as_dict["pushes"], "flip": as_dict["flip"]}
        lines.append(_explanation(reading))
    if said := caution(reading):
        data["caution"] = said
        lines.append(f"{knows(reading)} {said}" if reading.pushes or not options.why else said)
    return Answer("\n".join([*lines, f"(Run {run.id}: {run.config.describe()})"]), data)


def _explanation(reading: Reading) -> str:
    """The push of each known word, strongest first, and the words without which the answer would be the other one."""
    if not reading.pushes:
        return "The network knows none of these words."
    rows = [(push.word, str(push.rank), f"{push.push:+.3f}", share(push.without)) for push in reading.pushes]
    table = table_text(("Word", "Rank", "Push", "Positive without it"), rows)
    score = (
        f"The score is {reading.score:+.3f}; above zero means positive. A word's push is how much of it is lost without the "
        "word."
    )
    return "\n".join([table, score, without_markdown(turned(reading))])


def exam(options: argparse.Namespace) -> Answer:
    """Grade a run on sealed reviews, after asking. An envelope that is already open is shown again without a question."""
    store, envelope = open_store(default_url()), Envelope(options.envelope)
    run, _ = chosen_run(store, options.run)
    source = corpus.get_source(run.dataset)
    if envelope == Envelope.SECOND and not source.second_exam:
        raise ExplorerError(f"Run {run.id} learned from reviews that have no second envelope.")
    if store.opening(run.id, envelope) is None:
        warning = exam_sentences.warning(len(store.openings(run.dataset, envelope)))
        print(f"{exam_sentences.ENVELOPES[envelope]}: {warning}", file=sys.stderr)
        if not (options.yes or confirmed(f"Open the envelope for run {run.id} ({run.config.describe()})?")):
            raise ExplorerError("The envelope stays sealed.")
    opening = open_envelope(store.url, run.id, envelope, None if options.guess is None else options.guess / 100)
    result, guess = opening.result, opening.guess
    number = 1 + [one.id for one in store.openings(run.dataset, envelope)].index(opening.id)
    confusion = exam_result.confusion(result, source.class_names)
    rows = [(true, said, f"{count:,}", f"{part:.1%}") for true, said, count, part in confusion]
    lines = [
        f"Run {run.id}: {run.config.describe()}",
        table_text(("Meant", "Taken for", "Reviews", "Share"), rows),
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
        "interval_95": list(exam_result.interval(result)),
        "val_accuracy": run.best_figures.val_accuracy,
        "right": result.right,
        "of": result.of,
        **asdict(result),
    }
    return Answer(without_markdown("\n".join(lines)), data)


def chosen_run(store: Store, run_id: int | None) -> tuple[Run, bytes]:
    """The run of that number, or without one the champion on the default reviews, and the `.keras` file of its network.

    Raises:
        ExplorerError: there is no such run, or it has no trained network.
    """
    if run_id is not None:
        run = store.run(run_id)
        if run is None or run.best is None or run.active:
            raise ExplorerError(f"There is no run {run_id} with a trained network. See: python -m explorer leaderboard")
    else:
        run = ranking.champion(store.runs(states=[State.FINISHED], dataset=corpus.default_source()))
        if run is None:
            raise ExplorerError("No network has been trained yet. Train one with: python -m explorer train")
    model = store.model(run.id)
    if model is None:
        raise ExplorerError(f"Run {run.id} ended before its network was saved. See: python -m explorer leaderboard")
    return run, model
