"""The How it works page tells the story step by step, and its charts follow what the visitor changes."""

import pytest

from explorer import corpus
from explorer.errors import CorpusError
from explorer.ui.escaping import plain
from explorer.ui.pages.how import STEPS
from tests.support.charts import chart_specs
from tests.support.how_it_works import (
    ACTIVATIONS,
    BATCHES,
    BY_HEART,
    LOSS,
    MULTI_HOT,
    NUMBERS,
    PAIRS,
    PILES,
    STEP_SIZE,
    UNIT,
    WRONG_LABELS,
    drawn,
)
from tests.support.pages import button, go_to, has_button


def heading(app):
    """The title of the step that is shown."""
    (heading,) = app.header
    return heading.value


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
    assert not has_button(app, "Next")
    button(app, "Back").click().run()
    assert heading(app) == STEPS[-2].title


def test_the_last_step_leads_to_train_with_the_settings_of_the_sidebar(open_app):
    app = open_app("how_it_works", step=str(len(STEPS)), units="64")
    button(app, "Now train one").click().run()
    assert [title.value for title in app.title] != ["How it works"]
    assert not app.exception and not app.error
    assert app.session_state.knob_units == 64
    assert app.query_params == {"units": "64"}


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


@pytest.mark.parametrize("said", ["0", "12", "-1", "2.0", "²", "", "words", "01", "9" * 400])
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
    assert heading(app) == STEPS[LOSS - 1].title
    assert not app.error and not app.exception


@pytest.mark.parametrize(
    ("step", "touch"),
    [
        (MULTI_HOT, lambda app: app.slider(key="how_review").set_value(2)),
        (PAIRS, lambda app: app.toggle(key="how_pairs").set_value(True)),
        (PILES, lambda app: app.segmented_control(key="how_pile").set_value("Test")),
        (UNIT, lambda app: app.slider(key="how_bias").set_value(2.0)),
        (ACTIVATIONS, lambda app: app.slider(key="how_total").set_value(-2.0)),
        (LOSS, lambda app: app.slider(key="how_prediction").set_value(0.9)),
        (BATCHES, lambda app: app.select_slider(key="how_batch_size").set_value(2048)),
        (BY_HEART, lambda app: app.slider(key="how_stop_10").set_value(2)),
        (WRONG_LABELS, lambda app: app.slider(key="how_stop_10").set_value(2)),
        (STEP_SIZE, lambda app: app.select_slider(key="how_gradient").set_value(10.0)),
        (STEP_SIZE, lambda app: app.toggle(key="how_turns").set_value(True)),
    ],
)
def test_what_is_touched_moves_in_the_picture_without_drawing_it_anew(open_step, step, touch):
    app = open_step(step)
    before, rows = chart_specs(app), drawn(app)
    assert app.get("vega_lite_chart")[0].proto.alt
    touch(app).run()
    assert chart_specs(app) == before
    assert drawn(app) != rows
