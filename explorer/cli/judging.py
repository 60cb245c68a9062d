"""`predict --file`: a trained network judges the reviews of a file."""

import argparse
from collections.abc import Callable
from typing import Any

from explorer import corpus, reading
from explorer.cli.output import Answer
from explorer.errors import CorpusError
from explorer.inference import review_scores
from explorer.inference.numpy_network import network_of
from explorer.inference.review_scores import Judged
from explorer.reading import Asked, Form, Row, Skipped
from explorer.settings import limits
from explorer.store import Run
from explorer.wording import review_sentences
from explorer.wording.formats import count

ANSWERED_BY = {
    Asked.TEXT: "Name it with --text-column.",
    Asked.LABEL: "Name it with --label-column, or judge without labels: --label-column none.",
    Asked.POSITIVE: "Name it with --positive.",
}
NO_LABELS = (
    "No column with labels was recognised, so nobody can say how many of these answers are right. If there is one, name it "
    "with --label-column."
)


def judge_file(options: argparse.Namespace, chosen: Callable[[], tuple[Run, bytes]]) -> Answer:
    """Judge all reviews of a file that can be used, and say how the file was understood and what was left out.

    Args:
        options: The file, and what is said about it.
        chosen: Finds the run and its network, once the file is understood.

    Raises:
        ExplorerError: the file cannot be read, does not say all that is needed, or has no review that can be used.
    """
    form = reading.inspect(
        options.file,
        str(options.file),
        limits(),
        encoding=options.encoding,
        text_column=options.text_column,
        label_column=options.label_column,
        positive=options.positive,
    )
    if form.question is not None:
        raise CorpusError(f"{form.question.sentence} {ANSWERED_BY[form.question.about]}")
    skipped = Skipped()
    rows = list(reading.usable(options.file, form, skipped, options.strict))
    run, model = chosen()
    vocabulary = corpus.load(run.dataset).vocabulary
    judged = review_scores.judge(network_of(run, model), vocabulary, [row.text for row in rows])
    return _answer(form, rows, skipped, judged, run)


def _answer(form: Form, rows: list[Row], skipped: Skipped, judged: list[Judged], run: Run) -> Answer:
    class_names = corpus.get_source(run.dataset).class_names
    lines, predictions = [], []
    for row, one in zip(rows, judged):
        caution = review_sentences.caution_in_a_table(one.words, one.known)
        line = verdict_line(one.probability, class_names, row.text)
        lines.append(f"{line}\t({form.place(row)}: {caution})" if caution else line)
        prediction: dict[str, Any] = {"text": row.text, "positive": one.probability, form.unit: row.name or row.line}
        if row.label is not None:
            prediction |= {"label": form.class_names[row.label], "right": (one.probability > 0.5) == row.label}
        predictions.append(prediction | ({"caution": caution} if caution else {}))
    data: dict[str, Any] = {"run": run.id, "config": run.config.to_dict(), "predictions": predictions}
    notes = [reading.said(form), *form.notes, *skipped.sentences(form)]
    if form.encoding_found == "guessed":
        notes.insert(2, "Choose one with --encoding.")
    if form.labels is None:
        notes.append(NO_LABELS)
    else:
        right = sum(prediction["right"] for prediction in predictions)
        data["accuracy"] = right / len(rows)
        lines.append(f"{data['accuracy']:.2%} of {count(len(rows), 'review')} right.")
        data["labels"] = {
            "column": form.columns[form.label_column or 0],
            "rule": form.labels.rule,
            "class_names": list(form.class_names),
        }
    data["left_out"] = {problem.name.lower(): count for problem, count in skipped.counts.items()}
    data["note"] = " ".join(notes)
    return Answer("\n".join([*lines, *notes, f"(Run {run.id}: {run.config.describe()})"]), data)


def verdict_line(probability: float, class_names: tuple[str, str], text: str) -> str:
    """What the network takes a text for, and how it begins."""
    return f"{class_names[probability > 0.5]} ({probability:.1%} {class_names[1]})\t{' '.join(text.split())[:70]}"
