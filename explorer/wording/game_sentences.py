"""A game against the machine in sentences: the score, who was right, and how much of the result is luck."""

from explorer.insight.review_game import (
    FEWEST_WORDS,
    MOST_WORDS,
    REVIEWS,
    SIGNIFICANCE_LEVEL,
    SURE,
    Game,
    Review,
    discordant,
    sign_test,
)
from explorer.wording.classes import FILM_REVIEWS, Classes
from explorer.wording.formats import count, share, times

LIKELY_LUCK = 0.2
"""How often chance has to make as uneven a split before it is the likely reason for one."""


def introduction(classes: Classes = FILM_REVIEWS) -> str:
    """What the game is, in Markdown."""
    of = "whether a review is " + " or ".join(map(classes.side, (1, 0)))
    if classes.films and classes.opinions:
        of = "whether somebody liked a film"
    first = "what their writers thought" if classes.opinions else "what they are"
    length = f"{FEWEST_WORDS} to {MOST_WORDS}" if classes.films else f"at most {MOST_WORDS}"
    return (
        f"**Who knows better {of}, you or the machine?** You read {REVIEWS} real reviews of "
        f"{length} words and say first {first}. Then you see what the machine "
        "says, and the truth. The reviews are drawn at random from the validation reviews, which the networks have not "
        f"learned from: how many of the ten are {classes.side(1)} is chance, too."
    )


def question(classes: Classes = FILM_REVIEWS) -> str:
    """What is asked about each review."""
    if not classes.opinions:
        return "Which one is it?"
    return f"Did its writer like {'the film' if classes.films else 'it'}?"


def score(game: Game) -> str:
    """Where the two stand, or nothing before the first guess."""
    return f"You {game.yours} · machine {game.machines} of {len(game.guesses)}" if game.guesses else ""


def the_truth(review: Review, classes: Classes = FILM_REVIEWS) -> str:
    """What a review is, in Markdown."""
    if not classes.opinions:
        return f"The truth: it is labelled **{classes.side(review.positive)}**."
    return f"The truth: its writer gave a **{'good' if review.positive else 'bad'}** rating."


def who_was_right(review: Review, guess: bool, classes: Classes = FILM_REVIEWS) -> str:
    """Who was right about a review."""
    you = guess == review.positive
    if you and review.machine_right:
        return "Both of you are right."
    if you:
        sure = f", and it was {share(review.certainty)} sure" if review.confidently_wrong else ""
        return f"The point is yours: the machine fell for this one{sure}."
    if review.machine_right:
        return "The point goes to the machine."
    truth = "writer's rating" if classes.opinions else "label"
    return f"Both of you are wrong. Does the {truth} fit the text?"


def result(game: Game) -> str:
    """What a game that is over says about the two, and how much of that is luck, in Markdown."""
    of = len(game.reviews)
    lead = game.yours - game.machines
    scores = f"You got **{game.yours} of {of}** right, the machine **{game.machines}**"
    won = f"{scores}: {'a draw' if lead == 0 else 'you have won' if lead > 0 else 'the machine has won'}."
    yours, machines = discordant(game)
    if yours + machines == 0:
        return f"{won} You said the same about every review, so this game cannot tell you apart."
    went = f"{yours or 'none'} went to you and {machines or 'none'} to the machine"
    said = f"{won} You disagreed on {count(yours + machines, 'review')}: {went}."
    chance = sign_test(yours, machines)
    if chance == 1:
        return f"{said} That does not tell which of you is better."
    if_equal = f"If you were equally good, chance would give so uneven a split {_how_often(chance)} (exact sign test)"
    if chance < SIGNIFICANCE_LEVEL:
        return f"{said} {if_equal}: this is probably **more than luck**."
    may_be = "may well be" if chance >= LIKELY_LUCK else "can still be"
    return f"{said} {if_equal}: this {may_be} **luck**. Ten reviews hardly ever tell more."


def confident_mistakes(game: Game) -> str:
    """How often the network was wrong in a game, and how often it was sure of that, in Markdown."""
    wrong, sure = len(game.machine_mistakes), sum(review.confidently_wrong for review in game.reviews)
    if wrong == 0:
        return "Nowhere: it got all of them right."
    if wrong == 1:
        how = "and **confidently** so: at least" if sure else "but **not confidently**: less than"
        return f"It was wrong once, {how} {SURE:.0%} sure of the wrong answer."
    confidently = f"**{times(sure)} confidently**: at least" if sure else "but **never confidently**: always less than"
    return f"It was wrong {times(wrong)}, {confidently} {SURE:.0%} sure of the wrong answer."


def machines_mistake(review: Review, classes: Classes = FILM_REVIEWS) -> str:
    """A mistake of the network, as a headline."""
    sure = f"{share(review.certainty)} sure{': a confident mistake' if review.confidently_wrong else ''}"
    said = classes.side(review.taken_for_positive)
    return f"{classes.who_knows} {classes.side(review.positive)}, the machine said {said}, {sure}."


def your_mistake(review: Review, classes: Classes = FILM_REVIEWS) -> str:
    """A mistake of the person, as a headline."""
    machine = "and the machine was right" if review.machine_right else "and so did the machine"
    said = classes.side(not review.positive)
    return f"{classes.who_knows} {classes.side(review.positive)}, you said {said}, {machine}."


def _how_often(chance: float) -> str:
    in_100 = round(chance * 100)
    return f"about {times(in_100)} in 100" if in_100 else f"about {times(round(chance * 1000))} in 1,000"
