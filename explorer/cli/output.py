"""What commands print: an answer on standard output, progress on standard error."""

import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table

TRAINING_ENDED_EARLY = 3
PROMISE_BROKEN = 4
WIDTH = 140
WORDS = ("Word", "Settings", "Data set", "Name", "Classes")
"""Columns that are aligned left."""
# Control characters, surrogates, and marks that reverse the direction of writing.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True)
class Answer:
    """The result of a command: as text for people, as data for JSON, and as an exit code.

    `aside` is for people who get a table as text: it goes to standard error.
    """

    text: str
    data: object
    exit_code: int = 0
    aside: str = ""


def table_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as text; columns of words are aligned left, columns of numbers right.

    Square brackets and colons in its cells mean nothing: the words of a review are not markup.
    """
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column, justify="left" if column in WORDS else "right")
    for row in rows:
        table.add_row(*row)
    stream = io.StringIO()
    Console(file=stream, width=WIDTH, color_system=None, markup=False, emoji=False, highlight=False).print(table)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines())


def printable(text: str) -> str:
    """`text` with a mark for each character that a terminal obeys or cannot show: it may come from anybody's file."""
    return _UNPRINTABLE.sub("\ufffd", text)


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[float, str], None]]:
    """Show a progress bar on standard error, if that is a terminal.

    Yields:
        A function that takes what is done, from 0 to 1, and a few words.
    """
    columns = [
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[now]}", markup=False),
    ]
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task(title, total=1.0, now="")
        yield lambda done, now: progress.update(task, completed=done, now=now)


def confirmed(question: str) -> bool:
    """Whether the person at the terminal answers yes. Without a terminal the answer is no."""
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")
