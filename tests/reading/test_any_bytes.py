"""Any bytes at all are read, or refused in a sentence: nothing else is ever raised."""

import gzip
import io

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer import reading
from explorer.errors import ExplorerError
from explorer.scheduling.limits import Limits
from tests.support.files import BOTH, zipped

LIMITS = Limits(review_length=80, reviews=30, file_size=1)
FRAME = pd.DataFrame(BOTH * 3, columns=["text", "label"])


def _excel():
    content = io.BytesIO()
    FRAME.to_excel(content)
    return content.getvalue()


WHOLE = [
    FRAME.to_csv().encode(),
    FRAME.to_csv(sep="\t", index=False).encode("utf-16"),
    FRAME.to_json(orient="records", lines=True).encode(),
    FRAME.to_json(orient="records").encode(),
    FRAME.to_parquet(),
    _excel(),
    gzip.compress(FRAME.to_csv().encode()),
    zipped({"reviews.csv": FRAME.to_csv()}),
    zipped({"pos/1.txt": "fine", "neg/1.txt": "bad"}),
]
PIECES = [
    "text",
    "label",
    "review",
    "sep=;",
    "sep=",
    ",",
    ";",
    "\t",
    '"',
    '""',
    "\\",
    "\n",
    "\r",
    "0",
    "1",
    "5",
    "ham",
    "’",
    "é",
]
PIECES += ["[", "]", "{", "}", '{"text": ', "null", "1e999", "\ud83d", "__label__", " ", "NaN", "x" * 100, "\ufeff", "\0"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
ENCODINGS = st.sampled_from(["utf-8", "utf-16", "utf-16-le", "cp1252", "utf-32", "utf-8-sig"])
ENCODED = st.builds(lambda text, encoding: text.encode(encoding, "replace"), TEXTS, ENCODINGS)


@st.composite
def damaged(draw):
    """A whole file with some of its bytes changed, and perhaps cut off."""
    content = bytearray(draw(st.sampled_from(WHOLE)))
    for _ in range(draw(st.integers(0, 6))):
        content[draw(st.integers(0, len(content) - 1))] = draw(st.integers(0, 255))
    return bytes(content[: draw(st.integers(0, len(content)) | st.just(len(content)))])


@st.composite
def packed(draw):
    content = draw(st.binary(max_size=200) | ENCODED)
    return (
        gzip.compress(content) if draw(st.booleans()) else zipped({draw(st.sampled_from(["a.csv", "b", "c.json"])): content})
    )


@settings(
    max_examples=2_500,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(
    content=st.binary(max_size=300) | ENCODED | damaged() | packed(),
    name=st.sampled_from(["a.csv", "b.tsv", "c.txt", "d", "e.json", "f.xlsx"]),
    encoding=st.none() | st.sampled_from(["utf-8", "utf-16", "cp1252", "shift-jis", "utf-7", "punycode"]),
    column=st.none() | st.sampled_from(["1", "2", "text", "none", "label"]),
    positive=st.none() | st.sampled_from(["1", "ham"]),
)
def test_any_file_is_read_or_refused_in_a_sentence(content, name, encoding, column, positive):
    file = io.BytesIO(content)
    try:
        form = reading.inspect(
            file, name, LIMITS, encoding=encoding, text_column=column, label_column=column, positive=positive
        )
        assert 1 <= form.rows <= 30 and reading.said(form).endswith((".", "?"))
        if form.question is not None:
            assert form.question.sentence.endswith("?")
            return
        rows = list(reading.rows(file, form))
    except ExplorerError as error:
        assert str(error).endswith(".") and len(str(error)) < 1_000
    else:
        assert len(rows) == form.rows
        skipped = reading.Skipped()
        for row in rows:
            if row.problem is None:
                assert row.text.strip() and row.label in ((0, 1) if form.labels else (None,))
            else:
                skipped.add(row)
                assert reading.described(row, form)
        assert all(sentence.endswith(".") for sentence in skipped.sentences(form))
