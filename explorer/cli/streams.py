"""Standard output and standard error as they may be: in an encoding of few characters, on a full disk, or closed."""

import codecs
import io
import os
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

READABLE = "explorer.readable"
PLAIN = {
    "←": "<-",
    "→": "->",
    "−": "-",
    "–": "-",
    "—": "-",
    "·": "-",
    "×": "x",
    "±": "+/-",
    "≤": "<=",
    "≥": ">=",
    "≈": "~",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "…": "...",
}
"""What is written instead of characters that an encoding lacks."""


class OutputLost(Exception):
    """The answer could not be written. The message is for people, and empty where nobody wants to read on."""


def make_readable(stream: TextIO) -> None:
    """Let a stream write every character, as others where its encoding lacks them: Windows' has no arrow and no minus."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors=READABLE)


@contextmanager
def written(stream: TextIO) -> Iterator[None]:
    """See to it that what is printed meanwhile arrives.

    Raises:
        OutputLost: it did not.
    """
    try:
        try:
            yield
        finally:
            stream.flush()
    except OSError as error:
        # What it still holds would be written once more when the process ends, and fail with a traceback.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        is_closed = isinstance(error, BrokenPipeError)
        raise OutputLost("" if is_closed else f"The answer could not be written: {error.strerror}.") from error


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_other, error.object[error.start : error.end])), error.end


def _other(character: str) -> str:
    """The same in ASCII: what it is made of, as in é and ², or a question mark."""
    return PLAIN.get(character) or unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode() or "?"


codecs.register_error(READABLE, _plain)
