"""Files as people bring them, made in memory, and what the reader makes of them."""

import io
import zipfile

from explorer import reading
from explorer.scheduling.limits import Limits

PRAISE = "A wonderful film, warm and funny, with superb acting."
COMPLAINT = "A dull and terrible film. The plot was awful and I was bored."
LIMITS = Limits()
BOTH = [(PRAISE, 1), (COMPLAINT, 0)]
"""What most files here hold."""


def zipped(files, method=zipfile.ZIP_DEFLATED):
    """A zip file with `files`, path → content."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return content.getvalue()


def inspected(content, name="reviews.csv", limits=LIMITS, **said):
    """The form of a file."""
    return reading.inspect(io.BytesIO(content if isinstance(content, bytes) else content.encode()), name, limits, **said)


def rows_of(content, name="reviews.csv", limits=LIMITS, **said):
    """All rows of a file, usable or not."""
    content = content if isinstance(content, bytes) else content.encode()
    return list(reading.rows(io.BytesIO(content), inspected(content, name, limits, **said)))


def read(content, name="reviews.csv", limits=LIMITS, **said):
    """The texts and labels of a file's usable rows."""
    return [(row.text, row.label) for row in rows_of(content, name, limits, **said) if row.problem is None]


def problems(content, name="reviews.csv", limits=LIMITS, **said):
    """The lines of the rows that cannot be used, with the reasons."""
    return [(row.line, row.problem.name) for row in rows_of(content, name, limits, **said) if row.problem is not None]
