"""The Your review page: a trained network judges a text and shows why, whatever the text is."""

import re

import pytest

from explorer.config import RunConfig
from explorer.insight import review_reading
from explorer.insight.review_reading import RealReview
from explorer.ui.escaping import readable
from explorer.ui.pages.review import page
from explorer.workers.cluster import Status
from tests.support.charts import chart_specs, marks
from tests.support.hostile import HOSTILE
from tests.support.pages import button, go_to, has_button, headings, words

PAGE = "your_review"


@pytest.fixture
def judge(open_app, champion):
    """A function that opens the page and writes a review."""

    def judge(text):
        app = open_app(PAGE)
        return app.text_area[0].set_value(text).run()

    return judge


def htmls(app):
    return [element.value for element in app.main.html]


# Who judges


def test_without_a_trained_network_the_page_says_how_to_get_one(open_app):
    app = open_app(PAGE)
    assert [title.value for title in app.title] == ["Your review"]
    assert "No network has been trained on these reviews yet. Press **Train a first one**" in app.info[0].value
    assert not app.text_area and not app.exception


def test_the_champion_of_the_leaderboard_judges_unless_another_run_is_chosen(open_app, cluster, champion, network):
    other = cluster.trained(RunConfig(layers=0, vocabulary=1_000, dropout=0.5), model=network, val_accuracy=0.85)
    cluster.trained(RunConfig(units=32), val_accuracy=0.86)  # has kept no network
    cluster.trained(RunConfig(units=64), dataset="official", model=network, val_accuracy=0.99)
    app = open_app(PAGE)
    (box,) = app.selectbox
    assert box.options == [
        "The champion · 88.0% · ReLU · binary cross-entropy · 0 hidden layers · 10 epochs · vocabulary 1,000",
        f"Run {other} · 85.0% · ReLU · binary cross-entropy · 0 hidden layers · 10 epochs · vocabulary 1,000 · dropout 0.5",
    ]
    assert box.index == 0
    app.text_area[0].set_value("A great film in every way").run()
    app.selectbox[0].select_index(1).run()
    assert not app.exception
    assert app.selectbox[0].index == 1
    assert cluster.asked == ["explain_review", "explain_review"]


def test_a_run_that_was_stopped_can_judge_and_a_hidden_one_cannot(open_app, cluster, champion, network):
    (stopped,) = cluster.submit([RunConfig(seed=3)], "packaged")
    cluster.begin(stopped)
    cluster.epoch(stopped)
    cluster.store.finish([stopped], "stopped", "Stopped after epoch 1 of 10.", network)
    hidden = cluster.trained(RunConfig(seed=4), model=network)
    cluster.store.hide([hidden])
    assert [option.split(" · ")[0] for option in open_app(PAGE).selectbox[0].options] == ["The champion", f"Run {stopped}"]


# A review


def test_typographic_quotes_are_read_as_plain_ones_and_shown_as_they_were_typed(judge):
    app = judge("It’s a “great” film, not ‘bad’…honestly")
    assert not app.exception
    (coloured,) = [html for html in htmls(app) if "<mark" in html and "film" in html and "Towards" not in html]
    assert re.search("“<mark[^>]*>great</mark>”", coloured) and re.search("‘<mark[^>]*>bad</mark>’…honestly", coloured)


def test_a_review_is_judged_and_explained(judge):
    app = judge("A great film, but the end was bad.")
    assert not app.exception
    verdict = "The network says: perhaps positive"
    assert headings(app) == [verdict, "Why", "Flip it", "One review, many opinions", "How the machine sees it"]
    said = words(app)
    # sigmoid(1.5 − 1) is 62.2%; without “great” it is sigmoid(−1), 26.9%.
    assert "It puts the probability that this review is positive at **62.2%**." in said
    assert "Without this **1 word** (“great”) the verdict turns from positive to negative" in said
    assert "goes from 62.2% to 26.9%." in said
    assert "It knows all 8 words here. It is told" in said
    assert "1,000 switches, and 9 of them are on" in said
    assert "All 8 pushes together make +0.50, and so is the score." in said
    legend, why, struck, seen = htmls(app)
    assert "Towards positive" in legend and "Towards negative" in legend
    assert re.findall(r"<mark[^>]*>(\w+)</mark>", why) == ["great", "bad"]
    assert re.findall(r"<s [^>]*><b>(\w+)</b></s>", struck) == ["great"]
    assert "great<sub" in seen


