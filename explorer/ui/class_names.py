"""The names of the two classes on a page. They may come from anybody's file.

Charts take them as they are, and so does HTML that escapes them itself (`coloured_review`). Everything else is Markdown.
"""

from explorer import corpus
from explorer.ui.escaping import plain
from explorer.wording.classes import Classes


def as_written(dataset: str) -> Classes:
    """The classes of a data set, with their names as they are.

    Raises:
        CorpusError: there is no such data set.
    """
    return Classes.of(corpus.get_source(dataset))


def in_markdown(dataset: str) -> Classes:
    """The same, with names that Markdown shows literally."""
    return as_written(dataset).escaped(plain)
