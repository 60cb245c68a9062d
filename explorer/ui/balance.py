"""What always the same answer would get of the validation reviews of a data set, for pages that show accuracies.

A run may be on reviews that the program no longer has. Then nobody knows, and it counts as a coin flip.
"""

from explorer import corpus
from explorer.class_balance import Majority
from explorer.errors import CorpusError
from explorer.ui import class_names
from explorer.wording import balance_sentences


def share_of_one_answer(dataset: str) -> float:
    """The share that always the same answer gets right: one half, a coin flip, if both classes are balanced."""
    found = _majority(dataset)
    return found.share if found else 0.5


def yardstick(dataset: str) -> str:
    """A sentence about that share, in Markdown and with a space before it; empty if both classes are balanced."""
    found = _majority(dataset)
    return f" {balance_sentences.always_the_same(found, class_names.in_markdown(dataset))}" if found else ""


def _majority(dataset: str) -> Majority | None:
    try:
        return corpus.get_source(dataset).majority
    except CorpusError:
        return None
