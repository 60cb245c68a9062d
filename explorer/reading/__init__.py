"""Reads files of reviews as people have them: `inspect` says what a file is, `rows` and `usable` read it as a stream.

It knows neither networks nor data sets: what it gives are texts and labels.
"""

from explorer.reading.cleaning import clean
from explorer.reading.columns import NO_LABELS
from explorer.reading.form import Asked, Form, Problem, Question, Row
from explorer.reading.inspecting import inspect, said
from explorer.reading.labels import Labels
from explorer.reading.origins import Cleaned, clean_with_origins
from explorer.reading.row_stream import Skipped, described, rows, usable

__all__ = [
    "NO_LABELS",
    "Asked",
    "Cleaned",
    "Form",
    "Labels",
    "Problem",
    "Question",
    "Row",
    "Skipped",
    "clean",
    "clean_with_origins",
    "described",
    "inspect",
    "rows",
    "said",
    "usable",
]
