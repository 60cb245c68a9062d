"""What the verdict consists of."""

from dataclasses import dataclass
from enum import StrEnum

from explorer.insight.verdict.advice import Suggestion


class Kind(StrEnum):
    """What a finding is about."""

    DIVERGED = "diverged"
    NOTHING_LEARNED = "nothing learned"
    TOO_SHORT = "too short to tell"
    GETTING_WORSE = "getting worse"
    UNDERFITTING = "underfitting"
    OVERFITTING = "overfitting"
    MEMORISING = "memorising"
    LEARNING_WELL = "learning well"


@dataclass(frozen=True)
class Finding:
    """Something that a history shows. All texts are whole plain sentences, without Markdown."""

    kind: Kind
    title: str
    text: str
    epochs: tuple[int, int]
    """The first and the last epoch that it rests on."""
    receipts: tuple[str, ...]
    """The figures that it rests on."""
    certainty: str
    """How sure it is, in two or three words."""
    because: str
    """Why it is so sure, to be read after the certainty and a colon."""
    is_not: str
    """What should not be read into it."""
    suggestions: tuple[Suggestion, ...]
