"""The verdict on a run in plain English: the rules of `insight.verdict` with the sentences of `verdict_sentences`."""

from collections.abc import Sequence

from explorer.config import RunConfig
from explorer.history import Epoch
from explorer.insight.verdict import Kind, kinds
from explorer.wording import verdict_sentences as sentences
from explorer.wording.verdict_sentences import Finding

SENTENCES = {
    Kind.DIVERGED: sentences.diverged,
    Kind.NOTHING_LEARNED: sentences.nothing_learned,
    Kind.TOO_SHORT: sentences.too_short,
    Kind.GETTING_WORSE: sentences.getting_worse,
    Kind.UNDERFITTING: sentences.underfitting,
    Kind.OVERFITTING: sentences.overfitting,
    Kind.MEMORISING: sentences.memorising,
    Kind.LEARNING_WELL: sentences.learning_well,
}


def findings(config: RunConfig, history: Sequence[Epoch], reviews: int, diverged: bool = False) -> list[Finding]:
    """What the `history` of a run that has ended shows, the main finding first; the arguments are as in `kinds`."""
    return [SENTENCES[kind](config, history, reviews) for kind in kinds(history, reviews, diverged)]
