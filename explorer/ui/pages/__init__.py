"""The pages, in the order of their links: each has a folder here with a module `page`, and an entry in `PAGES`."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import streamlit as st

from explorer.ui.pages.how import STEPS
from explorer.ui.pages.review.modes import MODES
from explorer.ui.session import Item, Session


@dataclass(frozen=True)
class Parameter:
    """A parameter that the address carries, besides the settings.

    Args:
        item: Its value in the session. The item's key is the parameter's name; its default is left out of the address.
        values: Text → value, for every possible value.
        refusal: The sentence about any other text, with “{}” in its place.
    """

    item: Item[Any]
    values: Mapping[str, Any]
    refusal: str

    def text(self) -> str | None:
        """What the address says about it for this visitor, or None for the default."""
        value = self.item.get()
        said = (text for text, one in self.values.items() if one == value != self.item.default)
        return next(said, None)


@dataclass(frozen=True)
class Page:
    """A page of the app.

    Args:
        folder: The package beside this file whose module `page` has a function of that name, which draws the page.
        address: What follows the app's address in the browser.
        title: What its link says.
        icon: A Material symbol.
        parameters: What its address carries besides what those of all pages do.
    """

    folder: str
    address: str
    title: str
    icon: str
    parameters: tuple[Parameter, ...] = ()

    def entry(self) -> st.Page:
        """The page as Streamlit's navigation knows it."""
        return st.Page(self.draw, title=self.title, icon=self.icon, url_path=self.address, default=self is PAGES[0])

    def draw(self) -> None:
        """Draw the page. It is imported only now, so that the first page does not wait for what other pages load."""
        import_module(f"{__name__}.{self.folder}.page").page()


TRAIN = Page("train", "train", "Train", ":material/model_training:")
EXAM = Page("exam", "exam", "Exam", ":material/school:")
HOW = Page(
    "how",
    "how_it_works",
    "How it works",
    ":material/menu_book:",
    (
        Parameter(
            Session.step,
            {str(step): step for step in range(1, len(STEPS) + 1)},
            "There is no step “{}” in How it works.",
        ),
    ),
)
PAGES = (
    TRAIN,
    Page("leaderboard", "leaderboard", "Leaderboard", ":material/leaderboard:"),
    Page("search", "search", "Search", ":material/filter_alt:"),
    Page(
        "review",
        "your_review",
        "Your review",
        ":material/rate_review:",
        (Parameter(Session.mode, {mode: mode for mode in MODES}, "There is no mode “{}” on Your review."),),
    ),
    EXAM,
    HOW,
)
BIG = Parameter(Session.big, {"0": False, "1": True}, "Big type is 0 or 1, not “{}”.")
"""Part of every address."""
