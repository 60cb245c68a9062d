"""The pages, in the order of their links: each has a folder here with a module `page`, and an entry in `PAGES`."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import streamlit as st

from explorer.ui.pages.how import STEPS
from explorer.ui.pages.review.modes import MODES
from explorer.ui.session import Item, Session


@dataclass(frozen=True)
class Parameter:
    """A parameter that the address carries for a page, besides the settings.

    Args:
        item: Its value in the session. The item's key is the parameter's name; its default is left out of the address.
        values: The possible values.
        refusal: The sentence about any other text, with “{}” in its place.
    """

    item: Item[Any]
    values: Sequence[object]
    refusal: str

    def parse(self, text: str) -> Any:
        """The value that `text` stands for, if there is one."""
        return next((value for value in self.values if str(value) == text), None)


@dataclass(frozen=True)
class Page:
    """A page of the app.

    Args:
        folder: The package beside this file whose module `page` has a function of that name, which draws the page.
        address: What follows the app's address in the browser.
        title: What its link says.
        icon: A Material symbol.
        parameters: What the address carries for this page, whichever page is open.
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
PAGES = (
    TRAIN,
    Page("leaderboard", "leaderboard", "Leaderboard", ":material/leaderboard:"),
    Page(
        "review",
        "your_review",
        "Your review",
        ":material/rate_review:",
        (Parameter(Session.mode, tuple(MODES), "There is no mode “{}” on Your review."),),
    ),
    Page("exam", "exam", "Exam", ":material/school:"),
    Page(
        "how",
        "how_it_works",
        "How it works",
        ":material/menu_book:",
        (Parameter(Session.step, range(1, len(STEPS) + 1), "There is no step “{}” in How it works."),),
    ),
)
PARAMETERS = tuple(parameter for page in PAGES for parameter in page.parameters)
