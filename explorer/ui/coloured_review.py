"""Pure functions from a review to HTML, with everything that somebody has typed escaped, and the names of classes as well.

The HTML is for `st.html`, which does not parse Markdown: no link, formula or `:emoji:` in a review takes effect.
"""

from collections.abc import Collection, Iterable, Sequence
from html import escape

from explorer.insight.review_reading import Piece, Reading
from explorer.ui.escaping import readable
from explorer.wording.classes import Classes
from explorer.wording.formats import share

# Of the labels 0 and 1. People with any kind of colour blindness can tell purple and green apart; blue and orange are taken
# by the curves. The line under a word says the same as its colour.
OPINIONS = ("#a259c9", "#2e9e5b")
_LINES = ("dotted", "solid")
# Opacities. At the strongest, the word is still readable in both themes; below the weakest, it is not coloured.
STRONGEST, WEAKEST = 0.6, 0.09
HEIGHT = "22rem"
"""From this height on, a review scrolls."""
BELOW_VERDICT, BELOW_CAUTION = "max(8rem, 100vh - 19.5rem)", "max(8rem, 100vh - 24rem)"
"""The height that is left on one screen below a verdict, and below one that says why it is worth little."""


def towards(push: float, classes: Classes) -> str:
    """The name of a push's direction."""
    return f"Towards {classes.side(push > 0)}"


def colours(classes: Classes) -> dict[str, str]:
    """The name of each direction → its colour, for charts."""
    return {towards(1, classes): OPINIONS[1], towards(-1, classes): OPINIONS[0]}


def seen(pieces: Iterable[Piece]) -> str:
    """Each word in lower case with its rank; words unknown to the network paler, with a question mark."""
    words = (_word(piece.word, piece.rank if piece.known else None) for piece in pieces if piece.word is not None)
    return _block("  ".join(words))


def why(reading: Reading, classes: Classes, height: str = HEIGHT) -> str:
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
        title = f"{push.push:+.2f}; without this word {share(push.without)} {classes.side(1)}"
        return _mark(readable(piece.text), push.push > 0, strength, title)

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


def legend(classes: Classes) -> str:
    """The legend of the colours."""
    marks = "  ".join(_mark(towards(push, classes), push > 0, STRONGEST) for push in (1, -1))
    return f"<div style='font-size:.875rem'>{marks}  strong colour, strong push</div>"


def scale(classes: Classes, gradient: Sequence[str]) -> str:
    """The legend of the colours of probabilities, from 0% to 100%."""
    bar = (
        "<span style='display:inline-block;width:8rem;max-width:30%;height:.8rem;border-radius:3px;vertical-align:middle;"
        f"background:linear-gradient(90deg,{','.join(gradient)})'></span>"
    )
    low, high = map(escape, classes.names)
    high = f"<span style='white-space:nowrap'>100% {high}</span>"
    return f"<div style='font-size:.875rem'>{low} 0%  {bar}  {high}</div>"


def _text(piece: Piece) -> str:
    return escape(readable(piece.text))


def _word(word: str, rank: int | None) -> str:
    if rank is None:
        return f"<span style='opacity:.65'>{escape(word)}<sub>\u00a0?</sub></span>"
    return f"<span>{escape(word)}<sub style='opacity:.75'>\u00a0{rank}</sub></span>"


def _mark(text: str, label: int, strength: float, title: str = "") -> str:
    red, green, blue = bytes.fromhex(OPINIONS[label][1:])
    style = (
        f"background:rgba({red},{green},{blue},{strength:.2f});border-bottom:2px {_LINES[label]} {OPINIONS[label]};"
        "color:inherit;border-radius:3px;padding:0 2px"
    )
    return f"<mark style='{style}' title='{escape(title)}'>{escape(text)}</mark>"


def _block(html: str, height: str = HEIGHT, line_height: float = 1.75) -> str:
    style = f"max-height:{height};overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere;line-height:{line_height}"
    return f"<div style='{style}' tabindex='0' dir='auto'>{html}</div>"
