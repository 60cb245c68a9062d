"""Pure functions from a review to HTML: what somebody has typed is escaped piece by piece, so that it shows as text.

`st.html` is the place for it, which reads no Markdown: neither links nor formulas nor `:emoji:` come alive.
"""

from collections.abc import Collection, Iterable
from html import escape

from explorer.insight.review_reading import Piece, Reading
from explorer.wording.formats import share

POSITIVE, NEGATIVE = "Towards positive", "Towards negative"
# Green and purple, which people with any kind of colour blindness tell apart, too; blue and orange are for the curves.
# A line under the word says the same once more.
OPINIONS = {POSITIVE: "#2e9e5b", NEGATIVE: "#a259c9"}
_LINES = {POSITIVE: "solid", NEGATIVE: "dotted"}
# The strongest word leaves its ink readable in light and in dark; what would be paler than the weakest is not coloured.
STRONGEST, WEAKEST = 0.6, 0.09


def side(push: float) -> str:
    """Where a push leads."""
    return POSITIVE if push > 0 else NEGATIVE


def seen(pieces: Iterable[Piece]) -> str:
    """Each word, in small letters, with its rank; what the network does not know in grey, with a question mark."""
    words = (_word(piece.word, piece.rank if piece.known else None) for piece in pieces if piece.word is not None)
    return _block("  ".join(words))


def why(reading: Reading) -> str:
    """The review as it was written, each word coloured by its push, compared with the strongest in it."""
    pushes = {push.word: push for push in reading.pushes}
    strongest = max((abs(push.push) for push in reading.pushes), default=0) or 1

    def coloured(piece: Piece) -> str:
        push = pushes.get(piece.word) if piece.word is not None and piece.known else None
        strength = STRONGEST * abs(push.push) / strongest if push else 0
        if push is None or strength < WEAKEST:
            return escape(piece.text)
        title = f"{push.push:+.2f}; without this word {share(push.without)} positive"
        return _mark(piece.text, side(push.push), strength, title)

    return _block("".join(map(coloured, reading.pieces)))


def without(reading: Reading, words: Collection[str]) -> str:
    """The review with those words struck through."""
    gone = set(words)
    return _block(
        "".join(
            f"<s style='opacity:.75;text-decoration-thickness:2px'><b>{escape(piece.text)}</b></s>"
            if piece.word in gone
            else escape(piece.text)
            for piece in reading.pieces
        )
    )


def plain_text(text: str) -> str:
    """A text as it is."""
    return _block(escape(text))


def in_full(text: str) -> str:
    """A text as it is, to be read without scrolling in it."""
    return _block(escape(text), height="none")


def legend() -> str:
    """What the colours mean."""
    marks = "  ".join(_mark(name, name, STRONGEST) for name in OPINIONS)
    return f"<div style='font-size:.875rem'>{marks}  the stronger the colour, the stronger the push</div>"


def _word(word: str, rank: int | None) -> str:
    if rank is None:
        return f"<span style='opacity:.5'>{escape(word)}<sub>\u00a0?</sub></span>"
    return f"<span>{escape(word)}<sub style='opacity:.7'>\u00a0{rank}</sub></span>"


def _mark(text: str, kind: str, strength: float, title: str = "") -> str:
    red, green, blue = bytes.fromhex(OPINIONS[kind][1:])
    style = (
        f"background:rgba({red},{green},{blue},{strength:.2f});border-bottom:2px {_LINES[kind]} {OPINIONS[kind]};"
        "color:inherit;border-radius:3px;padding:0 2px"
    )
    return f"<mark style='{style}' title='{escape(title)}'>{escape(text)}</mark>"


def _block(html: str, height: str = "22rem") -> str:
    style = f"max-height:{height};overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.9"
    return f"<div style='{style}' tabindex='0' dir='auto'>{html}</div>"
