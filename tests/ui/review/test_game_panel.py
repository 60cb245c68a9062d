"""Beat the machine on the Your review page: guess first, then see the answers, and at the end the result."""

import re
from dataclasses import replace
from html import unescape

import pytest

from explorer import corpus
from explorer.config import RunConfig
from explorer.insight.review_game import Game, Review
from explorer.ui.escaping import readable
from explorer.ui.pages.review import game_panel
from explorer.workers.cluster import Status
from tests.support.hostile import HOSTILE
from tests.support.pages import button, go_to, has_button, headings, words

PAGE = "your_review"
OTHER = RunConfig(layers=0, vocabulary=1_000, dropout=0.5)
# What the page must not say before the guess.
ANSWER = re.compile(r"The machine says|The truth|probability|% sure")
# Five good reviews, then five bad ones. The machine is wrong at odd places, and confident there except at the first.
REVIEWS = tuple(
    Review(
        text=f"Review number {place}.<br /><br />A film & a half",
        original=True,
        positive=place < 5,
        probability=(0.8 if place % 2 == 0 else 0.03 if place == 3 else 0.3)
        if place < 5
        else (0.2 if place % 2 == 0 else 0.97),
    )
    for place in range(10)
)


@pytest.fixture
def play(open_app, champion, monkeypatch):
    """A function that begins a game of these reviews."""

    def play(reviews=REVIEWS):
        def sample_reviews(*arguments):
            return reviews

        monkeypatch.setattr(game_panel, "sample_reviews", sample_reviews)
        return button(open_app(PAGE, mode="machine"), "Start").click().run()

    return play


def guess(app, positive):
    return button(app, "Positive" if positive else "Negative").click().run()


def go_on(app):
    return button(app, "Next" if has_button(app, "Next") else "The result").click().run()


def end(app, guesses=(True,) * 10):
    """Skip to the end as if all reviews had been guessed like this. One test plays them all; that takes long."""
    match = app.session_state.match
    app.session_state.match = replace(match, game=Game(match.game.reviews, tuple(guesses), len(match.game.reviews)))
    return app.run()


def texts(app):
    """The reviews on the page as a browser shows them."""
    return [unescape(re.sub(r"<[^>]*>", "", element.value)) for element in app.main.html]


def progress_text(app):
    return app.progress[0].text


# Before a game


def test_without_a_trained_network_the_page_says_how_to_get_one(open_app):
    app = open_app(PAGE, mode="machine")
    assert "No network has been trained on these reviews yet. Press **Train a first one**" in app.info[0].value
    assert not has_button(app, "Start") and not app.exception


def test_the_mode_is_chosen_on_the_page_and_stands_in_the_address(open_app, champion):
    app = open_app(PAGE)
    assert app.text_area and app.query_params == {}
    app.segmented_control(key="mode").set_value("machine").run()
    assert app.query_params == {"mode": "machine"}
    assert has_button(app, "Start") and not app.text_area
    assert "drawn at random from the validation reviews" in words(app) and "40 to 140 words" in words(app)
    app.segmented_control(key="mode").set_value("words").run()
    assert app.query_params == {}
    assert app.text_area and not has_button(app, "Start")


@pytest.mark.parametrize("said", ["", "Machine", "machine ", "<b>machine</b>", "x" * 400])
def test_an_address_with_a_mode_that_is_none_opens_the_usual_one_with_a_note(open_app, champion, said):
    app = open_app(PAGE, mode=said)
    assert app.text_area and not app.exception
    (note,) = app.warning
    assert note.value.startswith("There is no mode “") and len(note.value) < 120
    assert app.query_params == {}


def test_while_the_worker_gets_ready_no_game_begins(open_app, champion, cluster):
    cluster.status = Status(0.4, "Loading TensorFlow")
    app = open_app(PAGE, mode="machine")
    assert "Getting ready: Loading TensorFlow" in words(app)
    assert not has_button(app, "Start") and cluster.asked == []
    cluster.status = Status(1.0, "Ready", ready=True)
    assert has_button(app.run(), "Start")


def test_a_worker_that_does_not_answer_is_a_sentence_and_the_game_can_begin_later(open_app, champion, cluster):
    cluster.unanswered = "The training worker has not answered. Try again in a moment."
    app = button(open_app(PAGE, mode="machine"), "Start").click().run()
    assert "has not answered" in app.error[0].value and not app.exception
    cluster.unanswered = ""
    app = button(app.run(), "Start").click().run()
    assert progress_text(app) == "**Review 1 of 10**" and not app.error


