"""The How it works page tells the story step by step, and whatever is touched shows."""

import pytest
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df

from explorer import corpus
from explorer.config import RunConfig
from explorer.errors import CorpusError
from explorer.ui.escaping import plain
from explorer.ui.pages.how import STEPS, learning
from tests.support.charts import chart_specs, marks
from tests.support.pages import button, go_to, metrics, words
from tests.support.runs import figures_of

NUMBERS, MULTI_HOT, PILES, UNIT, BENDS, LOSS, BATCHES, BY_HEART, RMSPROP = range(1, len(STEPS) + 1)
HOSTILE = "don't <b>Bold</b> [link](http://evil.example) **shouting** $x^2$ :red[warning] `code`"

pytestmark = pytest.mark.usefixtures("reviews")


@pytest.fixture
def open_step(open_app):
    """A function that opens a step by its address."""
    return lambda step: open_app("how_it_works", step=str(step))


def heading(app):
    """The title of the step that is shown."""
    (heading,) = app.subheader
    return heading.value


def drawn(app):
    """All rows that the page's picture draws."""
    (chart,) = app.get("vega_lite_chart")
    tables = [convert_arrow_bytes_to_pandas_df(dataset.data.data) for dataset in chart.proto.datasets]
    return [row for table in tables for row in table.to_dict("records")]


# The way through the story


@pytest.mark.parametrize("step", range(1, len(STEPS) + 1))
def test_each_step_has_its_address_and_says_what_to_notice(open_step, step):
    app = open_step(step)
    assert heading(app) == STEPS[step - 1].title
    assert [info.value.startswith("**Notice:** ") for info in app.info] == [True]
    assert not app.exception and not app.error and not app.warning


def test_the_story_begins_with_the_first_step(open_app):
    app = open_app("how_it_works")
    assert heading(app) == STEPS[0].title
    assert button(app, "Back").disabled
    assert app.query_params == {}


def test_next_leads_through_all_steps_and_back_returns(open_app):
    app = open_app("how_it_works")
    for number, step in enumerate(STEPS[1:], 2):
        button(app, "Next").click().run()
        assert heading(app) == step.title
        assert app.query_params == {"step": str(number)}
    assert button(app, "Next").disabled
    button(app, "Back").click().run()
    assert heading(app) == STEPS[-2].title


def test_any_step_can_be_chosen(open_app):
    app = open_app("how_it_works")
    app.selectbox(key="step").set_value(LOSS).run()
    assert heading(app) == STEPS[LOSS - 1].title
    assert app.query_params == {"step": str(LOSS)}
    button(app, "Next").click().run()
    assert app.selectbox(key="step").value == LOSS + 1


def test_the_step_is_still_there_after_a_visit_to_another_page(open_step):
    app = open_step(UNIT)
    app = go_to(go_to(app, "leaderboard"), "how_it_works")
    assert heading(app) == STEPS[UNIT - 1].title


@pytest.mark.parametrize("said", ["0", "10", "-1", "2.0", "²", "", "words", "01", "9" * 400])
def test_an_address_with_a_step_that_is_none_opens_the_first_with_a_note(open_step, said):
    app = open_step(said)
    assert heading(app) == STEPS[0].title
    (note,) = app.warning
    assert note.value.startswith("There is no step “")
    assert app.query_params == {}


def test_reviews_that_cannot_be_read_are_one_sentence_and_the_story_goes_on(open_step, monkeypatch):
    def load(source):
        raise CorpusError("The file with the reviews is damaged.")

    monkeypatch.setattr(corpus, "load", load)
    app = open_step(NUMBERS)
    assert [error.value for error in app.error] == [plain("The file with the reviews is damaged.")]
    app.selectbox(key="step").set_value(LOSS).run()
    assert metrics(app) and not app.error and not app.exception


# Words become numbers


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
    # What separates words is gone; what is left of them is escaped.
    assert plain("don't") + " :blue-badge[" in said and plain("http") + " :blue-badge[" in said


@pytest.mark.parametrize("nothing", ["", "   ", "…!?", "\t"])
def test_a_sentence_without_known_words_is_no_fault(open_step, nothing):
    app = open_step(NUMBERS)
    app.text_input(key="how_sentence").set_value(nothing).run()
    assert not app.exception and not app.error


# Multi-hot


def review_shown(app):
    return next(markdown.value for markdown in app.markdown if markdown.value.startswith("> "))


