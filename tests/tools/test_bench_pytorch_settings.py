"""The settings with which PyTorch is measured are the fastest of those that may matter on the machine."""

from contextlib import nullcontext
from types import SimpleNamespace

import numpy as np
import pytest

from explorer import corpus
from tools.bench import pytorch
from tools.bench.levers import HUGE_PAGES
from tools.bench.pytorch import ONE, Settings


@pytest.mark.parametrize("fastest", [Settings(4, True), Settings(8, False)])
def test_the_fastest_settings_are_taken(fastest, tmp_path, monkeypatch):
    tried = []

    def side(self, task, settings, epochs):
        tried.append((task, settings, epochs))
        return nullcontext(SimpleNamespace(measure=lambda task: {"seconds": 1.0 if settings == fastest else 2.0}))

    monkeypatch.setattr(pytorch.PyTorch, "side", side)
    monkeypatch.setattr(pytorch.os, "cpu_count", lambda: 8)
    assert pytorch.PyTorch(tmp_path, networks=2, epochs=10).best_settings(ONE) == fastest
    assert tried == [(ONE, Settings(threads, pages), 1) for threads in (4, 8) for pages in (False, True)]


def test_only_huge_pages_change_the_environment():
    assert Settings(2, True).environment == HUGE_PAGES and Settings(2, False).environment == {}
    assert (str(Settings(1, False)), str(Settings(2, True))) == (
        "1 thread, huge pages not asked for",
        "2 threads, huge pages asked for",
    )


def test_the_rows_are_those_that_this_program_trains_on():
    with pytorch.prepared(networks=2, epochs=1) as side:
        with np.load(side.rows) as file:
            arrays = dict(file)
        assert side.rows.exists()
    assert not side.rows.exists()
    reviews = corpus.load(corpus.default_source())
    assert arrays["train_starts"].shape == (len(reviews.train) + 1,)
    assert arrays["validation_labels"].tolist() == reviews.validation.labels.tolist()
    assert arrays["train_starts"][-1] == len(arrays["train_words"])
    assert arrays["train_words"].max() < 10_000
    assert side.networks == '[["relu", "mse", 16, 1], ["tanh", "mse", 16, 1]]'
