"""The first three steps: a sentence becomes numbers, a review a row of switches, and the test reviews stay sealed."""

import numpy as np
import pytest

from explorer.ui.escaping import plain
from explorer.ui.pages.how.reviews import REVIEWS, SHORT, multi_hot_row, short_reviews
from tests.support.how_it_works import MULTI_HOT, NUMBERS, PILES, drawn, review_shown
from tests.support.pages import words

HOSTILE = "don't <b>Bold</b> [link](http://evil.example) **shouting** $x^2$ :red[warning] `code`"


def test_the_articles_sentence_has_the_articles_numbers(open_step):
    assert (
        "Shawshank :gray-badge[?] Redemption :gray-badge[?] is :blue-badge[6] probably :blue-badge[239] "
        "the :blue-badge[1] best :blue-badge[115] movie :blue-badge[17] ever :blue-badge[123]" in words(open_step(NUMBERS))
    )


def test_keras_adds_three_and_begins_with_a_start(open_step):
    app = open_step(NUMBERS)
    assert [code.value for code in app.main.code] == ["1 2 2 9 242 4 118 20 126"]


def test_small_letters_find_names_but_not_what_is_too_rare(open_step):
    app = open_step(NUMBERS)
    app.toggle(key="how_lower").set_value(True).run()
    assert "shawshank :gray-badge[11,154 → ?] redemption :blue-badge[3,260] is" in words(app)
    assert [code.value for code in app.main.code] == ["1 2 3263 9 242 4 118 20 126"]


def test_a_typed_sentence_becomes_numbers(open_step):
    app = open_step(NUMBERS)
    app.text_input(key="how_sentence").set_value("the movie, the best").run()
    assert "the :blue-badge[1] movie :blue-badge[17] the :blue-badge[1] best :blue-badge[115]" in words(app)
    assert [code.value for code in app.main.code] == ["1 4 20 4 118"]


def test_a_hostile_sentence_is_shown_letter_by_letter(open_step):
    app = open_step(NUMBERS)
    app.text_input(key="how_sentence").set_value(HOSTILE).run()
    said = words(app)
    assert not app.exception
    assert "http:" not in said and "evil.example" not in said
    for alive in ("<b>", "](", "**shouting", "$x", ":red[", "`code"):
        assert alive not in said
    # The separators between words are gone, and the words are escaped.
    assert plain("don't") + " :blue-badge[" in said and plain("http") + " :blue-badge[" in said


@pytest.mark.parametrize("nothing", ["", "   ", "…!?", "\t"])
def test_a_sentence_without_known_words_is_no_fault(open_step, nothing):
    app = open_step(NUMBERS)
    app.text_input(key="how_sentence").set_value(nothing).run()
    assert not app.exception and not app.error


def test_shuffling_the_words_changes_the_text_and_not_one_switch(open_step):
    app = open_step(MULTI_HOT)
    before, switches = review_shown(app), drawn(app)
    app.toggle(key="how_shuffled").set_value(True).run()
    assert sorted(review_shown(app).split()) == sorted(before.split())
    assert review_shown(app) != before
    assert drawn(app) == switches


def test_reviews_that_differ_in_their_order_alone_are_the_same_to_a_network(reviews):
    one, other = (
        multi_hot_row(np.array(reviews.vocabulary.encode(text))).tolist()
        for text in ("not good, but bad", "not bad, but good")
    )
    assert one == other


def test_another_review_switches_on_others(open_step):
    app = open_step(MULTI_HOT)
    before, switches = review_shown(app), drawn(app)
    app.slider(key="how_review").set_value(2).run()
    assert review_shown(app) != before
    assert drawn(app) != switches


def test_a_dot_stands_for_each_word_that_occurs(open_step):
    app = open_step(MULTI_HOT)
    on = {row["word"] for row in drawn(app) if "word" in row}
    assert on == {*review_shown(app).replace("\\", "").split()[1:], "(a review starts here)"}
    assert f"**{len(on)} of 10,000 switches are on**" in words(app)


def test_the_reviews_to_leaf_through_are_short_enough_for_the_screen(reviews):
    lengths = np.diff(reviews.train.offsets)[short_reviews(reviews.train, reviews.vocabulary, REVIEWS)]
    assert len(lengths) == REVIEWS
    assert lengths.max() <= SHORT[1]


def test_the_two_open_piles_show_different_reviews_with_their_answers(open_step):
    app = open_step(PILES)
    training = review_shown(app)
    app.segmented_control(key="how_pile").set_value("Validation").run()
    assert review_shown(app) != training
    assert any(caption.value.startswith("The right answer is “") for caption in app.main.caption)


def test_the_test_pile_stays_sealed(open_step):
    app = open_step(PILES)
    app.segmented_control(key="how_pile").set_value("Test").run()
    assert "Sealed" in review_shown(app)
    assert not app.main.caption


def test_the_piles_are_as_large_as_those_of_the_reviews_chosen(open_step):
    assert {row["pile"]: row["reviews"] for row in drawn(open_step(PILES))} == {
        "Training": 15_000,
        "Validation": 5_000,
        "Test": 5_000,
    }
