"""The step about pairs: what comes in for a sentence in each way, and what the training reviews with it are."""

import pytest

from explorer.corpus.word_evidence import Evidence
from explorer.ui.pages.how.pairs import MOST_ROWS, most_telling
from tests.support.how_it_works import PAIRS, drawn
from tests.support.pages import words


def lines(app):
    """The lines of the picture: word or pair → what comes in."""
    return {row["name"]: row["comes in"] for row in drawn(app) if "name" in row}


def test_single_words_come_in_first_and_pairs_on_demand(open_step):
    app = open_step(PAIRS)
    assert list(lines(app)) == ["not", "good", "and", "funny"]
    app.toggle(key="how_pairs").set_value(True).run()
    assert list(lines(app))[4:] == ["not good", "good and", "and not", "not funny"]
    assert set(lines(app).values()) == {"1"}


def test_what_is_noticed_is_counted_from_the_training_reviews(open_step):
    app = open_step(PAIRS)
    (notice,) = [info.value for info in app.info]
    assert "“good” stands in 5,736 training reviews, and 50% of them are positive" in notice
    assert "“not good” stands in 69 training reviews, and 20% of them are positive" in notice
    app.toggle(key="how_pairs").set_value(True).run()
    assert {row["name"]: row["reviews"] for row in drawn(app) if "name" in row}["not good"] == "14 of 69"


def test_a_repeated_word_counts_more_with_log_counts_and_a_rare_one_with_tfidf(open_step):
    app = open_step(PAIRS)
    app.segmented_control(key="how_counting").set_value("log").run()
    assert lines(app) == {"not": "1.69", "good": "1", "and": "1", "funny": "1"}
    app.segmented_control(key="how_counting").set_value("tfidf").run()
    read = {name: float(value) for name, value in lines(app).items()}
    assert 1 > read["funny"] > read["good"] > read["and"] > 0


@pytest.mark.parametrize("nothing", ["", "…!?", "qwxyz"])
def test_a_sentence_without_a_known_word_is_said_to_be_one(open_step, nothing):
    app = open_step(PAIRS)
    app.text_input(key="how_pairs_sentence").set_value(nothing).run()
    assert "There is no word in it that the network knows." in words(app)
    assert not app.exception and not lines(app)


def test_a_hostile_sentence_brings_nothing_to_life(open_step):
    app = open_step(PAIRS)
    app.toggle(key="how_pairs").set_value(True)
    app.text_input(key="how_pairs_sentence").set_value("<b>good</b> [good](http://evil.example) $x^2$ :red[good]").run()
    assert not app.exception and not app.error
    assert "good" in lines(app)
    assert "evil" not in words(app)


def test_of_a_long_sentence_what_says_most_is_shown_in_its_order(open_step):
    app = open_step(PAIRS)
    app.toggle(key="how_pairs").set_value(True)
    app.text_input(key="how_pairs_sentence").set_value("the plot of this film is a waste of time and it is not funny").run()
    assert len(lines(app)) == MOST_ROWS
    assert "waste of" in lines(app)
    assert f"for the {MOST_ROWS} of " in words(app)


def test_what_says_most_leans_most_to_one_side():
    read = [Evidence((str(positive),), 1, 10, positive) for positive in range(2 * MOST_ROWS)]
    assert [one.positive for one in most_telling(read)] == [*range(6), *range(16, 20)]
    assert most_telling(read[:3]) == read[:3]