def test_shuffling_the_words_changes_the_text_and_not_one_switch(open_step):
    app = open_step(MULTI_HOT)
    before, switches, code = review_shown(app), drawn(app), app.main.code[0].value
    app.toggle(key="how_shuffled").set_value(True).run()
    assert sorted(review_shown(app).split()) == sorted(before.split())
    assert review_shown(app) != before
    assert (drawn(app), app.main.code[0].value) == (switches, code)


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


# Training, validation, test


def test_the_two_open_piles_show_different_reviews_with_their_answers(open_step):
    app = open_step(PILES)
    training = review_shown(app)
    app.segmented_control(key="how_pile").set_value("Validation").run()
    assert review_shown(app) != training
    assert any(caption.value.startswith("Its answer is “") for caption in app.main.caption)


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


# A unit


def test_a_unit_is_silent_until_its_sum_is_above_zero(open_step):
    app = open_step(UNIT)
    assert "1 × 1.5 + 1 × (−2.0) + 1 × 0.1 + 0.2 = −0.2 → **0.0**" in words(app)
    app.slider(key="how_weight_boring").set_value(-0.5).run()
    assert "1 × 1.5 + 1 × (−0.5) + 1 × 0.1 + 0.2 = 1.3 → **1.3**" in words(app)


def test_a_word_that_does_not_occur_adds_nothing(open_step):
    app = open_step(UNIT)
    app.pills(key="how_words").set_value(["wonderful"]).run()
    assert "1 × 1.5 + 0 × (−2.0) + 0 × 0.1 + 0.2 = 1.7 → **1.7**" in words(app)
    assert {row["name"]: row["label"] for row in drawn(app)} == {
        "wonderful": "1.5",
        "boring": "0.0",
        "the": "0.0",
        "bias": "0.2",
        "sum": "1.7",
        "passed on": "1.7",
    }


def test_an_input_goes_through_both_bends(open_step):
    app = open_step(BENDS)
    assert metrics(app) == {"ReLU gives": "1.00", "tanh gives": "0.76"}
    app.slider(key="how_total").set_value(-2.0).run()
    assert metrics(app) == {"ReLU gives": "0.00", "tanh gives": "−0.96"}


# Losses


def test_both_losses_fall_as_the_prediction_gets_better(open_step):
    app = open_step(LOSS)
    shown = []
    for prediction in (0.01, 0.5, 0.99):
        app.slider(key="how_prediction").set_value(prediction).run()
        shown.append(tuple(metrics(app).values()))
    assert shown == [("0.98", "4.61"), ("0.25", "0.69"), ("0.00", "0.01")]


# Epochs and batches


def test_smaller_batches_make_more_corrections(open_step):
    app = open_step(BATCHES)
    assert "30 batches in an epoch × 10 = **300 corrections**, for 150,000 reviews read." in words(app)
    assert len(drawn(app)) == 300
    app.select_slider(key="how_batch_size").set_value(128)
    app.slider(key="how_epochs").set_value(2).run()
    assert "118 batches in an epoch × 2 = **236 corrections**, for 30,000 reviews read." in words(app)
    assert len(drawn(app)) == 236


# Learning by heart


def long_run(cluster, epochs=6, seed=0, **figures):
    """A finished run of so many epochs, all with these figures; its id."""
    (run_id,) = cluster.submit([RunConfig(epochs=epochs, seed=seed)], "packaged")
    cluster.begin(run_id)
    for _ in range(epochs):
        cluster.epoch(run_id, **figures)
    cluster.finish(run_id)
    return run_id


def test_without_any_run_the_figures_are_made_up_and_said_to_be(open_step):
    app = open_step(BY_HEART)
    assert "these figures are made up" in words(app)
    assert app.slider(key="how_stop_10").max == len(learning.MADE_UP)


def test_a_run_that_is_too_short_or_not_finished_is_no_example(open_step, cluster):
    cluster.trained()
    (run_id,) = cluster.submit([RunConfig()], "packaged")
    cluster.begin(run_id)
    cluster.epochs(run_id, 5)
    assert "these figures are made up" in words(open_step(BY_HEART))


