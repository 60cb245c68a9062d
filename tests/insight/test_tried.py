"""Who has trained a setting here, or the same for longer, has shown what it does."""

from explorer.config import RunConfig
from explorer.insight.verdict.tried import Tried
from tests.support.runs import epoch, run


def trained(number, accuracy=0.88, **settings):
    config = RunConfig(**settings)
    return run(number, config, [epoch(one, accuracy) for one in range(1, config.epochs + 1)])


def test_a_setting_has_been_tried_whatever_the_seed_and_the_best_run_tells():
    tried = Tried([trained(1, 0.87), trained(2, 0.89, seed=5), trained(3, 0.88, seed=6)])
    assert tried.by(RunConfig(seed=9)).id == 2
    assert tried.by(RunConfig(dropout=0.3)) is None


def test_a_longer_run_has_shown_what_a_shorter_one_would_but_not_the_other_way_round():
    tried = Tried([trained(1, epochs=20)])
    assert tried.by(RunConfig(epochs=12)).id == 1
    assert tried.by(RunConfig(epochs=30)) is None


def test_a_run_without_an_epoch_has_been_tried_too():
    assert Tried([run(1, RunConfig(learning_rate=10.0))]).by(RunConfig(learning_rate=10.0)).best is None
