"""Text from outside is shown literally."""

import re
import string

import pytest

from explorer.ui.escaping import SHORT, beginning, cell, plain, readable
from tests.support.hostile import ALIVE, HOSTILE


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_it_is_left_with_a_meaning(text):
    assert ALIVE.search(plain(text)) is None


@pytest.mark.parametrize("text", [*HOSTILE, string.punctuation, "“quotes” – dashes … 映画 🎬 é", ""])
def test_every_letter_is_kept(text):
    # In Markdown, a backslash before ASCII punctuation stands for that punctuation; a word joiner has no width.
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", plain(text)).replace("\u2060", "") == text


def test_plain_words_stay_as_they_are():
    assert plain("The worker ran out of memory, twice; 36 runs") == "The worker ran out of memory, twice; 36 runs"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_a_cell_that_looks_like_a_formula_begins_with_an_invisible_letter(text):
    assert cell(text) == f"\u2060{text}" and cell(f"x{text}") == f"x{text}"


def test_a_long_text_begins_with_whole_words_on_one_line():
    assert beginning("One\n\n two … three") == "One two … three"
    text = "word " * 30
    assert beginning(text) == "word " * (SHORT // 5 - 1) + "word …"
    assert beginning("x" * 100) == "x" * SHORT + " …"


def test_a_text_from_an_old_page_has_its_line_breaks_and_dashes():
    assert readable("One.<br /><br />Two \x96 \x93three\x94\x85 <br>four\x81") == "One.\n\nTwo – “three”…\nfour"


@pytest.mark.parametrize("text", [text for text in HOSTILE if "<br" not in text])
def test_nothing_else_in_it_is_changed(text):
    assert readable(text) == text