def test_a_visitor_without_a_run_sees_the_best_there_is(open_step, cluster):
    long_run(cluster, seed=1, val_accuracy=0.86)
    best = long_run(cluster, seed=2, val_accuracy=0.87)
    long_run(cluster, seed=3, val_accuracy=0.85)
    cluster.store.hide([long_run(cluster, seed=4, val_accuracy=0.99)])
    cluster.trained(RunConfig(seed=5), val_accuracy=0.99)
    assert f"This is run {best}, the best here so far." in words(open_step(BY_HEART))


def test_a_visitors_own_latest_run_is_the_example(open_app, cluster):
    long_run(cluster, epochs=9, seed=1)
    mine = long_run(cluster, epochs=4)
    app = open_app("how_it_works", step=str(BY_HEART), run=str(mine))
    assert f"This is your own latest run, number {mine}." in words(app)
    assert app.slider(key="how_stop_4").value == 4


def test_stopping_earlier_shows_the_figures_of_that_epoch(open_app, cluster):
    app = open_app("how_it_works", step=str(BY_HEART), run=str(long_run(cluster)))
    six, three = (figures_of(number) for number in (6, 3))
    assert f"**{six['accuracy']:.1%}** of its training reviews right and **{six['val_accuracy']:.1%}**" in words(app)
    app.slider(key="how_stop_6").set_value(3).run()
    assert f"**{three['accuracy']:.1%}** of its training reviews right and **{three['val_accuracy']:.1%}**" in words(app)
    assert "2.1 percentage points apart" in words(app)


def test_the_example_says_where_it_turns(open_app, cluster):
    app = open_app("how_it_works", step=str(BY_HEART), run=str(long_run(cluster)))
    assert "the orange curve is lowest after epoch 3 and ends higher" in app.info[0].value


def test_an_example_that_ended_too_early_to_turn_says_so(open_app, cluster):
    app = open_app("how_it_works", step=str(BY_HEART), run=str(long_run(cluster, epochs=3)))
    assert "ended before it could overfit" in app.info[0].value


def test_an_example_whose_training_loss_rises_is_not_called_overfitting(open_app, cluster):
    (run_id,) = cluster.submit([RunConfig(epochs=3)], "packaged")
    cluster.begin(run_id)
    for loss in (0.4, 0.9, 1.5):
        cluster.epoch(run_id, loss=loss, val_loss=loss)
    cluster.finish(run_id)
    app = open_app("how_it_works", step=str(BY_HEART), run=str(run_id))
    assert "lost its way" in app.info[0].value


# RMSprop


def test_a_steeper_slope_lengthens_the_plain_step_only(open_step):
    app = open_step(RMSPROP)
    assert metrics(app) == {"Last plain step": "0.0001", "Last RMSprop step": "0.00124"}
    app.select_slider(key="how_gradient").set_value(10.0).run()
    assert metrics(app) == {"Last plain step": "0.01", "Last RMSprop step": "0.00124"}


def test_more_steps_bring_rmsprop_down_to_the_learning_rate(open_step):
    app = open_step(RMSPROP)
    app.slider(key="how_steps").set_value(30).run()
    assert metrics(app)["Last RMSprop step"] == "0.00102"
    assert len(drawn(app)) == 60


# Pictures


@pytest.mark.parametrize(
    ("step", "touch"),
    [
        (MULTI_HOT, lambda app: app.slider(key="how_review").set_value(2)),
        (PILES, lambda app: app.segmented_control(key="how_pile").set_value("Test")),
        (UNIT, lambda app: app.slider(key="how_bias").set_value(2.0)),
        (BENDS, lambda app: app.slider(key="how_total").set_value(-2.0)),
        (LOSS, lambda app: app.slider(key="how_prediction").set_value(0.9)),
        (BATCHES, lambda app: app.select_slider(key="how_batch_size").set_value(2048)),
        (BY_HEART, lambda app: app.slider(key="how_stop_10").set_value(2)),
        (RMSPROP, lambda app: app.select_slider(key="how_gradient").set_value(100.0)),
    ],
)
def test_what_is_touched_moves_in_the_picture_without_drawing_it_anew(open_step, step, touch):
    app = open_step(step)
    before, rows = chart_specs(app), drawn(app)
    assert app.get("vega_lite_chart")[0].proto.alt
    touch(app).run()
    assert chart_specs(app) == before
    assert drawn(app) != rows


def test_the_stop_is_a_line_in_the_curves(open_step):
    app = open_step(BY_HEART)
    (spec,) = chart_specs(app)
    assert marks(spec) == ["line", "line", "point", "rule"]
    assert {"epoch": 10} in drawn(app)
