"""The pages, in the order of their links: each has a folder here with a module `page`, and an entry in `PAGES`."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import streamlit as st

from explorer.ui.pages.how import STEPS
from explorer.ui.pages.review.modes import MODES
from explorer.ui.session import Item, Session

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

T = TypeVar("T")


@dataclass(frozen=True)
class Parameter(Generic[T]):
    """What a link says of a page besides the settings.

    Args:
        item: Where the session keeps it. The item's key is the parameter's name; its default is left out of the address.
        values: What it can be.
        refusal: The sentence about any other text, which stands in it at “{}”.
    """

    item: Item[T]
    values: Sequence[T]
    refusal: str

    def parse(self, text: str) -> T | None:
        """The value that is written like this, if there is one."""
        return next((value for value in self.values if str(value) == text), None)


@dataclass(frozen=True)
class Page:
    """A page of the app.

    Args:
        folder: The package beside this file whose module `page` has a function of that name, which draws the page.
        address: What follows the app's address in the browser.
        title: What its link says.
        icon: A Material symbol.
        parameters: What the address bar says of this page, on every page.
    """

    folder: str
    address: str
    title: str
    icon: str
    parameters: tuple[Parameter[Any], ...] = ()

    def entry(self) -> "StreamlitPage":
        """The page as Streamlit's navigation knows it."""
        return st.Page(self.draw, title=self.title, icon=self.icon, url_path=self.address, default=self is PAGES[0])

    def draw(self) -> None:
        """Draw it. It is imported only now: the first page of all does without what the others load."""
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
