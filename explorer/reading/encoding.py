"""Which encoding the bytes of a file are in: by its mark, by trying, or by a guess that is said."""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass

from explorer.errors import CorpusError

# UTF-32's mark begins like UTF-16's, so it comes first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = (("utf-32-le", (0, 2, 3)), ("utf-32-be", (3, 1, 0)), ("utf-16-le", (0, 1)), ("utf-16-be", (1, 0)))
"""Encodings without a mark: of the bytes of a character, which one says the letter, and which are zero in English."""
SAMPLE = 65_536
"""Bytes beyond ASCII that a detector is given, with what stands around them."""
FEW_LATIN = 0.4
"""Where more than this share of the letters is beyond ASCII, it is no language of Western Europe."""
_UNDEFINED = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))
"""What Windows-1252 has no letters for."""
_LOST = "\ufffd".encode()
_MAC_APOSTROPHE = re.compile(rb"[a-z]\xd5(?:[a-z]|ll|ve|re)(?![A-Za-z])")
"""“don’t” in Mac Roman: in Windows-1252, a capital Õ within a word of small letters."""


class NoText(CorpusError):
    """What is in zero bytes or has them between its letters is no text."""


@dataclass(frozen=True)
class Encoding:
    """An encoding by its name in Python, how it was `found` (“mark”, “tried”, “guessed”, “chosen”), and a sentence."""

    name: str
    found: str
    note: str = ""


def chosen(name: str) -> Encoding:
    """The encoding that somebody has named.

    Raises:
        CorpusError: there is none of that name for texts.
    """
    try:
        known = codecs.lookup(name)
        if not known._is_text_encoding or known.name in ("idna", "punycode", "undefined", "mbcs", "oem"):
            raise LookupError
        "text".encode(known.name)
    except (LookupError, ValueError):
        raise CorpusError(
            f"There is no encoding “{name}”. Common ones are utf-8, utf-16, windows-1252, mac-roman and shift-jis."
        ) from None
    return Encoding("utf-8-sig" if known.name == "utf-8" else known.name, "chosen")


def find(chunks: Iterable[bytes]) -> Encoding:
    """The encoding of a file, of which all bytes are looked at once.

    Raises:
        NoText: it is not a text.
    """
    utf_8 = codecs.getincrementaldecoder("utf-8")("replace")
    beginning, end, sample = b"", b"", bytearray()
    damaged = lost = beyond = size = 0
    zeros = undefined = False
    for chunk in chunks:
        if not size:
            beginning = chunk[:SAMPLE]
            for mark, name in _MARKS:
                if chunk.startswith(mark):
                    return Encoding(name, "mark")
        size += len(chunk)
        zeros = zeros or b"\0" in chunk
        if zeros:
            break
        decoded = utf_8.decode(chunk)
        if not decoded.isascii():
            damaged += decoded.count("\ufffd")
            # Another program has written these where it lost a letter, in good UTF-8.
            lost += (end + chunk).count(_LOST)
            beyond += len(decoded) - len(decoded.encode("ascii", "ignore"))
            undefined = undefined or any(byte in chunk for byte in _UNDEFINED)
            if damaged and len(sample) < SAMPLE:
                sample += chunk[: SAMPLE - len(sample)]
        end = chunk[1 - len(_LOST) :]
    damaged += utf_8.decode(b"", final=True).count("\ufffd")
    if zeros:
        return _wide(beginning)
    if not damaged:
        return Encoding("utf-8", "tried")
    # A few damaged letters among many that are right are no other encoding.
    if damaged == lost or damaged * 10 <= beyond:
        return Encoding(
            "utf-8",
            "tried",
            f"The file is in UTF-8, but {damaged:,} of its characters {'is' if damaged == 1 else 'are'} damaged.",
        )
    if _MAC_APOSTROPHE.search(sample):
        return Encoding("mac-roman", "guessed", _guess("Mac Roman"))
    high = sum(byte > 0x7F for byte in sample)
    latin = len(re.findall(rb"[A-Za-z]", sample))
    if undefined or high > FEW_LATIN * (high + latin):
        name = _detected(bytes(sample))
        return Encoding(name, "guessed", _guess(spoken_name(name)))
    return Encoding("cp1252", "guessed", _guess("Windows-1252"))


def spoken_name(name: str) -> str:
    """An encoding as people call it."""
    known = {"cp1252": "Windows-1252", "utf-8-sig": "UTF-8", "mac-roman": "Mac Roman", "shift_jis": "Shift JIS"}
    if name in known:
        return known[name]
    if name.startswith("cp125"):
        return f"Windows-{name[2:]}"
    return name.upper().replace("_", "-").removesuffix("-LE").removesuffix("-BE")


def _guess(name: str) -> str:
    return f"The file is not in UTF-8, so it was read as {name}. If letters look wrong, it is in another encoding."


def _wide(beginning: bytes) -> Encoding:
    """UTF-16 or UTF-32 without a mark, known by where its zero bytes are."""
    for name, (letter, *quiet) in _WIDE:
        width = 4 if "32" in name else 2
        zeros = [beginning[place::width].count(0) * width / len(beginning) for place in range(width)]
        if min(zeros[place] for place in quiet) > max(0.01, 2 * zeros[letter]):
            try:
                text = beginning[: len(beginning) // 4 * 4].decode(name)
            except UnicodeDecodeError:
                # A character of two parts may be cut at the end.
                text = beginning[: len(beginning) // 4 * 4].decode(name, "replace").rstrip("\ufffd")
            # Where few letters are English, at least the ends of lines are.
            many = min(zeros[place] for place in quiet) > 0.5
            if "\0" not in text and "\ufffd" not in text and (many or "\n" in text):
                return Encoding(name, "tried")
    raise NoText("It has zero bytes in it, so it is not a text.")


def _detected(sample: bytes) -> str:
    """What a detector takes a long text for; without an answer, Windows-1252."""
    # Loading it takes a moment, and few files need it.
    import chardet

    found = chardet.detect(sample)["encoding"]
    try:
        return codecs.lookup(found or "cp1252").name
    except LookupError:
        return "cp1252"
