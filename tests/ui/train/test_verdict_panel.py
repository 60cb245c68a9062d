"""The verdict on the Train page shows its evidence, and its buttons set the knobs."""

import pytest

from explorer.config import RunConfig
from explorer.insight.verdict import Kind
from explorer.ui.pages.how import STEPS
from explorer.ui.pages.train.verdict_panel import EPOCHS, ICONS, STORIES
from tests.support.pages import button, has_button, knobs, words

LONG = RunConfig("tanh", "mse", units=24, epochs=8, learning_rate=0.002, seed=3)


@pytest.fixture
def overfitted(open_app, cluster):
    """The app of a visitor who looks at run 1, which learns by heart and overfits from epoch 4 on."""
    cluster.submit([LONG], "packaged")
    cluster.begin(1)
    cluster.epochs(1, LONG.epochs)
    cluster.finish(1)
    return open_app(run="1")


def test_each_kind_of_finding_has_an_icon():
    assert ICONS.keys() == set(Kind)


def test_each_reason_leads_to_a_step_of_how_it_works(overfitted):
    titles = [step.title for step in STEPS]
    assert {*STORIES.values(), EPOCHS} <= set(titles)
    links = [link.proto for link in overfitted.get("page_link") if link.proto.label.startswith("How it works: ")]
    assert [link.label for link in links] == ["How it works: Learning by heart"] * 2
    assert {link.query_string for link in links} == {f"run=1&step={titles.index('Learning by heart') + 1}"}


def headings(app):
    """The titles of the findings, without their icons."""
    return [header.value.split(": ")[-1] for header in app.header if header.value.startswith(":material/")]


def test_a_finding_says_what_it_rests_on_how_sure_it_is_and_what_it_is_not(overfitted):
    assert headings(overfitted) == ["Memorising", "Overfitting"]
    said = words(overfitted)
    assert "**Receipts**, the figures behind it: epochs 4 to 8" in said
    assert "- Validation loss: 0.300 in epoch 3, its lowest; 0.400 in epoch 8 (+33%)." in said
    assert ":gray-badge[Quite sure] Of the 15 pairs of epochs from epoch 3 on, 15 have the higher loss later." in said
    assert "**What it is not.** It does not mean that the network is useless" in said
    assert "**What to try**\n- Try vocabulary 20,000. Helped in" in said


LABELS = [
    ("Try vocabulary 20,000", {"vocabulary": 20_000}),
    ("Try words and pairs", {"pairs": "on"}),
    ("Try learning rate 0.001", {"learning_rate": 0.001}),
]


@pytest.mark.parametrize(("label", "changes"), LABELS)
def test_a_suggestion_sets_the_knobs_to_this_run_with_one_change(overfitted, label, changes):
    assert knobs(overfitted) == RunConfig().to_dict()
    app = button(overfitted, label).click().run()
    assert knobs(app) == LONG.to_dict() | changes
    assert not app.exception


def test_a_suggestion_that_was_taken_is_shown_and_trains_when_it_is_pressed_again(overfitted, cluster):
    app = button(overfitted, "Try vocabulary 20,000").click().run()
    assert any(
        expander.label == "More knobs · learning rate 0.002 · vocabulary 20,000 · seed 3" for expander in app.expander
    )
    assert "**Next: vocabulary 10,000 → 20,000**" in words(app)
    assert not has_button(app, "Try vocabulary 20,000") and has_button(app, "Try learning rate 0.001")
    button(app, "Train with vocabulary 20,000").click().run()
    assert cluster.store.run(2).config == RunConfig(**LONG.to_dict() | {"vocabulary": 20_000})


def test_two_findings_stand_side_by_side_and_suggest_different_things(overfitted):
    labels = [one.label for one in overfitted.button if one.label.startswith("Try")]
    assert labels == [label for label, _ in LABELS]


def test_what_was_tried_is_told_and_where_nothing_is_left_that_is_said(open_app, cluster, overfitted):
    for _, changes in LABELS:
        cluster.trained(RunConfig(**LONG.to_dict() | changes | {"seed": 4}))
    app = open_app(run="1")
    assert not any(one.label.startswith("Try") for one in app.button)
    captions = [caption.value for caption in app.caption]
    assert any(caption.startswith("Vocabulary 20,000 was tried: run 2 got") for caption in captions)
    assert any(caption.startswith("I have no better idea. What is left is luck") for caption in captions)


def test_a_run_that_diverged_at_once_has_a_verdict_too(open_app, cluster):
    cluster.submit([RunConfig(learning_rate=5.0)], "packaged")
    cluster.begin(1)
    cluster.diverge(1)
    app = open_app(run="1", learning_rate="5.0")
    assert headings(app) == ["Diverged"]
    assert "In epoch 1 its loss went over 1,000" in words(app)
    assert "**Receipts**, the figures behind it: epoch 1" in words(app)
    app = button(app, "Try learning rate 0.001").click().run()
    assert knobs(app) == RunConfig().to_dict()


def test_while_a_run_trains_there_is_no_verdict(open_app, cluster):
    cluster.submit([LONG], "packaged")
    cluster.begin(1)
    cluster.epochs(1, 8)
    app = open_app(run="1")
    assert "What it is not" not in words(app)
    assert not any(one.label.startswith("Try") for one in app.button)


def test_a_run_that_was_stopped_before_it_began_has_none_either(open_app, cluster):
    button(open_app(), "Train").click().run()
    cluster.stop([1])
    app = open_app(run="1")
    assert "What it is not" not in words(app)
    assert not app.exception
