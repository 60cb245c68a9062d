"""`predict --file`: a trained network judges the reviews of a file."""

import argparse
from collections.abc import Callable
from typing import Any, BinaryIO

from explorer import corpus, reading
from explorer.cli.output import Answer
from explorer.errors import CorpusError
from explorer.export.csv_table import csv_text
from explorer.inference import review_scores
from explorer.inference.numpy_network import network_of
from explorer.insight import exam_result
from explorer.insight.judged_file import JudgedFile
from explorer.reading import Asked, Form, Skipped
from explorer.reading.packing import opened
from explorer.scheduling.limits import Limits
from explorer.settings import limits
from explorer.store import Run
from explorer.wording import judged_file_sentences, review_sentences
from explorer.wording.classes import Classes
from explorer.wording.formats import accuracy, count, without_markdown

ANSWERED_BY = {
    Asked.TEXT: "Name it with --text-column.",
    Asked.LABEL: "Name it with --label-column, or judge without labels: --label-column none.",
    Asked.POSITIVE: "Name it with --positive.",
}
NO_LABELS = (
    "No column with labels was recognised, so nobody can say how many of these answers are right. If there is one, name it "
    "with --label-column."
)


def inspected(options: argparse.Namespace, file: BinaryIO, allowed: Limits) -> Form:
    """What the file of a command is, with what its options say about it.

    Raises:
        ExplorerError: it cannot be read, or does not say all that is needed.
    """
    form = reading.inspect(
        file,
        str(options.file),
        allowed,
        encoding=options.encoding,
        text_column=options.text_column,
        label_column=options.label_column,
        positive=options.positive,
    )
    if form.question is not None:
        raise CorpusError(f"{form.question.sentence} {ANSWERED_BY[form.question.about]}")
    return form


def judge_file(options: argparse.Namespace, chosen: Callable[[], tuple[Run, bytes]]) -> Answer:
    """Judge all reviews of a file that can be used, and say how the file was understood and what was left out.

    Args:
        options: The file, and what is said about it.
        chosen: Finds the run and its network, once the file is understood.

    Raises:
        ExplorerError: the file cannot be read, does not say all that is needed, or has no review that can be used.
    """
    skipped = Skipped()
    with opened(options.file, str(options.file), limits()) as file:
        form = inspected(options, file, limits())
        rows = list(reading.usable(file, form, skipped, options.strict))
    run, model = chosen()
    vocabulary = corpus.load(run.dataset).vocabulary
    judged = review_scores.judge(network_of(run, model), vocabulary, [row.text for row in rows])
    return _answer(JudgedFile(form, rows, skipped, judged), run, options.csv)


def _answer(file: JudgedFile, run: Run, as_csv: bool) -> Answer:
    class_names, form, result = corpus.get_source(run.dataset).class_names, file.form, file.result
    lines, predictions, sentences = [], [], []
    for place, (row, one) in enumerate(zip(file.rows, file.judged)):
        caution = review_sentences.caution_in_a_table(one.words, one.known)
        line = verdict_line(one.probability, class_names, row.text)
        lines.append(f"{line}\t({form.place(row)}: {caution})" if caution else line)
        prediction: dict[str, Any] = {"text": row.text, "positive": one.probability, form.unit: row.name or row.line}
        if row.label is not None:
            prediction |= {"label": form.class_names[row.label], "right": file.is_right(place)}
        predictions.append(prediction | ({"caution": caution} if caution else {}))
    data: dict[str, Any] = {"run": run.id, "config": run.config.to_dict(), "predictions": predictions}
    notes = [reading.said(form), *form.notes, *file.skipped.sentences(form)]
    if form.encoding_found == "guessed":
        notes.insert(2, "Choose one with --encoding.")
    if form.labels is None or result is None:
        notes.append(NO_LABELS)
    else:
        low, high = exam_result.interval(result)
        data |= {
            "accuracy": result.accuracy,
            "interval_95": [low, high],
            # Of one class alone it would say nothing of the other.
            "balanced_accuracy": result.balanced_accuracy if all(result.class_sizes) else None,
            "labels": {
                "column": form.columns[form.label_column or 0],
                "rule": form.labels.rule,
                "class_names": list(form.class_names),
            },
        }
        sentences = [
            f"{result.accuracy:.2%} of {count(result.of, 'review')} right. Of all reviews of this kind, it would most "
            f"likely get between {accuracy(low)} and {accuracy(high)} right (95% interval).",
            without_markdown(judged_file_sentences.uneven(result, Classes(form.class_names))),
            judged_file_sentences.other_names(Classes(form.class_names), Classes(class_names)),
        ]
    data["left_out"] = {problem.name.lower(): count for problem, count in file.skipped.counts.items()}
    data["note"] = " ".join(notes)
    said = [*filter(None, sentences), *notes, f"(Run {run.id}: {run.config.describe()})"]
    if as_csv:
        return Answer(csv_text(*judged_file_sentences.table(file, class_names)), data, aside="\n".join(said))
    return Answer("\n".join([*lines, *said]), data)


def verdict_line(probability: float, class_names: tuple[str, str], text: str) -> str:
    """What the network takes a text for, and how it begins."""
    return f"{class_names[probability > 0.5]} ({probability:.1%} {class_names[1]})\t{' '.join(text.split())[:70]}"
