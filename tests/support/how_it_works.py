"""The steps of the How it works page, and what they show."""

from explorer.ui.pages.how import STEPS
from tests.support.streamlit_internals import convert_arrow_bytes_to_pandas_df

STORY = range(1, len(STEPS) + 1)
NUMBERS, MULTI_HOT, PAIRS, PILES, UNIT, ACTIVATIONS, LOSS, STEP_SIZE, BATCHES, BY_HEART, WRONG_LABELS = STORY


def drawn(app):
    """All rows that the page's picture draws."""
    (chart,) = app.get("vega_lite_chart")
    tables = [convert_arrow_bytes_to_pandas_df(dataset.data.data) for dataset in chart.proto.datasets]
    return [row for table in tables for row in table.to_dict("records")]


def review_shown(app):
    return next(markdown.value for markdown in app.markdown if markdown.value.startswith("> "))
