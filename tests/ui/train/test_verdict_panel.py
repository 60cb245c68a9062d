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
    return [text.value.split(": ")[-1] for text in app.markdown if text.value.startswith("#### ")]


def test_a_finding_says_what_it_rests_on_how_sure_it_is_and_what_it_is_not(overfitted):
    assert headings(overfitted) == ["Overfitting since epoch 4"]
    assert [expander.label for expander in overfitted.expander if "Receipts" in expander.label] == [
        "Receipts: epochs 3 to 8"
    ]
    said = words(overfitted)
    assert "- Validation loss: lowest 0.300 in epoch 3, 0.400 in epoch 8 (+33%)." in said
    assert ":gray-badge[Quite sure] The rise is 5.7 times what chance does" in said
    assert "**What it is not.** It is not that the network became useless" in said


@pytest.mark.parametrize(
    ("label", "changes", "sentence"),
    [
        ("Try 3 epochs", {"epochs": 3}, "Epochs is now 3, and"),
        ("Try dropout 0.3", {"dropout": 0.3}, "Dropout is now 0.3, and"),
    ],
)
def test_a_suggestion_sets_the_knobs_to_this_run_with_one_change(overfitted, label, changes, sentence):
    assert knobs(overfitted) == RunConfig().to_dict()
    app = button(overfitted, label).click().run()
    assert knobs(app) == LONG.to_dict() | changes
    assert [toast.value.startswith(sentence) for toast in app.toast] == [True]
    assert not app.exception


def test_what_is_suggested_trains_when_train_is_pressed(overfitted, cluster):
    button(overfitted, "Try 3 epochs").click().run()
    button(overfitted, "Train").click().run()
    assert cluster.store.run(2).config == RunConfig(**LONG.to_dict() | {"epochs": 3})


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
    app = open_app(run="1")
    assert "Diverged in epoch 1" in words(app)
    assert any(expander.label == "Receipts: epoch 1" for expander in app.expander)
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
