"""The command `exam`."""

import argparse
import sys
from dataclasses import asdict

from explorer import corpus
from explorer.cli.chosen_run import chosen_run, network_file
from explorer.cli.output import Answer, new_table, render
from explorer.errors import ExplorerError
from explorer.inference.exam_grading import open_envelope
from explorer.insight import exam_result
from explorer.store import Envelope, default_url, open_store
from explorer.wording import exam_sentences
from explorer.wording.formats import without_markdown


def exam(options: argparse.Namespace) -> Answer:
    """Grade a run on sealed reviews, after asking. An envelope that is already open is shown again without a question."""
    store, envelope = open_store(default_url()), Envelope(options.envelope)
    run = chosen_run(store, options.run)
    source = corpus.get_source(run.dataset)
    if envelope == Envelope.SECOND and not source.second_exam:
        raise ExplorerError(f"Run {run.id} has learned from reviews that have no second envelope.")
    network_file(store, run)
    if store.opening(run.id, envelope) is None:
        warning = exam_sentences.warning(len(store.openings(run.dataset, envelope)))
        print(f"{exam_sentences.ENVELOPES[envelope]}: {warning}", file=sys.stderr)
        if not (options.yes or _confirmed(f"Open the envelope for run {run.id} ({run.config.describe()})?")):
            raise ExplorerError("The envelope stays sealed.")
    opening = open_envelope(store.url, run.id, envelope, None if options.guess is None else options.guess / 100)
    result, guess = opening.result, opening.guess
    number = 1 + [one.id for one in store.openings(run.dataset, envelope)].index(opening.id)
    table = new_table("Meant", "Taken for", "Reviews", "Share")
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
        "interval_95": list(exam_result.interval(result)),
        "val_accuracy": run.best_figures.val_accuracy,
        "right": result.right,
        "of": result.of,
        **asdict(result),
    }
    text = "\n".join([f"Run {run.id}: {run.config.describe()}", render(table), *sentences])
    return Answer(without_markdown(text), data)


def _confirmed(question: str) -> bool:
    """Whether the person at the terminal answers yes. Without a terminal the answer is no."""
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")
