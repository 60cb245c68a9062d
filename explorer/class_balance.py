"""Which of two classes is the more frequent one, where that matters: always answering it is then right far too often."""

from dataclasses import dataclass

UNBALANCED = 0.55
"""From this share of the more frequent class on, it is told what always answering that class would get. Below, it is a coin
flip for anybody who looks at it (51.0 % of the packaged validation reviews)."""


@dataclass(frozen=True)
class Majority:
    """The more frequent class of some reviews: its label, 0 or 1, and its share, from `UNBALANCED` to 1."""

    label: int
    share: float


def majority(positive_share: float) -> Majority | None:
    """The more frequent class if that share of the reviews has label 1, or None where the two are balanced."""
    label = int(positive_share > 0.5)
    share = positive_share if label else 1 - positive_share
    return Majority(label, share) if share >= UNBALANCED else None
