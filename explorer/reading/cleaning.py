"""Text as people type it, made what the reviews are that the networks learned from: plain quotation marks, no HTML.

The packaged and official reviews never pass through here: networks are asked as they were trained. What is here goes into
files that people take away (`explorer.export.judge_script`), so it needs nothing but the standard library.
"""

import re
import unicodedata
from collections.abc import Callable
from html import unescape

_PLAIN = {
    "'": "‘’‚‛′ʼ´",
    '"': "“”„‟″«»‹›",
    "-": "‐‑‒–—―−",
    "...": "…",
    # Blanks of all widths, and signs that stand close to a word.
    " ": "\xa0\u1680\u2028\u2029\u202f\u205f\u3000¡¿•‣" + "".join(map(chr, range(0x2000, 0x200B))),
    # Invisible: a soft hyphen, a zero-width space, a word joiner, a byte order mark.
    "": "\xad\u200b\u2060\ufeff",
    "\ufffd": "".join(map(chr, range(0xD800, 0xE000))),
}
_TYPED = {character: plain for plain, characters in _PLAIN.items() for character in characters}
# Where Windows-1252 was taken for Latin-1, control characters stand for quotation marks and dashes.
_WINDOWS = {chr(code): bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
_TYPED |= {code: _TYPED.get(meant, meant) for code, meant in _WINDOWS.items()}

# Words that begin with an apostrophe by themselves, so that it opens no quotation.
_SHORTENED = r"(?:em|n|til|till|tis|twas|twere|cause|cuz|cos|bout|round|nuff|ere|s|d|ll|m|re|t|ve|\d\ds?)\b(?!/)"
# It is looked for by its sign, which is quick, ends at the first apostrophe that stands in no word, and is not much longer
# than a sentence.
_QUOTED = rf"'(?<![\w']')(?!{_SHORTENED})(?=\w)([^'\n]{{0,200}}(?:(?<=\w)'(?=\w)[^'\n]{{0,200}}){{0,20}})(?<=\S)'(?!\w)"

Replace = Callable[[re.Match[str]], str]
STEPS: tuple[tuple[re.Pattern[str], Replace], ...] = (
    # Only entities with their semicolon: the others would make “¬ good” of “&not good”.
    (re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"), lambda found: unescape(found[0])),
    (re.compile(r"</?(?:br|p|div|li|ul|ol|hr|h[1-6])(?:\s[^<>]{0,200})?\s*/?>", re.IGNORECASE), lambda found: " "),
    (re.compile(r"</?(?:i|b|em|strong|u|s|span|a)(?:\s[^<>]{0,500})?>", re.IGNORECASE), lambda found: ""),
    (re.compile(r"\r\n"), lambda found: "\n"),
    (re.compile(r"[\r\v\f]"), lambda found: " "),
    (re.compile(r"\0"), lambda found: "\ufffd"),
    (re.compile(f"[{re.escape(''.join(_TYPED))}]"), lambda found: _TYPED[found[0]]),
    (re.compile(r"`(?<=[^\W\d_]`)(?=[^\W\d_])"), lambda found: "'"),
    # A letter and its accent, as Macs write them in two characters.
    (re.compile("[^\\W\\d_][\u0300-\u036f]+"), lambda found: unicodedata.normalize("NFC", found[0])),
    # Two single ones are a double one. Those around words go, in which apostrophes stay.
    (re.compile("''"), lambda found: '"'),
    (re.compile(_QUOTED, re.IGNORECASE), lambda found: found[1]),
)
# Those in which a plain text has nothing to replace.
_BEYOND_ASCII = {pattern for pattern, _ in STEPS if "’" in pattern.pattern or "\u0300" in pattern.pattern}


def clean(text: str) -> str:
    """`text` with what people type replaced by what it stands for, before it is cut into words.

    Typographic quotation marks, dashes, ellipses and blanks become plain; entities are written out; line breaks and
    paragraphs of HTML become blanks; single quotation marks around words go, apostrophes stay.
    """
    for pattern, replace in STEPS:
        # Most texts have nothing to look for letter by letter.
        if pattern not in _BEYOND_ASCII or not text.isascii():
            text = pattern.sub(replace, text)
    return text
