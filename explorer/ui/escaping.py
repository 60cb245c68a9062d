"""Text from outside, made safe and readable for the screen."""

import re

from explorer.export.csv_table import FORMULA

SHORT = 70
# Unicode has control characters where Windows had quotation marks and dashes.
_WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}


def plain(text: str) -> str:
    """Markdown that shows `text` literally: no link, image, formula or HTML in it takes effect.

    Streamlit turns even bare addresses into links, after parsing the Markdown; an invisible word joiner prevents that.
    """
    text = re.sub(r"(?i)(https?|www|@)", "\\1\u2060", text)
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~$:&^=@/\"'])", r"\\\1", text)


def cell(text: str) -> str:
    """Text for the cell of a table on a page. Streamlit's own download of a table would else write formulas.

    An invisible word joiner before it prevents that.
    """
    return f"\u2060{text}" if text.startswith(FORMULA) else text


def beginning(text: str) -> str:
    """The first words of a text, on one line."""
    text = " ".join(text.split())
    return f"{text[:SHORT].rsplit(' ', 1)[0].rstrip(' …')} …" if len(text) > SHORT else text


def readable(text: str) -> str:
    """The text of a web page of the nineties as its readers saw it: with line breaks, and with Windows' quotation marks."""
    # Translated first: one of those characters would count as white space.
    return re.sub(r"\s*<br ?/?>\s*", "\n", text.translate(_WINDOWS))
