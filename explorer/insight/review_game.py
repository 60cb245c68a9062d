"""Beat the machine: a person and a network judge the same reviews. Who got which of them, and how much of it is luck."""

import math
from dataclasses import dataclass, replace

from explorer.insight.review_reading import share

REVIEWS = 10
"""Of one game."""
FEWEST_WORDS, MOST_WORDS = 40, 200
"""Of a review in a game: enough to go by, and no more than fits on a screen. More than half of the reviews are so long."""
SURE = 0.9
"""From this probability on, a wrong answer is a confident one."""
LUCK = 0.05
"""A result that would come about more often than this between two who are equally good is put down to luck."""


@dataclass(frozen=True)
class Review:
    """A review whether its writer meant it `positive`, and the probability of that which a network gives it.

    The text is as it was written where that is known (`original`), otherwise what the machine keeps of it.
    """

    text: str
    original: bool
    positive: bool
    probability: float

    @property
    def taken_for_positive(self) -> bool:
        """What the network says: as in Keras, above 50 % is positive."""
        return self.probability > 0.5

    @property
    def machine_right(self) -> bool:
        """Whether the network says what the writer meant."""
        return self.taken_for_positive == self.positive

    @property
    def certainty(self) -> float:
        """The probability that the network gives to what it says, at least 0.5."""
        return max(self.probability, 1 - self.probability)

    @property
    def confidently_wrong(self) -> bool:
        """Whether the network is wrong and sure of it."""
        return not self.machine_right and self.certainty >= SURE


@dataclass(frozen=True)
class Game:
    """The reviews of a game, the guesses so far (whether positive) and the place, from 0, of the review on the screen."""

    reviews: tuple[Review, ...]
    guesses: tuple[bool, ...] = ()
    place: int = 0

    @property
    def over(self) -> bool:
        """Whether all reviews have been guessed and looked at."""
        return self.place == len(self.reviews)

    @property
    def answered(self) -> bool:
        """Whether the review on the screen has been guessed, so that the answers may be shown."""
        return len(self.guesses) > self.place

    @property
    def yours(self) -> int:
        """How many the person got right so far."""
        return sum(guess == review.positive for guess, review in zip(self.guesses, self.reviews))

    @property
    def machines(self) -> int:
        """How many of those that the person has guessed the network got right."""
        return sum(review.machine_right for _, review in zip(self.guesses, self.reviews))

    @property
    def machine_mistakes(self) -> list[Review]:
        """What the network got wrong, what it was surest about first."""
        return sorted((review for review in self.reviews if not review.machine_right), key=lambda one: -one.certainty)

    @property
    def your_mistakes(self) -> list[Review]:
        """What the person got wrong, in the order of the game."""
        return [review for guess, review in zip(self.guesses, self.reviews) if guess != review.positive]

    def guess(self, place: int, positive: bool) -> "Game":
        """The game after a guess about the review at `place`; a second click on the same button changes nothing."""
        return self if self.answered or place != self.place else replace(self, guesses=(*self.guesses, positive))

    def go_on(self, place: int) -> "Game":
        """The game with the review after the one at `place` on the screen, once that has been guessed."""
        return replace(self, place=place + 1) if self.answered and place == self.place else self


def kind(positive: bool) -> str:
    """What a review is called."""
    return "positive" if positive else "negative"


def score(game: Game) -> str:
    """Where the two stand, or nothing before the first guess."""
    return f"You {game.yours} · machine {game.machines} of {len(game.guesses)}" if game.guesses else ""


def came_out(review: Review, guess: bool) -> str:
    """Who was right about a review, in a sentence."""
    you = guess == review.positive
    if you and review.machine_right:
        return "Both of you are right."
    if you:
        sure = f", and it was {share(review.certainty)} sure" if review.confidently_wrong else ""
        return f"The point is yours: the machine fell for this one{sure}."
    if review.machine_right:
        return "The point goes to the machine."
    return "Both of you are wrong: does the mark fit the text?"


def result(game: Game) -> str:
    """What a game that is over says about the two, and how much of that is luck, in Markdown."""
    of = len(game.reviews)
    lead = game.yours - game.machines
    scores = f"You got **{game.yours} of {of}** right, the machine **{game.machines}**"
    won = f"{scores}: {'a draw' if lead == 0 else 'you have won' if lead > 0 else 'the machine has won'}."
    # Where the two said different things, exactly one of them was right.
    yours, machines = disputed(game)
    if yours + machines == 0:
        return f"{won} You said the same about every review, so this game cannot tell you apart."
    on = "one review" if yours + machines == 1 else f"{yours + machines} reviews"
    chance = sign_test(yours, machines)
    said = (
        f"{won} You disagreed on {on}: {yours} went to you and {machines} to the machine. Were you equally good, a split at "
        f"least as uneven would come about {_percent(chance)} of the time (exact sign test)"
    )
    if chance < LUCK:
        return f"{said}: that is **more than luck**."
    return f"{said}: that may well be **luck**. Among {of} reviews, a lead of one or two says nothing: play again."


def confident(game: Game) -> str:
    """How often the network was wrong in a game, and how often it was sure of that, in Markdown."""
    wrong, sure = len(game.machine_mistakes), sum(review.confidently_wrong for review in game.reviews)
    if wrong == 0:
        return "Nowhere: it got all of them right."
    if wrong == 1:
        how = "and **confidently**: with" if sure else "but **not confidently**: with less than"
        return f"It was wrong once, {how} {SURE:.0%}{' or more' if sure else ''} on the wrong side."
    return (
        f"It was wrong {wrong} times, **{sure or 'none'} of them confidently**: with {SURE:.0%} or more on the wrong side."
    )


def disputed(game: Game) -> tuple[int, int]:
    """How many reviews the person alone got right, and how many the network alone."""
    pairs = [(guess == review.positive, review.machine_right) for guess, review in zip(game.guesses, game.reviews)]
    return pairs.count((True, False)), pairs.count((False, True))


def sign_test(one: int, other: int) -> float:
    """The chance that so many coin flips are split at least as unevenly as this (two-sided), between 0 and 1.

    The exact form of McNemar's test for two judges of the same cases: Psychometrika 12 (1947). Cases in which both are
    right, or both wrong, say nothing about which of the two is better.
    """
    flips = one + other
    tail = sum(math.comb(flips, more) for more in range(max(one, other), flips + 1)) / 2**flips
    return min(1.0, 2 * tail)


def _percent(chance: float) -> str:
    return f"{chance:.0%}" if chance >= 0.1 else f"{chance:.1%}"
