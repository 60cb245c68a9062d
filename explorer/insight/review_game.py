"""Beat the machine: a person and a network judge the same reviews. Who got which of them, and a test of the difference."""

from dataclasses import dataclass, replace

from explorer.insight.review_reading import RealReview

REVIEWS = 10
"""Reviews of one game."""
FEWEST_WORDS, MOST_WORDS, MOST_LINE_BREAKS = 40, 140, 4
"""Words and line breaks of a review in a game: enough to judge a film by, and no more than fits on a projector in big type.
Messages that people bring have fewer, so of theirs there is no least."""
SURE = 0.9
"""From this probability on, a wrong answer is a confident one."""
SIGNIFICANCE_LEVEL = 0.05
"""A result that would come about more often than this between two who are equally good is put down to luck."""


@dataclass(frozen=True)
class Review(RealReview):
    """A review, and the probability of positive that a network gives it."""

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
        """How many of the same reviews the network got right."""
        return sum(review.machine_right for _, review in zip(self.guesses, self.reviews))

    @property
    def machine_mistakes(self) -> list[Review]:
        """The reviews that the network got wrong, the ones it was surest about first."""
        return sorted((review for review in self.reviews if not review.machine_right), key=lambda one: -one.certainty)

    @property
    def your_mistakes(self) -> list[Review]:
        """The reviews that the person got wrong, in the order of the game."""
        return [review for guess, review in zip(self.guesses, self.reviews) if guess != review.positive]

    def guess(self, place: int, positive: bool) -> "Game":
        """The game after a guess about the review at `place`; a second click on the same button changes nothing."""
        return self if self.answered or place != self.place else replace(self, guesses=(*self.guesses, positive))

    def go_on(self, place: int) -> "Game":
        """The game with the review after the one at `place` on the screen, once that has been guessed."""
        return replace(self, place=place + 1) if self.answered and place == self.place else self


def discordant(game: Game) -> tuple[int, int]:
    """How many reviews the person alone got right, and how many the network alone."""
    pairs = [(guess == review.positive, review.machine_right) for guess, review in zip(game.guesses, game.reviews)]
    return pairs.count((True, False)), pairs.count((False, True))


def sign_test(one: int, other: int) -> float:
    """The two-sided p-value of a split of discordant cases between two judges, if both are equally good.

    This is the exact form of McNemar's test. Cases in which both are right, or both wrong, say nothing about which of the
    two is better.

    Reference:
        Quinn McNemar, “Note on the Sampling Error of the Difference Between Correlated Proportions or Percentages”,
        Psychometrika 12 (1947).
    """
    # Loaded only here: workers import this module to sample the reviews of a game.
    from scipy.stats import binomtest

    return float(binomtest(one, one + other).pvalue) if one != other else 1.0
