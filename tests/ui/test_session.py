"""Each item of a visitor's session has one name and one default."""

from explorer.config import KNOBS
from explorer.ui.session import Item, Items, Session, session
from tests.support.pages import button


def items(kind):
    return [value for value in vars(Session).values() if isinstance(value, kind)]


def test_no_two_items_have_the_same_key():
    keys = [item.key for item in items(Item)] + [group.key_of(name) for group in items(Items) for name in KNOBS]
    assert len(keys) > len(KNOBS) and len(set(keys)) == len(keys)


def test_an_item_is_read_by_its_name_and_gives_widgets_their_key(open_app):
    app = open_app("how_it_works", step="3")
    assert Session.step.key == "step" and app.selectbox(key=Session.step.key).value == app.session_state.step == 3
    assert button(app, "Next").click().run().session_state.step == 4


def test_an_item_that_nobody_has_set_has_its_default(monkeypatch):
    monkeypatch.setattr("streamlit.session_state", {})
    assert (session.step, session.my_runs, session.filter["units"]) == (1, (), ())
    session.step, session.filter["units"] = 2, [16]
    assert (session.step, session.filter["units"], session.filter["layers"]) == (2, [16], ())


def test_a_visitor_keeps_their_name_and_has_one_of_their_own(open_app):
    first, second = (button(open_app(), "Train").click().run() for _ in range(2))
    name = first.session_state.visitor
    assert first.run().session_state.visitor == name != second.session_state.visitor
