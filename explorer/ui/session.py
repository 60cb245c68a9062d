"""A visitor's session: everything in `st.session_state`, with names, types and defaults.

Where an item is the value of a widget, the widget gets its key from here: `st.selectbox(…, key=Session.judge.key)`.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

import streamlit as st

from explorer.background import Work
from explorer.config import KNOBS, RunConfig
from explorer.insight.bets import Bet, Guess
from explorer.insight.exam_result import SelectionBias
from explorer.insight.review_reading import RealReview
from explorer.knob import Value
from explorer.store import OWN_TEST, Run

if TYPE_CHECKING:  # The last of them imports this module.
    from streamlit.typing import UploadedFile

    from explorer.datasets import Collected
    from explorer.ui.identity import Account
    from explorer.ui.pages.review.game_panel import Match

T = TypeVar("T")


class _Named(Generic[T]):
    """An attribute that knows its name and what it is until it is set."""

    key: str

    def __init__(self, default: T) -> None:
        self.default = default

    def __set_name__(self, owner: type, name: str) -> None:
        self.key = name


class Item(_Named[T]):
    """An attribute of `Session`, kept in `st.session_state` under its own name.

    Args:
        default: The value until another is set. It must never be changed in place.
    """

    @overload
    def __get__(self, session: None, owner: type) -> Item[T]: ...

    @overload
    def __get__(self, session: object, owner: type) -> T: ...

    def __get__(self, session: object, owner: type) -> Item[T] | T:
        return self if session is None else self.get()

    def __set__(self, session: object, value: T) -> None:
        self.set(value)

    def get(self) -> T:
        """Its value in the current session."""
        return st.session_state.get(self.key, self.default)

    def set(self, value: T) -> None:
        """Set it in the current session: a callback for a button."""
        st.session_state[self.key] = value


class Items(_Named[T]):
    """An attribute of `Session` with an item for each of several things, such as knobs: `session.filter["units"]`."""

    def key_of(self, thing: str | int) -> str:
        return f"{self.key}_{thing}"

    def __getitem__(self, thing: str | int) -> T:
        return st.session_state.get(self.key_of(thing), self.default)

    def __setitem__(self, thing: str | int, value: T) -> None:
        st.session_state[self.key_of(thing)] = value


class Session:
    """The session of the visitor for whom the code runs."""

    # Who the visitor is
    token: Item[str] = Item("")
    """What their browser keeps. It is for their eyes only."""
    visitor: Item[str] = Item("")
    """What the store and the queue, which is fair among visitors, call them."""
    account: Item[Account | None] = Item(None)
    """The account with which they have logged in."""

    # The sidebar and the address bar
    address: Item[Mapping[str, str] | None] = Item(None)
    """What the address bar says, as far as the app knows; None before a visitor's first page."""
    big = Item(False)
    """Whether type is big, for a projector."""
    phone = Item(False)
    """Whether the screen is as narrow as a phone's, as far as the browser has said."""
    notes: Item[Sequence[str]] = Item(())
    """Sentences about what the address asked for and was refused."""
    fault: Item[str | None] = Item(None)
    """The sentence of the error that the last callback met, until it is shown."""
    too_many_runs = Item(False)
    """Whether that error is one that stopping some runs would help with."""
    knob: Items[Value] = Items(None)
    page_knob: Items[Value] = Items(None)
    """The knobs on a phone's page, which stand as those of the sidebar."""
    knob_is_turned = Item(False)
    """Whether a knob has just been turned, and no page has answered yet."""
    is_answer = Item(False)
    """Whether the page is drawn to answer a turn."""
    follows = Item(True)
    """Whether the Train page shows the result of each turn without being asked."""
    dataset = Item("")
    """The source of reviews; `address.read` sets it before anything is drawn."""

    # Files that visitors bring
    uploaded: Items[UploadedFile | None] = Items(None)
    """What the uploader of each place has taken; it forgets that when it is not drawn."""
    brought: Items[UploadedFile | None] = Items(None)
    """The file of each place."""

    # Data sets of one's own
    own_dialog = Item("")
    """Which dialog about them is open, if one is."""
    own_work: Item[Work[Collected] | None] = Item(None)
    """The reading of the file, or what came of it."""
    own_refusal: Item[str | None] = Item(None)
    """Why the data set was not made or removed."""
    own_label = Item("")
    suited_batch = Item(KNOBS["batch_size"].default)
    """The batch size that was set for the chosen reviews."""

    # Runs
    just_trained = Item(False)
    """Whether Train has just been pressed, and the page has to begin at its top."""
    announcement: Item[str | None] = Item(None)
    """A sentence for the next page that is drawn."""
    run: Item[int | None] = Item(None)
    """The number of the run that the visitor looks at."""
    run_of_turn: Item[int | None] = Item(None)
    """The number of the run that the last turn of a knob asked for, where it had to be trained."""
    my_runs: Item[Sequence[int]] = Item(())
    """The runs that the visitor has trained or opened, the latest last."""
    bet_guess: Items[Guess | None] = Items(None)
    bet_overfits: Items[bool | None] = Items(None)
    """The answers to both questions, by the number of bets that the visitor has placed before."""
    bets: Item[Mapping[int, tuple[Bet, Run | None]]] = Item({})
    """Run number → the bet on it and the run it was compared with."""
    bet_outcomes: Item[Mapping[int, Sequence[bool]]] = Item({})
    """Run number → for each part of the bet, whether it was right."""

    # Leaderboard
    leaderboard: Item[Any] = Item({"selection": {"rows": [], "cells": []}})
    """The table's selection, as Streamlit has it."""
    leaderboard_order: Item[Sequence[RunConfig]] = Item(())
    """The settings in the table, as they were drawn last."""
    chosen_setting: Item[RunConfig | None] = Item(None)
    compared_settings: Item[Sequence[RunConfig]] = Item(())
    beside = Item("setting")
    """Which view is beside the table."""
    canvas_is_big = Item(False)
    """Whether tables are drawn in big type."""
    repeats_asked_for: Item[Sequence[int]] = Item(())
    grid_repeats = Item(1)
    own_grid_knobs: Item[Sequence[str]] = Item(())
    own_grid_values: Items[Any] = Items(None)
    """Knob → the chosen values, or the text that says which; None until its widget has been drawn."""
    own_grid_repeats = Item(1)
    race: Item[Sequence[int]] = Item(())
    """The runs of the grid that this visitor has asked for last."""
    race_is_watched: Item[bool | None] = Item(None)
    """Whether a race is shown instead of the table; None as long as the visitor has seen neither."""
    heat_across = Item("")
    heat_down = Item("")
    """The knobs of the heat map's columns and rows."""
    heat_is_chosen = Item(False)
    """Whether the visitor has chosen them."""
    just_hidden: Item[tuple[Sequence[int], str] | None] = Item(None)
    """The runs that were hidden last, and the sentence that says so, while it can be undone."""
    filter: Items[Sequence[Value]] = Items(())

    # Search
    search_knobs: Item[Sequence[str] | None] = Item(None)
    """The knobs that may move in the next search; None before the visitor has seen them."""
    search_budget = Item("5 minutes")
    search_is_new = Item(False)
    """Whether the choice for a new search is shown instead of the last search."""

    # Your review
    mode = Item("words")
    review_text = Item("")
    real_review: Item[RealReview | None] = Item(None)
    """The real review that was written into the field last."""
    real_dataset = Item("")
    """The data set that it is from."""
    judge: Item[Run | None] = Item(None)
    match: Item[Match | None] = Item(None)
    all_are_asked = Item(False)
    poll_run: Item[int | None] = Item(None)
    """The number of the run that is selected among the opinions; its words are shown."""
    poll_review: Item[str | None] = Item(None)
    """The review that `poll_run` was selected for."""
    poll_clicks = Item(0)
    """How often a network has been selected among the opinions."""
    opinions_map: Item[Any] = Item(None)
    opinions_list: Item[Any] = Item(None)

    # Exam
    envelope: Items[str] = Items(OWN_TEST)
    """What the chosen envelope is called for runs on the chosen reviews; of the row and of the list of envelopes."""
    candidate: Item[Run | None] = Item(None)
    peeks: Item[tuple[Sequence[int], Sequence[SelectionBias]] | None] = Item(None)
    """The networks of the last simulation, and what came of it."""

    # How it works
    step = Item(1)

    @property
    def tab(self) -> str:
        """A name for this session: a visitor may have several."""
        return st.session_state.setdefault("tab", uuid.uuid4().hex)


session = Session()
