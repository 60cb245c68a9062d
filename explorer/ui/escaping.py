"""Words on the screen that come from outside."""

import re

SHORT = 70
# Unicode has control characters where Windows had quotation marks and dashes.
_WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}


def plain(text: str) -> str:
    """`text` as Markdown that shows it letter by letter: no link, picture, formula or HTML in it comes alive.

    Streamlit makes links even of bare addresses, after it has read the Markdown: an invisible word joiner prevents that.
    """
    text = re.sub(r"(?i)(https?|www|@)", "\\1\u2060", text)
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~$:&^=@/\"'])", r"\\\1", text)


def beginning(text: str) -> str:
    """The first words of a text, on one line."""
    text = " ".join(text.split())
    return f"{text[:SHORT].rsplit(' ', 1)[0].rstrip(' …')} …" if len(text) > SHORT else text


def readable(text: str) -> str:
    """A text from a page of the nineties as a reader of that page saw it: its line breaks, and what Windows had for “…”."""
    # In this order: one of those characters counts as white space.
    return re.sub(r"\s*<br ?/?>\s*", "\n", text.translate(_WINDOWS))
