"""A store or reviews that are not there are a sentence, before anything is made or started."""

import pytest

from explorer import corpus
from explorer.cli import learning_curve, search, training
from tests.support.command_line import assert_is_a_sentence


@pytest.mark.parametrize(
    "command",
    [
        ["leaderboard"],
        ["predict", "good"],
        ["exam", "1"],
        ["data", "list"],
        ["data", "remove", "official"],
        ["encode", "good"],
    ],
)
def test_a_store_at_a_mistyped_place_is_not_made(call, tmp_path, monkeypatch, command):
    monkeypatch.setenv("EXPLORER_STORE", str(tmp_path / "mistypd" / "runs.db"))
    code, _, err = call(*command)
    assert list(tmp_path.iterdir()) == []
    if command[0] in ("leaderboard", "predict", "exam"):
        assert code == 1
        assert f"There is no store at {tmp_path}/mistypd/runs.db, which EXPLORER_STORE names." in err
        assert_is_a_sentence(err)


@pytest.mark.parametrize("command", ["train", "grid", "search", "learning-curve"])
def test_reviews_that_are_not_here_are_missed_before_a_worker_starts(call, store, monkeypatch, command):
    for module in (training, search, learning_curve):
        monkeypatch.setattr(module, "Cluster", None)
    assert "official" not in corpus.available_sources()
    code, out, err = call(command, "--reviews", "official")
    assert (code, out) == (1, "")
    assert err.endswith(" are not on this computer. Download them with: python -m explorer fetch --reviews official\n")
