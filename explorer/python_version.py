"""The supported Python versions. `python -m explorer.python_version` fails with a sentence under other ones.

It runs before anything is installed, and under the versions it refuses, so it must work with Python 3.8 alone.
"""

from __future__ import annotations

import sys

OLDEST, NEWEST = (3, 11), (3, 13)


def refusal(version: tuple[int, int] = sys.version_info[:2]) -> str | None:
    """Why this program does not run under a Python version and what to do about it, or None if it does run."""
    if OLDEST <= version <= NEWEST:
        return None
    oldest, newest, this = (".".join(map(str, numbers)) for numbers in (OLDEST, NEWEST, version))
    return (
        f"Sentiment Explorer needs Python {oldest} to {newest}, because its TensorFlow exists for no other, and this is "
        f"Python {this}. README.md has a line that installs {newest} beside it."
    )


if __name__ == "__main__":
    sys.exit(refusal())
