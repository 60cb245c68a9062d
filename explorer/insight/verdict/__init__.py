"""A training history in plain English: what it shows, which figures say so, how sure that is, and what to try next.

The rules (`rules`, with their thresholds and where these come from), the first that holds being the main finding:

1. Diverged: the trainer gave up because the loss grew out of all bounds.
2. Nothing learned: no epoch is further from a coin flip than luck with so many validation reviews.
3. Too short to tell: fewer than 3 epochs.
4. Getting worse: at the end it has lost more than 5 points of what it already knew of its own reviews.
5. Underfitting: it knows less than 85 % of its own reviews, and of new ones.
6. Overfitting: the validation loss has clearly risen, by 2.6 times its noise, while the training loss went on falling.
7. Memorising: it knows 97 % of its own reviews or more, and far fewer of new ones.
8. Learning well: none of these.

Besides the main finding, a network that overfits may memorise as well, and one that diverged may have overfitted before.
"""

from collections.abc import Sequence

from explorer.config import RunConfig
from explorer.history import Epoch
from explorer.insight.verdict import rules, sentences
from explorer.insight.verdict.advice import Suggestion
from explorer.insight.verdict.finding import Finding, Kind
from explorer.insight.verdict.rules import overfitting_since

__all__ = ["Finding", "Kind", "Suggestion", "findings", "overfitting_since"]


def findings(config: RunConfig, history: Sequence[Epoch], reviews: int, diverged: bool = False) -> list[Finding]:
    """What the `history` of a run that has ended shows, the main finding first; empty when there is nothing to judge.

    `reviews` is the number of validation reviews. A run that was stopped or has failed is judged by the epochs it had; an
    epoch in which it `diverged` has no place in the history.
    """
    found = [sentences.diverged(config, history)] if diverged else []
    overfits = overfitting_since(history) is not None
    if overfits:
        found.append(sentences.overfitting(config, history))
    if rules.memorises(history, reviews):
        found.append(sentences.memorising(config, history, reviews, overfits))
    if found or not history:
        return found
    if rules.learned_nothing(history, reviews):
        return [sentences.nothing_learned(config, history, reviews)]
    if rules.too_short(history):
        return [sentences.too_short(config, history, reviews)]
    if rules.gets_worse(history):
        return [sentences.getting_worse(config, history)]
    if rules.underfits(history):
        return [sentences.underfitting(config, history)]
    return [sentences.learning_well(config, history, reviews)]
