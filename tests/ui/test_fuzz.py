"""Ten thousand odd addresses, reviews and files: each gets an answer, or a sentence that refuses it.

The inputs are the same in every test run, so that a test only fails because of a change.
"""

import re

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from explorer.config import KNOBS, RunConfig
from explorer.corpus import UNKNOWN, tokens
from explorer.errors import ConfigError, ExplorerError
from explorer.grid import GRID_KNOBS, parse_values
from explorer.inference.explain import explain
from explorer.inference.numpy_network import NumpyNetwork
from explorer.reading import clean
from explorer.scheduling.limits import Limits
from explorer.settings import limits
from explorer.ui import address, coloured_review
from explorer.ui.escaping import plain, readable
from explorer.ui.pages import PAGES
from explorer.ui.pages.how import STEPS
from explorer.ui.pages.review import modes
from explorer.wording import review_sentences
from explorer.wording.classes import Classes
from tests.support import reviewer
from tests.support.hostile import ALIVE, HOSTILE, OWN_TAGS, Reader
from tests.support.pages import knobs
from tests.support.pages import words as page_words
from tests.support.reviewer import WORDS

NAMES = [*KNOBS, "reviews", "run", "step", "mode", "judge", "__class__", ""]


def inputs(count):
    """Settings for a number of examples, the same in every test run."""
    return settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


# Numbers as people and programs write them, near the limits and far beyond.
NUMBERS = st.one_of(
    st.integers(-(10**12), 10**12).map(str),
    st.floats().map(str),
    st.sampled_from(["nan", "-inf", "1e999", "0x10", "1_000", "٣", "²", " 16 ", "1" * 5_000, "True", "None", "16.0", "-0"]),
    st.sampled_from([str(end) for knob in KNOBS.values() for end in (knob.low, knob.high, *knob.stops, knob.default)]),
    st.sampled_from([value for knob in KNOBS.values() for value in knob.choices or ()]),
)
ANYTHING = st.text(st.characters(codec="utf-8"), max_size=30)
SAID = st.tuples(st.sampled_from(NAMES), st.one_of(NUMBERS, ANYTHING, st.sampled_from(HOSTILE)))
ADDRESSES = st.lists(SAID, max_size=4).map(dict)

KNOWN = [*reviewer.PUSHES, "the", "film", "was", "word1100", "qwxyz"]
BETWEEN = [
    " ",
    "  ",
    "\n",
    "\t",
    ", ",
    "<",
    ">",
    "&",
    "'",
    '"',
    "&amp;",
    "\r\n",
    "\u2028",
    "\u202e",
    "\x00",
    "\x85",
    "İ",
    "ß",
    "",
]
PARAMETERS = tuple(parameter for page in PAGES for parameter in page.parameters)
SCRAPS = st.one_of(st.sampled_from([*KNOWN, *BETWEEN, *HOSTILE]), ANYTHING)
REVIEWS = st.lists(SCRAPS, max_size=8).map("".join)


@inputs(3_000)
@given(ADDRESSES)
def test_any_address_gives_settings_and_a_sentence_for_each_refusal(said):
    asked = address.parse(said, ["packaged"], lambda run: run % 2 == 0, PARAMETERS)
    assert asked.config == RunConfig(**asked.config.to_dict())
    refused = [name for name in KNOBS if name in said and not _means(name, said[name], asked.config)]
    assert len(asked.notes) == len(refused) + (
        (said.get("reviews", "packaged") != "packaged")
        + ("run" in said and asked.run is None)
        + _no_step(said)
        + (said.get("mode", "words") not in modes.MODES)
    )
    assert asked.dataset in (None, "packaged") and asked.parameters["step"] in range(1, len(STEPS) + 1)
    assert asked.run is None or (asked.run % 2 == 0 and asked.run < 10**9)
    for note in asked.notes:
        assert 10 < len(note) < 250 and ALIVE.search(plain(note)) is None


LISTS = st.lists(st.one_of(NUMBERS, ANYTHING, st.sampled_from([*HOSTILE, ",", ";", "and"])), max_size=6).flatmap(
    lambda parts: st.sampled_from([", ", ",", ";", " ", ""]).map(lambda between: between.join(parts))
)


@inputs(2_000)
@given(st.sampled_from([name for name in GRID_KNOBS if not KNOBS[name].choices]), LISTS)
def test_any_list_of_values_is_a_knobs_own_or_refused_in_a_sentence(name, text):
    knob = KNOBS[name]
    try:
        values = parse_values(knob, text)
    except ConfigError as refusal:
        assert 10 < len(str(refusal)) < 250 and ALIVE.search(plain(str(refusal))) is None
        return
    assert values and list(values) == sorted({*values})
    assert all(knob.check(value) == value for value in values)


