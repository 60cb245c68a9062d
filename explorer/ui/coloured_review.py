"""Pure functions from a review to HTML, with everything that somebody has typed escaped.

The HTML is for `st.html`, which does not parse Markdown: no link, formula or `:emoji:` in a review takes effect.
"""

from collections.abc import Collection, Iterable
from html import escape

from explorer.insight.review_reading import Piece, Reading
from explorer.ui.escaping import readable
from explorer.wording.formats import share

POSITIVE, NEGATIVE = "Towards positive", "Towards negative"
# People with any kind of colour blindness can tell green and purple apart; blue and orange are taken by the curves.
# The line under a word says the same as its colour.
OPINIONS = {POSITIVE: "#2e9e5b", NEGATIVE: "#a259c9"}
_LINES = {POSITIVE: "solid", NEGATIVE: "dotted"}
# Opacities. At the strongest, the word is still readable in both themes; below the weakest, it is not coloured.
STRONGEST, WEAKEST = 0.6, 0.09
HEIGHT = "22rem"
"""From this height on, a review scrolls."""
BELOW_VERDICT, BELOW_CAUTION = "max(8rem, 100vh - 19.5rem)", "max(8rem, 100vh - 24rem)"
"""The height that is left on one screen below a verdict, and below one that says why it is worth little."""


def side(push: float) -> str:
    """The name of a push's direction."""
    return POSITIVE if push > 0 else NEGATIVE


def seen(pieces: Iterable[Piece]) -> str:
    """Each word in lower case with its rank; words unknown to the network paler, with a question mark."""
    words = (_word(piece.word, piece.rank if piece.known else None) for piece in pieces if piece.word is not None)
    return _block("  ".join(words))


def why(reading: Reading, height: str = HEIGHT) -> str:
    """The review as it was written, each word coloured by its push relative to the strongest one.

    `height` is the one from which on it scrolls, in CSS.
    """
    pushes = {push.word: push for push in reading.pushes}
    strongest = max((abs(push.push) for push in reading.pushes), default=0) or 1

    def coloured(piece: Piece) -> str:
        push = pushes.get(piece.word) if piece.word is not None and piece.known and piece.text.strip() else None
        strength = STRONGEST * abs(push.push) / strongest if push else 0
        if push is None or strength < WEAKEST:
            return _text(piece)
        title = f"{push.push:+.2f}; without this word {share(push.without)} positive"
        return _mark(readable(piece.text), side(push.push), strength, title)

    return _block("".join(map(coloured, reading.pieces)), height)


def without(reading: Reading, words: Collection[str]) -> str:
    """The review with `words` struck through."""
    struck = "<s style='opacity:.75;text-decoration-thickness:2px'><b>{}</b></s>"
    return _block("".join((struck if piece.word in words else "{}").format(_text(piece)) for piece in reading.pieces))


def plain_text(text: str) -> str:
    """A text without colours."""
    return _block(escape(text))


def in_full(text: str) -> str:
    """A text without colours, as high as it needs to be."""
    return _block(escape(text), height="none", line_height=1.55)


def legend() -> str:
    """The legend of the colours."""
    marks = "  ".join(_mark(name, name, STRONGEST) for name in OPINIONS)
    return f"<div style='font-size:.875rem'>{marks}  strong colour, strong push</div>"


def _text(piece: Piece) -> str:
    return escape(readable(piece.text))


def _word(word: str, rank: int | None) -> str:
    if rank is None:
        return f"<span style='opacity:.65'>{escape(word)}<sub>\u00a0?</sub></span>"
    return f"<span>{escape(word)}<sub style='opacity:.75'>\u00a0{rank}</sub></span>"


def _mark(text: str, kind: str, strength: float, title: str = "") -> str:
    red, green, blue = bytes.fromhex(OPINIONS[kind][1:])
    style = (
        f"background:rgba({red},{green},{blue},{strength:.2f});border-bottom:2px {_LINES[kind]} {OPINIONS[kind]};"
        "color:inherit;border-radius:3px;padding:0 2px"
    )
    return f"<mark style='{style}' title='{escape(title)}'>{escape(text)}</mark>"


def _block(html: str, height: str = HEIGHT, line_height: float = 1.75) -> str:
    style = f"max-height:{height};overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere;line-height:{line_height}"
    return f"<div style='{style}' tabindex='0' dir='auto'>{html}</div>"
