"""Words on the screen that come from outside."""

import re


def plain(text: str) -> str:
    """`text` as Markdown that shows it letter by letter: no link, picture, formula or HTML in it comes alive."""
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~$:&^=@/\"'])", r"\\\1", text)
