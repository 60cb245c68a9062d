"""The words in the names of columns."""

import re
from collections.abc import Sequence

SENTIMENT = frozenset(
    {
        "label",
        "labels",
        "sentiment",
        "sentiments",
        "rating",
        "ratings",
        "stars",
        "star",
        "score",
        "class",
        "target",
        "polarity",
    }
    | {"category", "overall", "verdict", "positive", "opinion", "y", "feeling", "emotion", "annotation", "feedback"}
)
"""Names of columns with labels."""
TEXT = frozenset(
    {
        "text",
        "texts",
        "review",
        "reviews",
        "content",
        "comment",
        "comments",
        "tweet",
        "tweets",
        "body",
        "sentence",
        "sentences",
    }
    | {"message", "messages", "phrase", "document", "post", "feedback", "opinion", "description", "statement", "headline"}
    | {"reviewtext", "sms", "email", "summary", "snippet", "quote"}
)
"""Names of columns with texts."""
# What stands in a name beside one of those, and makes it something else.
OTHER = frozenset(
    {"id", "ids", "index", "length", "len", "date", "time", "count", "counts", "number", "num", "url", "lang", "language"}
    | {
        "created",
        "location",
        "coord",
        "timezone",
        "user",
        "author",
        "name",
        "votes",
        "confidence",
        "reason",
        "gold",
        "source",
    }
    | {"timestamp", "helpful", "helpfulness", "likes"}
)

_MOST_WORDS = 8
# What screens obey instead of showing it: control characters, and marks that turn the direction of writing.
_OBEYED = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def words_of(name: str) -> list[str]:
    """The words of a column's name in small letters: of “reviewText” and “review_text”, review and text."""
    return re.findall(r"[^\W_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower())


def is_name_of(kind: frozenset[str], name: str) -> bool:
    """Whether a column of that name is of that kind."""
    words = set(words_of(name))
    return (
        bool(words & kind)
        and not words & OTHER
        and len(name) <= 60
        and len(words) <= _MOST_WORDS
        and not set(name) & set(",;\t|")
    )


def named(names: Sequence[str], most: int = 12) -> str:
    """Names within a sentence: “review” and “sentiment”; of many, the first."""
    quoted = [f"“{shortened(name)}”" for name in names[:most]]
    return f"{', '.join(quoted)} and {len(names) - most:,} more" if len(names) > most else listed(quoted)


def listed(items: Sequence[str]) -> str:
    """Items as a list within a sentence."""
    return " and ".join([*filter(None, [", ".join(items[:-1])]), *items[-1:]])


def one_line(text: str) -> str:
    """A name that somebody gives on one line, without characters that screens obey instead of showing them."""
    return " ".join(_OBEYED.sub("", text).split())


def shortened(text: str, most: int = 40) -> str:
    """A cell of a file within a sentence: its beginning, on one line."""
    text = one_line(text)
    return text if len(text) <= most else f"{text[:most].rstrip()} …"