# In a game


def test_real_reviews_are_drawn_and_the_worker_is_asked_once(open_app, champion, cluster):
    app = button(open_app(PAGE, mode="machine"), "Start").click().run()
    assert cluster.asked == ["sample_reviews"]
    assert progress_text(app) == "**Review 1 of 10**"
    assert 40 <= len(corpus.tokens(texts(app)[0])) <= 140
    assert f"You play against run {champion}" in words(app)
    for _ in range(10):
        app = go_on(guess(app, True))
    assert headings(app) == ["The result", "Where the machine was wrong", "Where you were wrong"]
    assert cluster.asked == ["sample_reviews"] and not app.exception


def test_nothing_of_the_answers_is_on_the_page_before_the_guess(play):
    app = play()
    for place in range(3):
        assert texts(app) == [readable(REVIEWS[place].text)]
        page = "\n".join([words(app), *(str(element.proto) for element in app.main)])
        assert not ANSWER.search(page)
        assert has_button(app, "Positive") and has_button(app, "Negative")
        assert not has_button(app, "Next") and not has_button(app, "The result")
        app = guess(app, True)
        assert ANSWER.search(words(app)) and not has_button(app, "Positive")
        app = go_on(app)


def test_a_right_guess_shows_what_each_said_and_scores(play):
    app = guess(play(), True)
    assert progress_text(app) == "**Review 1 of 10** · You 1 · machine 1 of 1"
    said = words(app)
    assert "The truth: its writer gave a **good** rating." in said
    assert "You said **positive**  \n:material/check_circle: right" in said
    assert "The machine says **positive**, 80.0% sure  \n:material/check_circle: right" in said
    assert "**Both of you are right.**" in said


def test_a_wrong_guess_shows_what_each_said_and_scores(play):
    app = guess(play(), False)
    assert progress_text(app) == "**Review 1 of 10** · You 0 · machine 1 of 1"
    assert "You said **negative**  \n:material/cancel: wrong" in words(app)
    assert "**The point goes to the machine.**" in words(app)
    app = go_on(app)
    assert progress_text(app) == "**Review 2 of 10** · You 0 · machine 1 of 1"
    app = guess(app, True)
    assert "The machine says **negative**, 70.0% sure  \n:material/cancel: wrong" in words(app)
    assert progress_text(app) == "**Review 2 of 10** · You 1 · machine 1 of 2"


def test_a_game_is_still_there_after_a_visit_to_another_page_or_mode(play):
    app = guess(go_on(guess(play(), True)), False)
    before = words(app)
    app = go_to(go_to(app, "leaderboard"), PAGE)
    assert words(app) == before
    app.segmented_control(key="mode").set_value("words").run()
    assert app.text_area
    app.segmented_control(key="mode").set_value("machine").run()
    assert words(app) == before


def test_a_game_keeps_its_network_whatever_is_chosen_or_trained_meanwhile(play, cluster, champion, network):
    app = guess(play(), True)
    better = cluster.trained(OTHER, model=network, val_accuracy=0.95)
    app.segmented_control(key="mode").set_value("words").run()
    app.selectbox(key="judge").select_index(0).run()
    app.segmented_control(key="mode").set_value("machine").run()
    assert f"You play against run {champion}" in words(app)
    cluster.store.hide([champion])
    app = end(app)
    assert f"You played against run {champion}, which gets 88.0% of all 5,000 validation reviews right" in words(app)
    # The next game is against another network, because this one is hidden.
    assert [option.split(" · ")[0] for option in app.selectbox(key="judge").options] == ["The champion"]
    app = button(app, "Play again").click().run()
    assert f"You play against run {better}" in words(app) and not app.exception


def test_a_hostile_review_reaches_the_page_only_escaped(play):
    text = "<br />".join(["great", *HOSTILE, "bad"])
    app = play(tuple(Review(text, original, True, 0.01) for original in (True, False)))
    tags = set()
    for _ in range(2):
        tags |= {tag for element in app.main.html for tag in re.findall(r"<(\w+)", element.value)}
        assert not any(line.splitlines()[0] in words(app) for line in HOSTILE)
        app = go_on(guess(app, False))
    assert len(app.main.expander) == 4
    tags |= {tag for element in app.main.html for tag in re.findall(r"<(\w+)", element.value)}
    assert tags == {"div"}
    # A label is Markdown, so each special character has a backslash before it.
    assert all(r"\<script\>alert\(1\)" in expander.label for expander in app.main.expander)


