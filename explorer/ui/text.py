"""Words on the screen that come from outside."""

import re


def plain(text: str) -> str:
    """`text` as Markdown that shows it letter by letter: no link, picture, formula or HTML in it comes alive.

    Streamlit makes links even of bare addresses, after it has read the Markdown: an invisible word joiner prevents that.
    """
    text = re.sub(r"(?i)(https?|www|@)", "\\1\u2060", text)
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~$:&^=@/\"'])", r"\\\1", text)
