"""A file of judged reviews in sentences, and as the table that pages and commands hand out."""

from collections.abc import Sequence

from explorer.insight.exam_result import majority
from explorer.insight.judged_file import Judged, JudgedFile
from explorer.store import Result
from explorer.wording.formats import accuracy, count
from explorer.wording.review_sentences import RATHER_SURE, caution_in_a_table

Names = tuple[str, str]
"""Those of the labels 0 and 1. A page has made them plain."""


def is_unsure(judged: Judged) -> bool:
    """Whether an answer is no more than “perhaps”."""
    return judged.certainty < RATHER_SURE


def table(file: JudgedFile, names: Names) -> tuple[list[str], list[list[object]]]:
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


def answers(judged: Sequence[Judged], names: Names) -> str:
    """How many reviews got each answer, and how many of the answers are unsure, in Markdown."""
    positive, unsure = sum(one.answer for one in judged), sum(map(is_unsure, judged))
    shares = [
        f"**{number:,}** for {name} ({accuracy(number / len(judged))})"
        for name, number in zip(names, (len(judged) - positive, positive))
    ]
    said = f"The network takes {shares[1]} and {shares[0]}."
    if unsure:
        said += f" Of {count(unsure, 'answer')} it is not sure: {'its' if unsure == 1 else 'their'} probability is "
        said += f"below {RATHER_SURE:.0%}."
    return said


def uneven(result: Result, names: Names) -> str:
    """What the accuracy is worth where one class is much larger than the other, in Markdown; else nothing.

    `names` are what the file calls the classes.
    """
    frequent = majority(result)
    if frequent is None:
        return ""
    name = names[frequent.label]
    if not all(result.class_sizes):
        return f"All of them are labelled {name}: how the network does on others, this file does not say."
    return (
        f"But {accuracy(frequent.share)} of them are labelled {name}, so always answering that would be "
        "right as often. The average of the shares that the network gets right of each class, its **balanced accuracy**, is "
        f"**{accuracy(result.balanced_accuracy)}**; a coin gets 50%."
    )


def other_names(names: Names, networks: Names) -> str:
    """What a file calls the classes, where the network calls them otherwise; else nothing."""
    if [name.lower() for name in names] == [name.lower() for name in networks]:
        return ""
    return (
        f"The file calls its classes otherwise than the network: where the label is {names[1]}, the answer {networks[1]} "
        f"counts as right, and where it is {names[0]}, the answer {networks[0]}."
    )
