"""Text as people type it is cut into the words that it stands for, and shows as it was typed."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.corpus import tokens
from explorer.reading import clean, clean_with_origins


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("I didn’t like it. The “terrible” plot…boring", 'I didn\'t like it. The "terrible" plot...boring'),
        ("didn´t, don`t, `code`", "didn't, don't, `code`"),
        ("awful—avoid it – really", "awful-avoid it - really"),
        ("a\xa0film\u2009here\u200b", "a film here"),
        ("I didn&#39;t &amp; &quot;awful&quot; &hellip;", 'I didn\'t & "awful" ...'),
        ("&not good, AT&T, fish & chips", "&not good, AT&T, fish & chips"),
        ("loved it.<br /><br>Really</p><p class='x'>yes", "loved it.  Really  yes"),
        ("a <i>great</i> film <3, 1 < 2 > 0", "a great film <3, 1 < 2 > 0"),
        ("a &lt;br /&gt; b", "a   b"),
        ("one\r\ntwo\rthree", "one\ntwo three"),
        ("cafe\u0301", "café"),
        ("it\x92s \x93fine\x94\x85", 'it\'s "fine"...'),
        ("a\0b \ud800", "a\ufffdb \ufffd"),
        ("¡Great!", " Great!"),
    ],
)
def test_what_is_typed_becomes_what_it_stands_for(typed, plain):
    assert clean(typed) == plain


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("a 'great' film", "a great film"),
        ("‘great’, ''great''", 'great, "great"'),
        ("he said 'I don't like it' twice", "he said I don't like it twice"),
        ("('great')", "(great)"),
        ("'A' 'B'", "A B"),
        ("'10/10'", "10/10"),
    ],
)
def test_single_quotation_marks_around_words_go(typed, plain):
    assert clean(typed) == plain


@pytest.mark.parametrize(
    "typed",
    [
        "don't, can't, it's, o'clock, D'Artagnan",
        "the dogs' bowl and the cats' food",
        "rock 'n' roll",
        "give 'em the '90s, 'til 'tis over, 'cause",
        "an unclosed 'quotation here",
        "5' 10\"",
    ],
)
def test_apostrophes_stay(typed):
    assert clean(typed) == typed


TYPED = st.text(st.sampled_from("'’‘\"“&amp;<br />ip a b\n…—\u0301\ud800\x92é`s dn;#39"), max_size=60) | st.text(max_size=60)


@settings(max_examples=600, derandomize=True, database=None, deadline=None)
@given(TYPED)
def test_each_character_comes_from_a_place_in_what_was_typed(typed):
    cleaned = clean_with_origins(typed)
    assert cleaned.text == clean(typed)
    assert len(cleaned.origins) == len(cleaned.text)
    assert all(0 <= start < end <= len(typed) for start, end in cleaned.origins)
    assert list(cleaned.origins) == sorted(cleaned.origins)


def test_words_are_found_again_as_they_were_typed():
    typed = "I didn’t say &quot;great&quot;, but ‘fine’."
    cleaned = clean_with_origins(typed)
    spans = [found.span() for found in re.finditer(r"[\w']+", cleaned.text)]
    shown = [typed[cleaned.origins[start][0] : cleaned.origins[end - 1][1]] for start, end in spans]
    assert shown == ["I", "didn’t", "say", "great", "but", "fine"]
    assert tokens(cleaned.text) == ["i", "didn't", "say", "great", "but", "fine"]


def test_long_texts_of_quotation_marks_are_no_trap():
    for text in (
        "'a " * 10_000,
        "'" * 20_000,
        "'a'a" * 5_000,
        "<p " * 7_000,
        "&" * 20_000,
        "e\u0301" * 10_000,
        "<i " * 7_000,
    ):
        assert isinstance(clean(text), str)
