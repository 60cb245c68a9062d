"""A reader of verdicts: recomputes every figure of every sentence from the history, and checks every claim.

It shares no code with the program. A sentence that it does not know is an error, so none can be added without its check.
"""

import re

# They are imported for the checks that they register.
from tests.support import verdict_reader_endings, verdict_reader_progress, verdict_reader_troubles  # noqa: F401
from tests.support.told import SENTENCES


def read(told, text):
    """Check a text, sentence by sentence.

    Raises:
        AssertionError: a sentence is not known, or not true.
    """
    rest = text
    while rest:
        # The longest first: some checks cover two sentences, because a figure in the second belongs to the first.
        ends = [match.end() for match in re.finditer(r"\.(?=\s|$)", rest)]
        for end in reversed(ends):
            known = [(pattern.fullmatch(rest[:end]), check) for pattern, check in SENTENCES]
            found = [(match.groups(), check) for match, check in known if match]
            if found:
                break
        assert ends and found, f"Nobody checks: {rest}"
        for groups, check in found:
            assert check(told, *groups), f"Not true: {rest[:end]}"
        rest = rest[end:].lstrip()
