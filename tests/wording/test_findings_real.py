"""The verdict on the article's 36 combinations as this program trained them: seed 0, packaged reviews, 10 epochs."""

import pytest

from explorer.config import RunConfig, article_grid
from explorer.insight.verdict import Kind
from explorer.insight.verdict.rules import overfitting_since
from explorer.wording.findings import findings
from tests.support.histories import real_histories

HISTORIES = real_histories()
CROSS_ENTROPY = {config: epochs for config, epochs in HISTORIES.items() if config.loss == "binary_crossentropy"}
SQUARED_ERROR = {config: epochs for config, epochs in HISTORIES.items() if config.loss == "mse"}

each = pytest.mark.parametrize("config", HISTORIES, ids=RunConfig.describe)


def judge(config):
    return findings(config, HISTORIES[config], 5_000)


def rise(epochs):
    """By how much the last validation loss is above the lowest, as a share."""
    return epochs[-1].val_loss / min(epoch.val_loss for epoch in epochs) - 1


def test_all_36_are_there():
    assert list(HISTORIES) == article_grid()
    assert all([epoch.epoch for epoch in epochs] == list(range(1, 11)) for epochs in HISTORIES.values())


@each
def test_all_learn_by_heart_over_97_per_cent_of_their_own_and_under_90_of_the_others(config):
    last = judge(config)[-1]
    assert last.kind == Kind.MEMORISING
    assert last.certainty == "Quite sure"


@pytest.mark.parametrize("config", CROSS_ENTROPY, ids=RunConfig.describe)
def test_cross_entropy_always_overfits_and_its_loss_rises_by_a_quarter_and_more(config):
    epochs = HISTORIES[config]
    lowest = min(epochs, key=lambda epoch: epoch.val_loss).epoch
    assert rise(epochs) > 0.25
    assert judge(config)[0].title == f"Overfitting since epoch {lowest + 1}"
    assert overfitting_since(epochs) == lowest + 1
    assert judge(config)[0].suggestions[0].changes == {"epochs": lowest}


def test_of_cross_entropy_it_is_only_a_hint_where_the_loss_jumps_about():
    hints = [config for config in CROSS_ENTROPY if judge(config)[0].certainty == "Only a hint"]
    assert [(config.activation, config.units, config.layers) for config in hints] == [("relu", 64, 2), ("tanh", 64, 3)]


def test_squared_error_with_relu_ends_near_its_lowest_loss_which_is_no_clear_rise():
    # A squared error is at most 1, so being confidently wrong costs little.
    relu = {config: epochs for config, epochs in SQUARED_ERROR.items() if config.activation == "relu"}
    assert len(relu) == 9
    assert all(rise(epochs) < 0.15 for epochs in relu.values())
    assert [overfitting_since(epochs) for epochs in relu.values()] == [None] * 9


def test_squared_error_with_tanh_overfits_only_where_the_loss_stays_up_for_good():
    # With 64 units and three layers, the last loss is half as high again as the lowest; but in the fourth epoch it was
    # twice as high, and came down again.
    found = {
        (config.units, config.layers): overfitting_since(epochs)
        for config, epochs in SQUARED_ERROR.items()
        if config.activation == "tanh" and overfitting_since(epochs)
    }
    assert found == {(16, 2): 7, (32, 2): 4}
    assert {judge(config)[0].certainty for config in SQUARED_ERROR if overfitting_since(HISTORIES[config])} == {
        "Only a hint"
    }


@each
def test_nothing_else_is_said_about_any(config):
    assert {finding.kind for finding in judge(config)} <= {Kind.OVERFITTING, Kind.MEMORISING}


@each
def test_after_two_epochs_all_are_too_short_and_after_three_none_has_overfitted(config):
    epochs = HISTORIES[config]
    assert [finding.kind for finding in findings(config, epochs[:2], 5_000)] == [Kind.TOO_SHORT]
    assert overfitting_since(epochs[:3]) is None
