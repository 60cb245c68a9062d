"""`learning-curve`: what is trained, what is shown, and the exit codes."""

import json

import pytest

from explorer.cli import learning_curve
from explorer.config import KNOBS, RunConfig
from explorer.insight.learning_curve import FREE
from explorer.scheduling.limits import Limits
from tests.support.cluster import InstantCluster, StandIn
from tests.support.learning_curves import ALL_SIZES, USUAL


class Learner(InstantCluster):
    """What it trains gets as good as networks do with so many reviews, and a little better or worse with another seed."""

    def epoch(self, run_id, **figures):
        config = self.store.run(run_id).config
        super().epoch(run_id, val_accuracy=USUAL[config.training_reviews] + 0.002 * (config.seed - 1), **figures)


@pytest.fixture
def learner(store, monkeypatch):
    monkeypatch.setattr(learning_curve, "Cluster", Learner)
    return store


def test_it_trains_every_size_with_three_seeds_and_says_what_comes_next(call, learner):
    code, out, _ = call("learning-curve", "--units", "32")
    assert code == 0
    assert out.startswith("The learning curve of ReLU · binary cross-entropy · 1 hidden layer of 32 · 10 epochs\n")
    wanted = [RunConfig(units=32, training_reviews=size, seed=seed) for size in ALL_SIZES for seed in range(3)]
    assert [run.config for run in learner.runs()] == wanted
    assert [line.split()[0] for line in out.splitlines()[2:8]] == ["100", "300", "1,000", "3,000", "10,000", "15,000"]
    assert "\nTwice the data would bring about" in out and "**" not in out
    assert "the same 5,000 validation reviews" in out


def test_as_json_it_has_every_point_and_the_outlook(call, learner):
    code, out, err = call("learning-curve", "--json")
    data = json.loads(out)
    assert (code, err, data["trained"], data["diverged"], data["doubt"]) == (0, "", 18, 0, None)
    assert [point["reviews"] for point in data["points"]] == [*ALL_SIZES]
    assert [point["val_accuracy"] for point in data["points"]] == pytest.approx([*USUAL.values()])
    assert all(len(point["runs"]) == 3 and point["interval_95"] > 0 for point in data["points"])
    twice = data["twice_the_data"]
    assert twice["reviews"] == 30_000
    assert 0 <= twice["gain"]["low"] < twice["gain"]["value"] < twice["gain"]["high"]
    assert not {*FREE} & data["config"].keys()


def test_what_is_trained_already_is_not_trained_again(call, learner, monkeypatch):
    StandIn(learner).trained(RunConfig(training_reviews=100, seed=1), val_accuracy=0.7)
    assert json.loads(call("learning-curve", "--json")[1])["trained"] == 17
    monkeypatch.setattr(learning_curve, "Cluster", None)
    assert json.loads(call("learning-curve", "--json")[1])["trained"] == 0


def test_settings_that_diverge_end_with_3_and_have_no_outlook(call, learner):
    code, out, _ = call("learning-curve", "--learning-rate", "10", "--json")
    data = json.loads(out)
    assert (code, data["trained"], data["diverged"], data["points"], data["twice_the_data"]) == (3, 0, 18, [], None)
    code, out, _ = call("learning-curve", "--learning-rate", "10")
    assert code == 0 and "18 runs of this setting diverged and are left out." in out


@pytest.mark.parametrize("name", [name for name in KNOBS if name not in FREE])
def test_it_takes_every_other_knob(call, learner, name):
    knob = KNOBS[name]
    value = [*knob.choices][-1] if knob.choices else knob.low
    call("learning-curve", "--json", f"--{name.replace('_', '-')}={value}")
    assert {getattr(run.config, name) for run in learner.runs()} == {value}


@pytest.mark.parametrize("name", FREE)
def test_it_takes_neither_seed_nor_size(call, learner, name):
    code, _, err = call("learning-curve", f"--{name.replace('_', '-')}=300")
    assert code == 2 and "unrecognized arguments" in err


def test_more_than_the_host_allows_is_a_sentence(call, learner, monkeypatch):
    submit = lambda self, configs, dataset: self.store.add(configs, dataset, "x", "", Limits(9))  # noqa: E731
    monkeypatch.setattr(Learner, "submit", submit)
    code, out, err = call("learning-curve")
    assert (code, out) == (1, "")
    assert err.startswith("There is no room for 18 more: at most 9 can wait or train at a time in this app.")
