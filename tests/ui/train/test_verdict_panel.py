"""The verdict on the Train page shows its evidence, and its buttons set the knobs."""

import pytest

from explorer.config import RunConfig
from explorer.insight.verdict import Kind
from explorer.ui.pages.train.verdict_panel import ICONS
from tests.support.pages import button, has_button, knobs, words

LONG = RunConfig("tanh", "mse", units=24, epochs=8, learning_rate=0.002, seed=3)


@pytest.fixture
def overfitted(open_app, cluster):
    """The app of a visitor who looks at run 1, which overfits from epoch 4 on."""
    cluster.submit([LONG], "packaged")
    cluster.begin(1)
    cluster.epochs(1, LONG.epochs)
    cluster.finish(1)
    return open_app(run="1")


def test_each_kind_of_finding_has_an_icon():
    assert ICONS.keys() == set(Kind)


def headings(app):
    """The titles of the findings, without their icons."""
    return [header.value.split(": ")[-1] for header in app.header if "since" in header.value or "Diverged" in header.value]


def test_a_finding_says_what_it_rests_on_how_sure_it_is_and_what_it_is_not(overfitted):
    assert headings(overfitted) == ["Overfitting since epoch 4"]
    said = words(overfitted)
    assert "**Receipts**, the figures behind it: epochs 3 to 8" in said
    assert "- Validation loss: lowest 0.300 in epoch 3, 0.400 in epoch 8 (+33%)." in said
    assert ":gray-badge[Quite sure] The rise is 5.7 times the usual wobble" in said
    assert "**What it is not.** It does not mean that the network is useless" in said


@pytest.mark.parametrize(
    ("label", "changes"),
    [("Try 3 epochs", {"epochs": 3}), ("Try dropout 0.3", {"dropout": 0.3})],
)
def test_a_suggestion_sets_the_knobs_to_this_run_with_one_change(overfitted, label, changes):
    assert knobs(overfitted) == RunConfig().to_dict()
    app = button(overfitted, label).click().run()
    assert knobs(app) == LONG.to_dict() | changes
    assert not app.exception


def test_a_suggestion_that_was_taken_is_shown_and_trains_when_it_is_pressed_again(overfitted, cluster):
    app = button(overfitted, "Try dropout 0.3").click().run()
    assert any(expander.label == "More knobs · learning rate 0.002 · dropout 0.3 · seed 3" for expander in app.expander)
    assert "**Next: dropout 0 → 0.3**" in words(app)
    assert not has_button(app, "Try dropout 0.3") and has_button(app, "Try 3 epochs")
    button(app, "Train with dropout 0.3").click().run()
    assert cluster.store.run(2).config == RunConfig(**LONG.to_dict() | {"dropout": 0.3})


def test_two_findings_stand_side_by_side_and_suggest_different_things(open_app, cluster):
    cluster.submit([RunConfig()], "packaged")
    cluster.begin(1)
    for number in range(1, 11):
        cluster.epoch(1, accuracy=0.88 + 0.01 * number)
    cluster.finish(1)
    app = open_app(run="1")
    assert headings(app) == ["Overfitting since epoch 4", "Memorising since epoch 9"]
    labels = [one.label for one in app.button if one.label.startswith("Try")]
    assert labels == ["Try 3 epochs", "Try dropout 0.3", "Try L2 penalty 0.001", "Try 8 hidden units"]


def test_a_run_that_diverged_at_once_has_a_verdict_too(open_app, cluster):
    cluster.submit([RunConfig(learning_rate=5.0)], "packaged")
    cluster.begin(1)
    cluster.diverge(1)
    app = open_app(run="1", learning_rate="5.0")
    assert "Diverged in epoch 1" in words(app)
    assert "**Receipts**, the figures behind it: epoch 1" in words(app)
    app = button(app, "Try learning rate 0.001").click().run()
    assert knobs(app) == RunConfig().to_dict()


def test_while_a_run_trains_there_is_no_verdict(open_app, cluster):
    cluster.submit([LONG], "packaged")
    cluster.begin(1)
    cluster.epochs(1, 8)
    app = open_app(run="1")
    assert "What it is not" not in words(app)
    assert not has_button(app, "Try 3 epochs")


def test_a_run_that_was_stopped_before_it_began_has_none_either(open_app, cluster):
    button(open_app(), "Train").click().run()
    cluster.stop([1])
    app = open_app(run="1")
    assert "What it is not" not in words(app)
    assert not app.exception
