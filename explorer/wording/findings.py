"""The verdict on a run in plain English: the rules of `insight.verdict` with the sentences of `verdict_sentences`."""

from collections.abc import Sequence

from explorer.config import RunConfig
from explorer.history import Epoch
from explorer.insight.verdict import Kind, kinds
from explorer.wording import verdict_sentences as sentences
from explorer.wording.verdict_sentences import Finding


def findings(config: RunConfig, history: Sequence[Epoch], reviews: int, diverged: bool = False) -> list[Finding]:
    """What the `history` of a run that has ended shows, the main finding first; the arguments are as in `kinds`."""
    return [_finding(kind, config, history, reviews) for kind in kinds(history, reviews, diverged)]


def _finding(kind: Kind, config: RunConfig, history: Sequence[Epoch], reviews: int) -> Finding:
    match kind:
        case Kind.DIVERGED:
            return sentences.diverged(config, history)
        case Kind.NOTHING_LEARNED:
            return sentences.nothing_learned(config, history, reviews)
        case Kind.TOO_SHORT:
            return sentences.too_short(config, history, reviews)
        case Kind.GETTING_WORSE:
            return sentences.getting_worse(config, history)
        case Kind.UNDERFITTING:
            return sentences.underfitting(config, history)
        case Kind.OVERFITTING:
            return sentences.overfitting(config, history)
        case Kind.MEMORISING:
            return sentences.memorising(config, history, reviews)
        case Kind.LEARNING_WELL:
            return sentences.learning_well(config, history, reviews)
