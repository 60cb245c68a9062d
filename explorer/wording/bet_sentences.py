"""How a bet on a run came out, in a sentence."""

from explorer.insight.bets import Bet, ComparisonOutcome, Guess, Outcome
from explorer.wording.formats import accuracy, apart, points


def placed(bet: Bet) -> str:
    """What somebody has bet on, in Markdown."""
    guesses = []
    if bet.guess is not None:
        guesses.append(
            f"it does **{bet.guess}** than your run before" if bet.guess != Guess.SAME else "it does **about the same**"
        )
    if bet.overfits is not None:
        guesses.append("it **overfits**" if bet.overfits else "it does **not overfit**")
    return f"Your bet: {' and '.join(guesses)}."


def outcome(settled: Outcome) -> str:
    """What was guessed and what happened, in Markdown."""
    if isinstance(settled, ComparisonOutcome):
        difference = apart(settled.accuracy, settled.earlier_accuracy)
        luck = f"{settled.critical_difference * 100:.1f}"
        within = f": less than the {luck} that luck alone can make" if settled.happened == Guess.SAME else ""
        return (
            f"You guessed **{settled.guess}**, and it did **{settled.happened}**: {accuracy(settled.accuracy)} against "
            f"{accuracy(settled.earlier_accuracy)}, {points(difference, plus=True)}{within}."
        )
    guessed = "it overfits" if settled.guess else "no overfitting"
    happened = "it did not overfit" if settled.since is None else f"it overfits since epoch {settled.since}"
    return f"You guessed **{guessed}**: {happened}."
