"""Files of reviews with answers that a test chooses."""

import io

from explorer import reading
from explorer.insight.judged_file import Judged, JudgedFile
from tests.support.files import LIMITS, inspected


def judged_file(content, probabilities, words=20, known=20, **said):
    """The file with these answers to its usable rows; a network knows so many of the words of each."""
    form, skipped = inspected(content, **said), reading.Skipped()
    content = content if isinstance(content, bytes) else content.encode()
    rows = list(reading.usable(io.BytesIO(content), form, skipped))
    assert len(rows) == len(probabilities) and form.limits == LIMITS
    return JudgedFile(form, rows, skipped, [Judged(probability, words, known) for probability in probabilities])
