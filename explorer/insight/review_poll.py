"""What many networks say about one review: how many say what, how far they lie apart, and who disagrees loudest."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from explorer.insight.ranking import Setting
from explorer.insight.review_reading import Push, Reading, sigmoid
from explorer.store import Run

MOST = 256
"""Networks that are asked at once. Each takes about five milliseconds, so that all take a second or two; and nobody looks
through more of them."""
WORDS_COMPARED = 3
"""Words that are named of a network that disagrees."""


@dataclass(frozen=True)
class Opinion:
    """The score (log-odds of being positive) that the network of a run gives a review."""

    run: Run
    score: float

    @property
    def probability(self) -> float:
        """The probability of being positive, between 0 and 1."""
        return sigmoid(self.score)

    @property
    def positive(self) -> bool:
        """Whether it says positive; as in Keras, that is above 50 %."""
        return self.score > 0


@dataclass(frozen=True)
class Poll:
    """Opinions on one review, at least one, in the order of the leaderboard; and the runs whose networks cannot be read."""

    opinions: tuple[Opinion, ...]
    unreadable: tuple[Run, ...] = ()

    @property
    def positive(self) -> int:
        """How many say positive."""
        return sum(opinion.positive for opinion in self.opinions)

    @property
    def negative(self) -> int:
        """How many say negative."""
        return len(self.opinions) - self.positive

    @property
    def unanimous(self) -> bool:
        """Whether all say the same."""
        return not (self.positive and self.negative)

    @property
    def dissenter(self) -> Opinion:
        """The one that disagrees with the majority most certainly; where all agree, the least certain one.

        In a tie, the first of the leaderboard decides what the majority is.
        """
        majority = self.opinions[0].positive if self.positive == self.negative else self.positive > self.negative
        return min(self.opinions, key=lambda opinion: opinion.score if majority else -opinion.score)

    @property
    def by_probability(self) -> list[Opinion]:
        """The opinions, the most negative first."""
        return sorted(self.opinions, key=lambda opinion: opinion.score)


def networks(settings: Sequence[Setting], kept: Collection[int]) -> list[Run]:
    """The best run of each setting whose id is among the `kept` ones, in the order of the settings."""
    best = (next((run for run in setting.runs if run.id in kept), None) for setting in settings)
    return [run for run in best if run]


def poll(runs: Sequence[Run], scores: Sequence[float | None]) -> Poll | None:
    """A poll of the networks of `runs` with these scores; None if no network could be read."""
    opinions = tuple(Opinion(run, score) for run, score in zip(runs, scores) if score is not None)
    unreadable = tuple(run for run, score in zip(runs, scores) if score is None)
    return Poll(opinions, unreadable) if opinions else None


def disagreeing_pushes(reading: Reading, judge: Reading) -> list[tuple[Push, float | None]]:
    """The words that make a network disagree with the judge: those whose push differs most, towards the network's side.

    Returns:
        At most `WORDS_COMPARED` pushes, each with the judge's push of the same word, or None if the judge does not know it.
        Empty if both say the same.
    """
    positive = reading.score > 0
    if positive == (judge.score > 0):
        return []
    judges = {push.word: push.push for push in judge.pushes}

    def further(push: Push) -> float:
        return (push.push - judges.get(push.word, 0.0)) * (1 if positive else -1)

    furthest = sorted(reading.pushes, key=further, reverse=True)[:WORDS_COMPARED]
    return [(push, judges.get(push.word)) for push in furthest if further(push) > 0]