def _means(name, text, config):
    """Whether a knob has the value that a text stands for."""
    value = getattr(config, name)
    try:
        return value == (text if KNOBS[name].choices else float(text))
    except ValueError:
        return False


def _no_step(said):
    return said.get("step", "1") not in [str(number) for number in range(1, len(STEPS) + 1)]


@pytest.fixture(scope="module")
def plain_network():
    return NumpyNetwork.from_keras_file(reviewer.model(WORDS.words))


@inputs(2_500)
@given(text=REVIEWS)
def test_any_review_is_read_word_by_word_and_shows_as_text(plain_network, text):
    reading = explain(plain_network, WORDS, text)
    assert [word.word for word in reading.words] == tokens(text)
    assert reading.score == pytest.approx(_score(plain_network, text), abs=1e-4) and 0 <= reading.probability <= 1
    # A text that gets longer in lower case is shown in lower case.
    written = text if len(text) == len(text.lower()) else text.lower()
    assert "".join(piece.text for piece in reading.pieces) == written
    for html, text_shown in (
        (coloured_review.why(reading, Classes()), readable(written)),
        (coloured_review.without(reading, ["great"]), readable(written)),
        (coloured_review.plain_text(written), written),
    ):
        shown = Reader(html)
        assert set(shown.tags) <= OWN_TAGS and set(shown.attributes) <= {"style", "title", "tabindex", "dir"}
        assert shown.text == text_shown
    seen = Reader(coloured_review.seen(reading.pieces))
    assert set(seen.tags) <= {"div", "span", "sub"} and set(seen.attributes) <= {"style", "tabindex", "dir"}
    for sentence in (
        review_sentences.verdict(reading),
        review_sentences.opinion(reading),
        review_sentences.caution(reading),
        review_sentences.what_is_left(reading),
        review_sentences.turned(reading),
    ):
        # Sentences only contain those words of a review that the network knows.
        assert set(re.findall("“(.*?)”", sentence)) <= set(WORDS.words)


@inputs(1_000)
@given(text=REVIEWS)
def test_any_typed_review_is_read_cleaned_and_shows_as_it_was_typed(plain_network, text):
    reading, read = explain(plain_network, WORDS, text, typed=True), clean(text)
    assert [word.word for word in reading.words] == tokens(read)
    assert reading.score == pytest.approx(_score(plain_network, read), abs=1e-4)
    if len(read) == len(read.lower()):
        assert "".join(piece.text for piece in reading.pieces) == re.sub("(?i)<br ?/?>", "\n", text)


def _score(network, text):
    """The sum of the pushes that the network was made with, each different word counting once."""
    numbers = set(WORDS.encode(text, network.vocabulary_size))
    pushes = {WORDS.encode(word, network.vocabulary_size)[1]: push for word, push in reviewer.PUSHES.items()}
    pushes[UNKNOWN] = reviewer.UNKNOWN_PUSH
    return sum(push for number, push in pushes.items() if number in numbers)


@inputs(2_500)
@given(st.one_of(REVIEWS, NUMBERS, ANYTHING))
def test_any_text_is_shown_letter_by_letter(text):
    shown = plain(text)
    assert ALIVE.search(shown) is None
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", shown).replace("\u2060", "") == text.replace("\u2060", "")


@inputs(1_000)
@given(st.one_of(NUMBERS, ANYTHING))
def test_any_limit_is_a_number_or_a_sentence(text):
    try:
        chosen = limits({"EXPLORER_MAX_REVIEWS": text})
    except ExplorerError as error:
        assert str(error).startswith("EXPLORER_MAX_REVIEWS must be a whole number from 1")
    else:
        assert chosen.reviews == (int(text) if text.strip() else Limits().reviews)


@inputs(12)
@given(said=ADDRESSES.filter(lambda said: "" not in said))
def test_a_page_opens_at_any_address(open_app, said):
    app = open_app(**said)
    assert not app.exception and not app.error
    asked = address.parse(said, ["packaged"], lambda run: False)
    assert knobs(app) == asked.config.to_dict()
    assert [warning.value for warning in app.warning] == [plain(note) for note in asked.notes]


@pytest.fixture
def review_page(open_app, champion):
    return open_app("your_review")


@inputs(12)
@given(text=REVIEWS)
def test_a_page_judges_any_review(review_page, text):
    app = review_page.text_area[0].set_value(text).run()
    assert not app.exception and not app.error
    # A character that is no separator for the network may be blank for a person.
    if text.strip() and tokens(text):
        assert "The network says" in page_words(app)
        tags = {tag for element in app.main.html for tag in Reader(element.value).tags}
        assert tags <= OWN_TAGS
    else:
        assert not app.main.html and len(app.info) == 1
