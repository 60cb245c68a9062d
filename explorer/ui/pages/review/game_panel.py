"""Beat the machine: the visitor judges ten real reviews before the network's answer and the truth are shown.

The network's answers to all ten are known on the server before the first guess, but the page shows none before its guess.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from explorer import corpus
from explorer.inference.explain import GAP
from explorer.inference.game_sampling import sample_reviews
from explorer.insight.review_game import FEWEST_WORDS, MOST_WORDS, REVIEWS, Game, Review
from explorer.store import Run
from explorer.ui import cards, coloured_review, network_choice, progress, services
from explorer.ui.escaping import beginning, plain, readable
from explorer.ui.pages.review import modes
from explorer.ui.session import Session, session
from explorer.wording import game_sentences
from explorer.wording.formats import share, side

RIGHT, WRONG = ":material/check_circle: right", ":material/cancel: wrong"


@dataclass(frozen=True)
class Match:
    """One of a visitor's games."""

    run: Run
    """The network to play against; it stays the same whatever the visitor chooses elsewhere."""
    seed: int
    """Shuffles the reviews for all games of this visitor."""
    number: int
    """Counts the visitor's games from 0."""
    game: Game


def draw(runs: Sequence[Run]) -> None:
    """Draw the game before its start, during it, or after it; `runs` are the networks to play against."""
    match = session.match
    if match is None:
        st.markdown(
            f"**{REVIEWS} real reviews**, drawn at random from the validation reviews, which the networks have not learned "
            f"from: how many of them are positive is chance, too. Each has {FEWEST_WORDS} to {MOST_WORDS} words. You say "
            "first whether its writer liked the film; then you see what the machine says, and the truth."
        )
        start(runs, "Start")
    elif not match.game.over:
        question(match)
    else:
        end(match)
        start(runs, "Play again")
        mistakes(match)


def start(runs: Sequence[Run], label: str) -> None:
    """Draw the choice of the network to play against, and the button that starts a game."""
    before = session.match
    run = network_choice.chosen("Which network do you play against?", runs, Session.judge)
    if progress.worker_is_awaited():
        progress.wait_for_worker()
    elif st.button(label, type="primary", icon=":material/sports_esports:"):
        seed, number = (before.seed, before.number + 1) if before else (random.randrange(2**31), 0)
        with st.spinner("Ten reviews are being drawn."):
            reviews = services.cluster().ask(sample_reviews, services.store().url, run.id, seed, number)
        session.match = Match(run, seed, number, Game(reviews))
        st.rerun()


def question(match: Match) -> None:
    """Draw one review, with the two buttons for a guess or, after it, the answers."""
    game = match.game
    review = game.reviews[game.place]
    st.progress(
        len(game.guesses) / len(game.reviews),
        " · ".join(filter(None, [f"**Review {game.place + 1} of {len(game.reviews)}**", game_sentences.score(game)])),
    )
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.html(coloured_review.in_full(shown(review)))
    # The number of the review is part of the keys: a double click must not press the next review's button as well.
    about = f"{match.number}_{game.place}"
    with right:
        if not game.answered:
            st.markdown("**Did its writer like the film?**")
            for positive, icon in ((True, ":material/thumb_up:"), (False, ":material/thumb_down:")):
                st.button(
                    side(positive).capitalize(),
                    key=f"guess_{positive}_{about}",
                    icon=icon,
                    width="stretch",
                    shortcut="P" if positive else "N",
                    on_click=Session.match.set,
                    args=(replace(match, game=game.guess(game.place, positive)),),
                )
        else:
            answers(review, game.guesses[game.place])
            st.button(
                "Next" if game.place + 1 < len(game.reviews) else "The result",
                key=f"next_{about}",
                type="primary",
                icon=":material/arrow_forward:",
                width="stretch",
                shortcut="Enter",
                on_click=Session.match.set,
                args=(replace(match, game=game.go_on(game.place)),),
            )
    st.caption(f"{_source(review)} You play against run {match.run.id} ({match.run.config.describe()}).")


def answers(review: Review, guess: bool) -> None:
    """Draw what each said, and the truth."""
    st.markdown(f"The truth: its writer gave the film a **{'good' if review.positive else 'bad'}** mark.")
    cards.draw(
        f"You said **{side(guess)}**  \n{RIGHT if guess == review.positive else WRONG}",
        f"The machine says **{side(review.taken_for_positive)}**, {share(review.certainty)} sure  \n"
        f"{RIGHT if review.machine_right else WRONG}",
    )
    st.markdown(
        f"**{game_sentences.who_was_right(review, guess)}** The machine puts the probability of “positive” at "
        f"{share(review.probability)}."
    )


def end(match: Match) -> None:
    """Draw the scores and how much they mean."""
    game, run = match.game, match.run
    st.subheader("The result", divider="gray")
    with st.container(horizontal=True):
        st.metric("You", f"{game.yours} of {len(game.reviews)}", border=True, width="content")
        st.metric("The machine", f"{game.machines} of {len(game.reviews)}", border=True, width="content")
    st.markdown(game_sentences.result(game))
    st.markdown(
        f"You played against run {run.id}, which gets {run.best_figures.val_accuracy:.1%} of all "
        f"{corpus.get_source(run.dataset).validation:,} validation reviews right, short and long."
    )


def mistakes(match: Match) -> None:
    """Draw what each of them got wrong, to be read in full."""
    game = match.game
    st.subheader("Where the machine was wrong", divider="gray")
    st.markdown(game_sentences.confident_mistakes(game))
    for number, review in enumerate(game.machine_mistakes, 1):
        sure = f"{share(review.certainty)} sure{': a confident mistake' if review.confidently_wrong else ''}"
        headline = f"Meant {side(review.positive)}, taken for {side(review.taken_for_positive)}, {sure}."
        _in_full(match, review, number, headline, "machine")
    st.subheader("Where you were wrong", divider="gray")
    if not game.your_mistakes:
        st.markdown("Nowhere: you got all of them right.")
    for number, review in enumerate(game.your_mistakes, 1):
        machine = "so did the machine" if not review.machine_right else "the machine did not"
        headline = f"Meant {side(review.positive)}, you said {side(not review.positive)}; {machine}."
        _in_full(match, review, number, headline, "you")


def shown(review: Review) -> str:
    """The text of the review as people read it."""
    return readable(review.text) if review.original else review.text


def _in_full(match: Match, review: Review, number: int, headline: str, whose: str) -> None:
    with st.expander(f"**{number}. {headline}** {plain(beginning(shown(review)))}"):
        st.html(coloured_review.in_full(shown(review)))
        st.caption(_source(review))
        st.button(
            "See why the machine says so",
            key=f"why_{whose}_{match.number}_{number}",
            icon=":material/rate_review:",
            on_click=_see_why,
            args=(match, review),
        )


def _source(review: Review) -> str:
    if review.original:
        return "A real review, as it was written. The machine reads it in small letters and without punctuation."
    return (
        "A real review, as the machine reads it: in small letters, without punctuation, and with "
        f"“{GAP}” for each word too rare to be kept. Its original text is not here."
    )


def _see_why(match: Match, review: Review) -> None:
    """Let the network of the game judge the review in the mode that explains its answer."""
    # The raw text, because the network reads its line breaks as words.
    session.review_text = review.text
    session.judge = match.run
    session.mode = modes.WORDS
