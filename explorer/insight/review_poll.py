"""What many networks say about one review: how many say what, how far they lie apart, and who disagrees loudest."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from explorer.insight.ranking import Setting
from explorer.insight.review_reading import Push, Reading, share, sigmoid
from explorer.store import Run

MOST = 256
"""Networks that are asked at once. They take some five milliseconds each: so many are a second or two, and nobody looks
through more of them."""
WORDS_COMPARED = 3


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
        """Whether it says so; as in Keras, above 50 % is positive."""
        return self.score > 0

    @property
    def side(self) -> str:
        """What it takes the review for."""
        return _side(self.positive)


@dataclass(frozen=True)
class Poll:
    """Opinions on one review, in the order of the leaderboard, of which there is at least one, and the runs whose networks
    could not be read."""

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
    def majority(self) -> bool:
        """Whether most say positive; where they are split evenly, what the first of the leaderboard says counts."""
        return self.opinions[0].positive if self.positive == self.negative else self.positive > self.negative

    @cached_property
    def dissenter(self) -> Opinion:
        """The one that disagrees with the majority most certainly, or, where nobody does, agrees least certainly."""
        return min(self.opinions, key=lambda opinion: opinion.score if self.majority else -opinion.score)

    @property
    def by_probability(self) -> list[Opinion]:
        """The opinions, the most negative first."""
        return sorted(self.opinions, key=lambda opinion: opinion.score)


def networks(settings: Sequence[Setting], kept: Collection[int]) -> list[Run]:
    """Of each setting the best run that has kept its network, in the order of the settings; `kept` has those runs' ids."""
    best = (next((run for run in setting.runs if run.id in kept), None) for setting in settings)
    return [run for run in best if run]


def poll(runs: Sequence[Run], scores: Sequence[float | None]) -> Poll | None:
    """What the networks of `runs` say, whose scores these are, or None where none could be read."""
    opinions = tuple(Opinion(run, score) for run, score in zip(runs, scores) if score is not None)
    unreadable = tuple(run for run, score in zip(runs, scores) if score is None)
    return Poll(opinions, unreadable) if opinions else None


def summary(poll: Poll) -> str:
    """How many say what, how far they lie apart and who disagrees loudest, in Markdown."""
    lowest, *_, highest = (share(opinion.probability) for opinion in (poll.by_probability[0], *poll.by_probability))
    spread = f"The probability of positive reaches from {lowest} to {highest}."
    odd, count = poll.dissenter, len(poll.opinions)
    name = f"**{odd.run.config.describe()}**, with {share(odd.probability)}"
    if poll.unanimous:
        who = "The only network that could be asked says" if count == 1 else f"All {count} networks say"
        return f"**{who} {odd.side}.** " + (f"{spread} The least sure one is {name}." if count > 1 else name + ".")
    if poll.positive == poll.negative:
        verb = "says" if count == 2 else "say"
        counts = f"**{poll.positive} {verb} positive and {poll.negative} {verb} negative**: there is no majority."
        return f"{counts} {spread} The loudest against the leader of the leaderboard is {name}."
    sides = sorted(((poll.positive, "positive"), (poll.negative, "negative")), reverse=True)
    most, few = (f"{number} {'says' if number == 1 else 'say'} {side}" for number, side in sides)
    return f"**{most}, {few}.** {spread} The loudest dissenter is {name}."


def unreadable(runs: Sequence[Run]) -> str:
    """That the networks of these runs, of which there is at least one, are left out."""
    if len(runs) == 1:
        return f"The network of run {runs[0].id} cannot be read, so it is left out: its file is damaged. Train it again."
    *others, last = (str(run.id) for run in runs)
    return (
        f"The networks of runs {', '.join(others)} and {last} cannot be read, so they are left out: their files are "
        "damaged. Train them again."
    )


def short(probability: float) -> str:
    """A probability in a few characters, which never hides on which side of 50% it is, nor that it is not certain."""
    if not 0.005 <= probability < 0.995:
        return ">99%" if probability > 0.5 else "<1%"
    text = f"{probability:.0%}"
    if text != "50%":
        return text
    if abs(probability - 0.5) >= 0.0005:
        return f"{probability:.1%}"
    return text if probability == 0.5 else ">50%" if probability > 0.5 else "<50%"


def apart(reading: Reading, judge: Reading) -> str:
    """The words by which a network disagrees with the judge, in Markdown, which no word that a network knows has a sign of;
    nothing where both say the same."""
    positive = reading.score > 0
    if positive == (judge.score > 0):
        return ""
    there = {push.word: push.push for push in judge.pushes}

    def further(push: Push) -> float:
        """How much further towards its own verdict than for the judge."""
        return (push.push - there.get(push.word, 0.0)) * (1 if positive else -1)

    words = [push for push in sorted(reading.pushes, key=further, reverse=True)[:WORDS_COMPARED] if further(push) > 0]
    if not words:
        return ""
    listed = ", ".join(f"“{push.word}” {_signed(push.push)} ({_signed(there.get(push.word))})" for push in words)
    return (
        f"What makes it say {_side(positive)}, where the judge above says {_side(not positive)}: {listed}. Each figure is "
        "the word's push here and, in brackets, to the judge."
    )


def _signed(push: float | None) -> str:
    return "unknown" if push is None else f"{push:+.2f}".replace("-", "−")


def _side(positive: bool) -> str:
    return "positive" if positive else "negative"
