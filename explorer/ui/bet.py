"""Bet first: a guess before a run, its outcome afterwards, and the score of all guesses in this session."""

from collections.abc import Sequence

import streamlit as st

from explorer import corpus
from explorer.history import Epoch
from explorer.insight.bets import Bet, Guess, settle
from explorer.store import Run
from explorer.ui import balance, visitor
from explorer.ui.session import Session, session
from explorer.wording import bet_sentences

YES_NO = {True: "Yes", False: "No"}


def offer() -> None:
    """Draw two optional questions; the first one needs a run to compare with."""
    # After each bet, the questions are new ones: the browser keeps the answers of those in a closed popover, whatever the
    # server sets them to, and they would count for the next run as well.
    number = len(session.bets)
    with st.popover("Bet", icon=":material/casino:", help="Guess before you train. It makes you look more closely."):
        earlier = visitor.last_result()
        if earlier:
            st.segmented_control(
                f"Against run {earlier.id}, your last one ({earlier.best_figures.val_accuracy:.1%}), it will do …",
                list(Guess),
                format_func=lambda guess: guess.capitalize(),
                key=Session.bet_guess.key_of(number),
            )
        st.segmented_control(
            "Will it overfit?", list(YES_NO), format_func=YES_NO.__getitem__, key=Session.bet_overfits.key_of(number)
        )
        right, of = score()
        st.caption(f"Your score so far: {right} of {of} right." if of else "You see afterwards whether you were right.")


def place(run_id: int, earlier: Run | None) -> None:
    """Keep the answers, if there are any, as the bet on a new run.

    Args:
        run_id: The new run.
        earlier: The run that the first question compared with.
    """
    number = len(session.bets)
    bet = Bet(session.bet_guess[number] if earlier else None, session.bet_overfits[number])
    if bet != Bet():
        session.bets = {**session.bets, run_id: (bet, earlier)}


def placed(run: Run) -> None:
    """Draw the bet on a run that has not ended; nothing where there is none."""
    if run.id in session.bets:
        bet, _ = session.bets[run.id]
        st.markdown(f":material/casino: {bet_sentences.placed(bet)}")


def outcome(run: Run, history: Sequence[Epoch]) -> None:
    """Draw whether the bet on a run that has ended was right; nothing where there was no bet."""
    if run.id not in session.bets:
        return
    bet, earlier = session.bets[run.id]
    reviews, same = corpus.get_source(run.dataset).validation, balance.share_of_one_answer(run.dataset)
    outcomes = settle(bet, run.config, history, reviews, earlier, same)
    session.bet_outcomes = {**session.bet_outcomes, run.id: [one.right for one in outcomes]}
    right, of = score()
    icons = (":material/check_circle:" if one.right else ":material/cancel:" for one in outcomes)
    lines = [f"{icon} {bet_sentences.outcome(one)}" for icon, one in zip(icons, outcomes)]
    if lines:
        st.markdown("  \n".join(lines) + f" :gray[Your score in this session: {right} of {of} right.]")


def score() -> tuple[int, int]:
    """How many of this visitor's bets were right, and how many have been settled."""
    settled = [right for outcomes in session.bet_outcomes.values() for right in outcomes]
    return sum(settled), len(settled)
