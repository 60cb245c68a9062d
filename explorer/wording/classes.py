"""The two classes of a data set, as sentences name them.

Films are liked or not, and “positive” and “negative” say so. Of texts that are “spam” or “ham”, only the names in their file
can be said.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # Loading it takes NumPy, which sentences do without.
    from explorer.corpus import Source

USUAL = ("negative", "positive")


@dataclass(frozen=True)
class Classes:
    """The classes of the labels 0 and 1. The defaults are those of film reviews.

    Args:
        names: Their names, each on one line. They may come from anybody's file: for Markdown, they have to be `escaped`.
        films: Whether the reviews are of films.
    """

    names: tuple[str, str] = USUAL
    films: bool = True

    @classmethod
    def of(cls, source: "Source") -> "Classes":
        """The classes of a data set, with their names as they are."""
        return cls(source.class_names, source.films)

    def __post_init__(self) -> None:
        # A blank line would end a paragraph in Markdown, and any other break a cell of a table in the terminal.
        negative, positive = (" ".join(name.split()) for name in self.names)
        object.__setattr__(self, "names", (negative, positive))

    @property
    def opinions(self) -> bool:
        """Whether they are what people think of something, so that one of them is praise and the other one blame."""
        return self.names == USUAL

    def escaped(self, escape: Callable[[str], str]) -> "Classes":
        """The same with each name as `escape` returns it."""
        negative, positive = map(escape, self.names)
        return replace(self, names=(negative, positive))

    def side(self, label: int) -> str:
        """What a review is, or is taken for: positive, “spam”."""
        return self.names[label] if self.opinions else f"“{self.names[label]}”"

    def a_review(self, label: int) -> str:
        """A review of a class: a positive review, “spam”."""
        return f"a {self.names[label]} review" if self.opinions else self.side(label)

    def heading(self, label: int) -> str:
        """The name of a class where something begins with it, as on a button: Positive, spam."""
        return self.names[label].capitalize() if self.opinions else self.names[label]

    @property
    def who_knows(self) -> str:
        """Where the truth about a review comes from, as the beginning of a sentence."""
        return "The writer meant" if self.opinions else "The label says"


FILM_REVIEWS = Classes()