def test_the_gauge_and_the_strongest_pushes_are_charts_with_an_alternative_text(judge):
    app = judge("A great film, but the end was bad.")
    gauge, pushes = chart_specs(app)
    assert marks(gauge) == ["bar", "bar", "rule", "rule"]
    assert marks(pushes) == ["bar", "text", "text"]
    alts = [chart.proto.alt for chart in app.get("vega_lite_chart")]
    assert alts[0] == "A gauge from 0% (negative) to 100% (positive), which stands at 62.2%."
    assert alts[1].startswith("The words with the strongest pushes: great +1.50, bad -1.00")


def test_the_worker_is_asked_once_however_often_the_page_is_drawn(judge, cluster):
    app = judge("A great film, but the end was bad.")
    app.run()
    button(app, "Judge it").click().run()
    assert cluster.asked == ["explain_review"]


def test_shuffling_the_words_asks_again_and_changes_nothing(judge, cluster):
    app = judge("A great film, but the end was bad.")
    button(app, "Shuffle the words").click().run()
    assert cluster.asked == ["explain_review", "explain_review"]
    assert "Before: **62.2%** positive. Shuffled: **62.2%** positive." in words(app)
    shuffled = re.sub("<[^>]*>", "", htmls(app)[-1])
    assert sorted(shuffled.split()) == sorted(["a", "great", "film", "but", "the", "end", "was", "bad"])


@pytest.mark.parametrize("name", ["Praise", "Complaint", "A bit of both", "Irony"])
def test_an_example_is_written_into_the_field_and_judged(open_app, champion, name):
    app = open_app(PAGE)
    button(app, name).click().run()
    assert len(app.text_area[0].value) > 100
    assert "Why" in headings(app) and "but" not in headings(app)[0] and not app.exception


def test_a_random_review_is_one_of_the_validation_reviews_as_its_writer_wrote_it(open_app, champion, cluster):
    app = open_app(PAGE)
    button(app, "A random real one").click().run()
    assert cluster.asked == ["random_review", "explain_review"]
    real = app.session_state.real_review
    assert app.text_area[0].value == readable(real.text)
    assert any("A real review, as it was written." in caption.value for caption in app.caption)
    rating = f"gave the film a **{'good' if real.positive else 'bad'}** rating"
    assert any(rating in caption.value for caption in app.caption)
    app.text_area[0].set_value("Something else that I thought").run()
    assert not any("A real review" in caption.value for caption in app.caption)


def test_line_breaks_of_a_real_review_are_shown_as_such_and_read_as_in_training(open_app, champion, cluster, monkeypatch):
    written = RealReview("A great film.<br /><br />But it was bad.", True, True)
    monkeypatch.setattr(page, "random_review", lambda *arguments: written)
    app = button(open_app(PAGE), "A random real one").click().run()
    assert app.text_area[0].value == "A great film.\n\nBut it was bad."
    assert not any("&lt;br" in html for html in htmls(app))
    # Both line breaks count as words, as in training.
    assert "It knows all 9 words here (8 different ones)." in words(app)
    assert "“br” is a line break of the web page." in words(app)
    app.text_area[0].set_value("A great film.\n\nBut it was bad!").run()
    assert "It knows all 7 words here." in words(app)


def test_a_review_is_still_there_after_a_visit_to_another_page(judge):
    app = go_to(go_to(judge("A great film, but the end was bad."), "leaderboard"), PAGE)
    assert app.text_area[0].value == "A great film, but the end was bad."
    assert "Why" in headings(app)


# Any text


@pytest.mark.parametrize("text", ["", "   \n"])
def test_an_empty_review_asks_for_one(judge, cluster, text):
    app = judge(text)
    assert "Write a review, or press one of the buttons" in app.info[0].value
    assert headings(app) == [] and cluster.asked == []