# After a game


def test_the_end_has_both_scores_and_says_how_much_is_luck(play):
    # The person guesses “positive” ten times, so the first five are right; the machine gets every other one right.
    app = end(play())
    assert {metric.label: metric.value for metric in app.metric} == {"You": "5 of 10", "The machine": "5 of 10"}
    assert "You got **5 of 10** right, the machine **5**: a draw. You disagreed on 4 reviews: 2 went to you" in words(app)
    assert "That does not tell which of you is better" in words(app)
    assert not has_button(app, "Positive") and not app.progress


def test_the_end_lists_the_machines_mistakes_confident_ones_first_then_the_persons(play):
    app = end(play())
    assert "It was wrong 5 times, **4 times confidently**" in words(app)
    labels = [expander.label for expander in app.main.expander]
    assert len(labels) == 10
    confident = [label for label in labels if "confident mistake" in label]
    assert confident == labels[:4]
    assert labels[0].startswith(
        r"**1. The writer meant positive, the machine said negative, 97.0% sure: a confident mistake.** Review number 3\."
    )
    assert labels[4].startswith("**5. The writer meant positive, the machine said negative, 70.0% sure.**")
    assert labels[5].startswith("**1. The writer meant negative, you said positive, and so did the machine.**")
    assert labels[6].startswith("**2. The writer meant negative, you said positive, and the machine was right.**")
    assert texts(app)[0] == "Review number 3.\n\nA film & a half"


def test_whoever_gets_all_right_has_no_mistakes_to_read(play):
    app = end(play(), [review.positive for review in REVIEWS])
    assert "Nowhere: you got all of them right." in words(app)
    assert len(app.main.expander) == 5


def test_a_mistake_is_explained_in_the_other_mode_by_the_network_of_the_game(play, cluster, champion, network):
    app = end(play())
    cluster.trained(OTHER, model=network, val_accuracy=0.95)
    button(app, "See why the machine says so").click().run()
    assert app.text_area[0].value == "Review number 3.\n\nA film & a half"
    # The network reads the line breaks as it did in the game.
    assert "9 words here" in words(app)
    assert any("gave the film a **good** rating" in caption.value for caption in app.caption)
    assert app.selectbox(key="judge").options[app.selectbox(key="judge").index].startswith(f"Run {champion}")
    assert "The network says" in words(app)
    assert app.query_params == {}
    app.segmented_control(key="mode").set_value("machine").run()
    assert headings(app)[0] == "The result"


def test_a_mistake_of_a_network_that_was_hidden_meanwhile_is_explained_by_another(play, cluster, champion, network):
    app = end(play())
    cluster.trained(OTHER, model=network, val_accuracy=0.95)
    cluster.store.hide([champion])
    button(app, "See why the machine says so").click().run()
    assert not app.exception
    assert [option.split(" · ")[0] for option in app.selectbox(key="judge").options] == ["The champion"]
    assert "The network says" in words(app)


def test_playing_again_draws_ten_others(open_app, champion, cluster):
    app = button(open_app(PAGE, mode="machine"), "Start").click().run()
    first = app.session_state.match.game.reviews
    app = button(end(app), "Play again").click().run()
    assert cluster.asked == ["sample_reviews", "sample_reviews"]
    assert progress_text(app) == "**Review 1 of 10**"
    others = app.session_state.match.game.reviews
    assert texts(app) == [readable(others[0].text)]
    assert len({review.text for review in (*first, *others)}) == 20


def test_the_next_game_is_against_the_same_network_unless_another_is_chosen(play, cluster, champion, network):
    other = cluster.trained(OTHER, model=network, val_accuracy=0.85)
    app = play()
    assert f"You play against run {champion}" in words(app)
    app = end(app)
    app.selectbox(key="judge").select_index(1).run()
    app = end(button(app, "Play again").click().run())
    assert app.selectbox(key="judge").index == 1
    assert f"You played against run {other}" in words(app)


def test_reviews_without_their_text_say_so(play):
    app = play(tuple(Review("… the film was", False, True, 0.2) for _ in range(10)))
    assert texts(app) == ["… the film was"]
    assert "with “…” for each rare word. Its original text is not here." in words(app)
