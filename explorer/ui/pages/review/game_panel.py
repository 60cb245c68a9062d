"""Beat the machine: the visitor judges ten real reviews before the network's answer and the truth are shown.

The network's answers to all ten are known on the server before the first guess, but the page shows none before its guess.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from explorer import corpus
from explorer.inference.game_sampling import sample_reviews
from explorer.insight.review_game import Game, Review
from explorer.store import Run
from explorer.ui import cards, class_names, coloured_review, network_choice, progress, services
from explorer.ui.escaping import beginning, plain, readable
from explorer.ui.pages.review import modes
from explorer.ui.session import Session, session
from explorer.wording import game_sentences, review_sentences
from explorer.wording.classes import Classes
from explorer.wording.formats import share

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
        st.markdown(game_sentences.introduction(class_names.in_markdown(session.dataset)))
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
    """Draw one review and, beside it, the two buttons for a guess or, after it, the answers."""
    game = match.game
    review = game.reviews[game.place]
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.html(coloured_review.in_full(readable(review.text)))
    # The number of the review is part of the keys: a double click must not press the next review's button as well.
    about = f"{match.number}_{game.place}"
    with right.container(gap="small"):
        st.progress(
            len(game.guesses) / len(game.reviews),
            " · ".join(filter(None, [f"**Review {game.place + 1} of {len(game.reviews)}**", game_sentences.score(game)])),
        )
        if not game.answered:
            guess(match, about)
        else:
            answers(review, game.guesses[game.place], class_names.in_markdown(match.run.dataset))
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
        st.caption(f"{review_sentences.origin(review)} You play against run {match.run.id} ({match.run.config.describe()}).")


def guess(match: Match, about: str) -> None:
    """Draw the question and its two buttons; `about` tells their keys from those of other reviews."""
    classes = class_names.in_markdown(match.run.dataset)
    st.header(game_sentences.question(classes), anchor=False)
    for positive, icon, initial in ((True, ":material/thumb_up:", "P"), (False, ":material/thumb_down:", "N")):
        st.button(
            classes.heading(positive),
            key=f"guess_{positive}_{about}",
            # Names from a file have no thumbs, and may have the same initial.
            icon=icon if classes.opinions else None,
            width="stretch",
            shortcut=initial if classes.opinions else str(2 - positive),
            on_click=Session.match.set,
            args=(replace(match, game=match.game.guess(match.game.place, positive)),),
        )


def answers(review: Review, guess: bool, classes: Classes) -> None:
    """Draw the truth, what each said, and who was right."""
    st.header(game_sentences.the_truth(review, classes), anchor=False)
    cards.draw(
        f"You said **{classes.side(guess)}**  \n{RIGHT if guess == review.positive else WRONG}",
        f"The machine says **{classes.side(review.taken_for_positive)}**, {share(review.certainty)} sure  \n"
        f"{RIGHT if review.machine_right else WRONG}",
    )
    st.markdown(f"**{game_sentences.who_was_right(review, guess, classes)}**")


def end(match: Match) -> None:
    """Draw the scores and how much they mean."""
    game, run = match.game, match.run
    st.header("The result", anchor=False)
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
    game, classes = match.game, class_names.in_markdown(match.run.dataset)
    st.header("Where the machine was wrong", anchor=False, divider="gray")
    st.markdown(game_sentences.confident_mistakes(game))
    for number, review in enumerate(game.machine_mistakes, 1):
        _in_full(match, review, number, game_sentences.machines_mistake(review, classes), "machine")
    st.header("Where you were wrong", anchor=False, divider="gray")
    if not game.your_mistakes:
        st.markdown("Nowhere: you got all of them right.")
    for number, review in enumerate(game.your_mistakes, 1):
        _in_full(match, review, number, game_sentences.your_mistake(review, classes), "you")


def _in_full(match: Match, review: Review, number: int, headline: str, whose: str) -> None:
    text = readable(review.text)
    with st.expander(f"**{number}. {headline}** {plain(beginning(text))}"):
        st.html(coloured_review.in_full(text))
        st.caption(review_sentences.origin(review))
        st.button(
            "See why the machine says so",
            key=f"why_{whose}_{match.number}_{number}",
            icon=":material/rate_review:",
            on_click=_see_why,
            args=(match, review),
        )


def _see_why(match: Match, review: Review) -> None:
    """Let the network of the game judge the review in the mode that explains its answer."""
    session.real_review, session.real_dataset = review, match.run.dataset
    session.review_text = readable(review.text)
    session.judge = match.run
    session.mode = modes.WORDS
