"""The pages, in the order of their links: each has a folder here with a module `page`, and an entry in `PAGES`."""

from dataclasses import dataclass
from importlib import import_module


@dataclass(frozen=True)
class Page:
    """A page of the app.

    Args:
        folder: The package beside this file whose module `page` has a function of that name, which draws the page.
        address: What follows the app's address in the browser.
        title: What its link says.
        icon: A Material symbol.
    """

    folder: str
    address: str
    title: str
    icon: str

    def draw(self) -> None:
        """Draw it. It is imported only now: the first page of all does without what the others load."""
        import_module(f"{__name__}.{self.folder}.page").page()


TRAIN = Page("train", "train", "Train", ":material/model_training:")
PAGES = (
    TRAIN,
    Page("leaderboard", "leaderboard", "Leaderboard", ":material/leaderboard:"),
    Page("review", "your_review", "Your review", ":material/rate_review:"),
    Page("exam", "exam", "Exam", ":material/school:"),
    Page("how", "how_it_works", "How it works", ":material/menu_book:"),
)
