"""The verdict on a run in plain English: the figures it rests on, how sure it is, what it is not, and what to try."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from explorer.config import RunConfig
from explorer.history import Epoch
from explorer.insight.verdict import Kind, Verdict, judge
from explorer.insight.verdict.tried import Tried
from explorer.wording.findings import guesses, progress, suggestions, troubles
from explorer.wording.findings.finding import Finding, Suggestion

__all__ = ["Finding", "Suggestion", "findings"]

SENTENCES: dict[Kind, Callable[[RunConfig, Verdict], Finding]] = {
    Kind.DIVERGED: troubles.diverged,
    Kind.NOTHING_LEARNED: guesses.nothing_learned,
    Kind.TOO_SHORT: troubles.too_short,
    Kind.ONLY_ITS_OWN: guesses.only_its_own,
    Kind.NEARLY_PERFECT: troubles.nearly_perfect,
    Kind.GETTING_WORSE: troubles.getting_worse,
    Kind.UNSTABLE: troubles.unstable,
    Kind.UNDERFITTING: progress.underfitting,
    Kind.MEMORISING: progress.memorising,
    Kind.OVERFITTING: progress.overfitting,
    Kind.LEARNING_WELL: progress.learning_well,
    Kind.LEVELLED_OFF: progress.levelled_off,
}


def findings(
    config: RunConfig,
    history: Sequence[Epoch],
    reviews: int,
    diverged: bool = False,
    tried: Tried | None = None,
    majority: float = 0.5,
) -> list[Finding]:
    """What the `history` of a run that has ended shows, the main finding first, and what to try.

    Args:
        config: The settings of the run.
        history: Its epochs.
        reviews: The number of validation reviews.
        diverged: Whether the trainer gave the run up.
        tried: The runs on the same reviews that have ended.
        majority: What always the same answer gets of the validation reviews, a share: one half if both classes are balanced.
    """
    verdict = judge(history, reviews, diverged, majority)
    found = [SENTENCES[kind](config, verdict) for kind in verdict.kinds]
    return [
        replace(finding, suggestions=offered, tried=known)
        for finding, (offered, known) in zip(found, suggestions.after(config, verdict, tried or Tried()))
    ]