def test_a_review_without_a_word_is_not_judged(judge, cluster):
    app = judge("?!?! -- ...")
    assert "There is no word in this" in app.info[0].value
    assert cluster.asked == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("🎬😀", "but it does not know this word"),
        ("映画 とても", "but it knows none of these 2 words"),
        ("qwxyz qwxyz qwxyz", "but it knows none of these 3 words"),
        ("Ein wunderbarer Film, einer der besten seit Jahren", "but it knows only 1 of these 8 words"),
        ("great", "but one word is very little to go by"),
    ],
)
def test_a_review_that_says_little_gets_a_verdict_that_says_so(judge, text, says):
    app = judge(text)
    assert headings(app)[0].startswith("The network says: ") and headings(app)[0].endswith(says)
    assert "How the machine sees it" in headings(app)
    assert ("Why" in headings(app)) == ("knows only" in says or "one word" in says)
    assert not app.exception


def test_a_word_that_pushes_against_its_meaning_is_explained_beside_the_pushes(judge, monkeypatch):
    monkeypatch.setattr(review_reading, "BLAME", frozenset(["great"]))
    said = words(judge("A great film, but the end was bad."))
    assert "**Why does “great” push towards positive?** The network does not know that it is a word of blame." in said
    assert re.search(r"[\d,]+ of the [\d,]+ training reviews with this word are positive", said)


def test_a_review_that_is_too_long_is_refused_in_a_sentence_and_can_be_shortened(judge, cluster):
    app = judge("x" * 20_001)
    assert "This review has 20,001 characters, and 20,000 are the most" in re.sub(r"\\", "", app.error[0].value)
    assert cluster.asked == []
    app.text_area[0].set_value("great " * 3_333).run()
    assert not app.error and "Why" in headings(app)


def test_a_hostile_review_reaches_the_page_only_escaped(judge):
    app = judge("\n".join(["great", *HOSTILE, "bad"]))
    assert not app.exception
    tags = {tag for html in htmls(app) for tag in re.findall(r"<(\w+)", html)}
    assert tags == {"div", "mark", "span", "sub", "s", "b"}
    assert not any(text.splitlines()[0] in words(app) for text in HOSTILE)


# The worker


def test_while_the_worker_gets_ready_the_page_says_so_and_then_judges(judge, cluster):
    cluster.status = Status(0.4, "Loading TensorFlow")
    app = judge("A great film, but the end was bad.")
    assert "Getting ready: Loading TensorFlow" in words(app)
    assert cluster.asked == []
    cluster.status = Status(1.0, "Ready", ready=True)
    app.run()
    assert "Why" in headings(app)


def test_a_worker_that_does_not_answer_is_a_sentence(judge, cluster):
    cluster.unanswered = "The training worker has not answered. Try again in a moment."
    app = judge("A great film, but the end was bad.")
    assert "has not answered" in app.error[0].value
    button(app, "A random real one").click().run()
    assert "has not answered" in app.error[0].value
    assert has_button(app, "Judge it") and not app.exception
    cluster.unanswered = ""
    app.run()
    assert "Why" in headings(app) and not app.error


# A network that reads pairs


def test_a_network_that_reads_pairs_lists_the_strongest_and_says_what_a_push_is(open_app, cluster):
    from explorer.training.network import build
    from tests.support.keras_files import to_bytes

    config = RunConfig(layers=0, vocabulary=1_000, pairs="on", counting="tfidf")
    cluster.trained(config, model=to_bytes(build(config)), val_accuracy=0.88)
    app = open_app(PAGE)
    app.text_area[0].set_value("It is not good at all, and the acting is one of the worst").run()
    said = words(app)
    assert "All pairs that the word is in go with it" in said
    assert "**The strongest pairs, each left out alone while its words stay:** “" in said
    assert "Its 1,000 numbers say which words and pairs of neighbours there are, how often, and how rare they are" in said
    assert not app.exception and not app.error


def test_a_network_that_reads_single_words_says_nothing_of_pairs(judge):
    assert "pairs" not in words(judge("A great film in every way"))
