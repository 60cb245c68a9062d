"""The mode for a file on the Your review page, as tests use it."""

import re

from tests.support.pages import words

PAGE = "your_review"
GOOD, BAD = "a great and fine film, by all means", "an awful film, and bad in every way"
CONTENT = f'text,label\n"{GOOD}",1\n"{BAD}",0\n"{GOOD}",0\n"{BAD}",0\n'


def take(app, content, name="reviews.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    return app.file_uploader[0].set_value((name, content, "application/octet-stream")).run()


def box(app, label):
    """The selectbox with that label."""
    return next(box for box in app.selectbox if box.label == label)


def has_box(app, label):
    return label in [box.label for box in app.selectbox]


def answers(app):
    """The table of answers."""
    return app.dataframe[-1].value


def said(app):
    """All text of the page without the escapes of Markdown."""
    return re.sub(r"\\(.)", r"\1", words(app)).replace("\u2060", "")
