"""A review is shown in colour, and everything in it is shown as text."""

import re
import tomllib
from html import unescape
from pathlib import Path

import pytest

from explorer.inference.explain import explain
from explorer.inference.numpy_network import NumpyNetwork
from explorer.insight.review_reading import Flip, Reading
from explorer.ui import coloured_review
from explorer.wording.classes import Classes
from tests.support import reviewer
from tests.support.hostile import HOSTILE, OWN_TAGS, Reader
from tests.support.reviewer import WORDS

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def read():
    network = NumpyNetwork.from_keras_file(reviewer.model(WORDS.words))
    return lambda text: explain(network, WORDS, text)


@pytest.mark.parametrize(
    "text", [*HOSTILE, "<mark title='great'>great</mark>", "great' onmouseover='alert(1)", "</div>&amp;great"]
)
def test_nothing_in_a_review_comes_alive(read, text):
    reading = read(f"great {text} bad")
    htmls = [
        coloured_review.why(reading, Classes()),
        coloured_review.without(reading, ["great"]),
        *(show(f"great {text} bad") for show in (coloured_review.plain_text, coloured_review.in_full)),
    ]
    for html in htmls:
        shown = Reader(html)
        assert shown.text == f"great {text} bad"
        assert set(shown.tags) <= OWN_TAGS
        assert set(shown.attributes) <= {"style", "title", "tabindex", "dir"}
    shown = Reader(coloured_review.seen(reading.pieces))
    assert set(shown.tags) <= OWN_TAGS and set(shown.attributes) <= {"style", "tabindex", "dir"}


def test_words_are_coloured_by_the_way_they_push_and_how_strongly(read):
    html = coloured_review.why(read("Great, fine film: bad, AWFUL?"), Classes())
    marks = {unescape(text): style for style, text in re.findall(r"<mark style='([^']*)'[^>]*>([^<]*)</mark>", html)}
    assert set(marks) == {"Great", "fine", "bad", "AWFUL"}
    assert all("solid #2e9e5b" in marks[word] for word in ("Great", "fine"))
    assert all("dotted #a259c9" in marks[word] for word in ("bad", "AWFUL"))
    strength = {word: float(re.search(r"rgba\(\d+,\d+,\d+,([\d.]+)\)", style)[1]) for word, style in marks.items()}
    assert strength == {"AWFUL": 0.6, "Great": 0.45, "bad": 0.3, "fine": 0.15}


def test_a_word_tells_its_push_and_what_the_answer_is_without_it(read):
    assert "title='+1.50; without this word 26.9% positive'" in coloured_review.why(read("great bad"), Classes())


def test_words_that_push_nowhere_and_unknown_ones_stay_uncoloured(read):
    assert "<mark" not in coloured_review.why(read("the film was qwxyz word1100"), Classes())


def test_each_word_has_its_rank_and_unknown_ones_are_paler_with_a_question_mark(read):
    html = coloured_review.seen(read("The film was QWXYZ, word1100").pieces)
    assert Reader(html).text.replace("\u00a0", " ") == "the 1  film 2  was 3  qwxyz ?  word1100 ?"
    assert re.findall(r"<span style='opacity:.65'>(\w+)", html) == ["qwxyz", "word1100"]


def test_the_words_left_out_are_struck_through_wherever_they_stand(read):
    html = coloured_review.without(read("Great film, great cast"), ["great"])
    assert re.findall(r"<s [^>]*><b>(\w+)</b></s>", html) == ["Great", "great"]


def test_nothing_is_an_empty_block():
    empty = Reading((), 0.0, (), Flip((), 0.5, False))
    assert Reader(coloured_review.why(empty, Classes())).text == Reader(coloured_review.seen(())).text == ""


def test_a_real_review_is_shown_as_its_writer_saw_it(read):
    reading = read("A great film\x96really.<br /><br />But<br>bad")
    for html in (coloured_review.why(reading, Classes()), coloured_review.without(reading, ["great"])):
        assert Reader(html).text == "A great film–really.\n\nBut\nbad"


def luminance(red, green, blue):
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def rgb(colour):
    return [value / 255 for value in bytes.fromhex(colour[1:])]


def mixed(front, back, opacity):
    return [opacity * f + (1 - opacity) * b for f, b in zip(front, back)]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_coloured_words_and_pale_ones_can_be_read_on_every_page(read, theme):
    colours = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"][theme]
    page, letters = rgb(colours["backgroundColor"]), rgb(colours["textColor"])
    pairs = [(letters, mixed(rgb(colour), page, coloured_review.STRONGEST)) for colour in coloured_review.OPINIONS]
    faded = [float(opacity) for opacity in re.findall(r"opacity:([\d.]+)", coloured_review.seen(read("The qwxyz").pieces))]
    assert len(faded) == 2
    pairs += [(mixed(letters, page, opacity), page) for opacity in faded]
    for one, other in pairs:
        darker, brighter = sorted([luminance(*one), luminance(*other)])
        assert (brighter + 0.05) / (darker + 0.05) >= 4.5


def test_the_colours_are_not_those_of_the_curves():
    from explorer.ui.charts import COLOURS

    assert not set(coloured_review.OPINIONS) & set(COLOURS.values())
