"""A game against the machine in sentences: the score, who was right, and how much of the result is luck."""

from explorer.insight.review_game import SIGNIFICANCE_LEVEL, SURE, Game, Review, discordant, sign_test
from explorer.wording.formats import share


def score(game: Game) -> str:
    """Where the two stand, or nothing before the first guess."""
    return f"You {game.yours} · machine {game.machines} of {len(game.guesses)}" if game.guesses else ""


def who_was_right(review: Review, guess: bool) -> str:
    """Who was right about a review."""
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
    yours, machines = discordant(game)
    if yours + machines == 0:
        return f"{won} You said the same about every review, so this game cannot tell you apart."
    on = "one review" if yours + machines == 1 else f"{yours + machines} reviews"
    chance = sign_test(yours, machines)
    how_often = f"{chance:.0%}" if chance >= 0.1 else f"{chance:.1%}"
    said = (
        f"{won} You disagreed on {on}: {yours} went to you and {machines} to the machine. Were you equally good, a split at "
        f"least as uneven would come about {how_often} of the time (exact sign test)"
    )
    if chance < SIGNIFICANCE_LEVEL:
        return f"{said}: that is **more than luck**."
    return f"{said}: that may well be **luck**. Among {of} reviews, a lead of one or two says nothing: play again."


def confident_mistakes(game: Game) -> str:
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
