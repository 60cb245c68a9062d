"""A file of judged reviews in sentences, and as the table that pages and commands hand out."""

from collections.abc import Sequence

from explorer.insight.judged_file import Judged, JudgedFile
from explorer.store import Result
from explorer.wording import exam_sentences
from explorer.wording.classes import Classes
from explorer.wording.formats import accuracy, count
from explorer.wording.review_sentences import RATHER_SURE, caution_in_a_table


def is_unsure(judged: Judged) -> bool:
    """Whether an answer is no more than “perhaps”."""
    return judged.certainty < RATHER_SURE


def table(file: JudgedFile, names: tuple[str, str]) -> tuple[list[str], list[list[object]]]:
    """The columns and rows of the table: where each review stands, its text, the answer, and what to think of it.

    Args:
        file: The file with the answers.
        names: What the network calls the classes.
    """
    labelled = file.form.labels is not None
    columns = [file.form.unit, "text", "answer", f"probability of {names[1]}", *["label", "right"] * labelled, "caution"]
    rows: list[list[object]] = []
    for place, (row, judged) in enumerate(zip(file.rows, file.judged)):
        shown: list[object] = [row.name or row.line, row.text, names[judged.answer], round(judged.probability, 6)]
        if row.label is not None:
            shown += [file.form.class_names[row.label], "yes" if file.is_right(place) else "no"]
        rows.append([*shown, caution_in_a_table(judged.words, judged.known)])
    return columns, rows


def answers(judged: Sequence[Judged], classes: Classes) -> str:
    """How many reviews got each answer, and how many of the answers are unsure, in Markdown."""
    positive, unsure = sum(one.answer for one in judged), sum(map(is_unsure, judged))
    shares = [
        f"**{number:,}** for {classes.side(label)} ({accuracy(number / len(judged))})"
        for label, number in enumerate((len(judged) - positive, positive))
    ]
    said = f"The network takes {shares[1]} and {shares[0]}."
    if unsure:
        said += f" Of {count(unsure, 'answer')} it is not sure: {'its' if unsure == 1 else 'their'} probability is "
        said += f"below {RATHER_SURE:.0%}."
    return said


def uneven(result: Result, classes: Classes) -> str:
    """What the accuracy is worth where one class is far more frequent than the other, in Markdown; else nothing.

    `classes` are those of the file.
    """
    negatives, positives = result.class_sizes
    if negatives and positives:
        return exam_sentences.balanced(result, classes)
    return f"All of them are labelled {classes.side(positives > 0)}: how the network does on others, this file does not say."


def other_names(file: Classes, network: Classes) -> str:
    """What a file calls the classes, where the network calls them otherwise; else nothing."""
    if [name.lower() for name in file.names] == [name.lower() for name in network.names]:
        return ""
    return (
        f"The file calls its classes otherwise than the network: where the label is {file.side(1)}, the answer "
        f"{network.side(1)} counts as right, and where it is {file.side(0)}, the answer {network.side(0)}."
    )
