"""How time and memory grow with networks and reviews: real trainings of small sizes, and what is left out."""

import json

import pytest

from explorer.cli.main import main
from tools.bench import sizes
from tools.bench.sizes import Size

MEASURED = {"networks": 36, "reviews": 15_000, "epoch_seconds": 2.0, "imported_bytes": 5 * 10**8, "peak_bytes": 9 * 10**8}


@pytest.fixture(scope="module")
def result():
    """Two numbers of networks and two of reviews; one of these is more than there are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sizes, "EPOCHS", 2)
        return sizes.measure(networks=(1, 2), reviews=(8_000, 16_000))


@pytest.mark.workers
def test_every_size_has_its_time_and_memory(result):
    found = [(one["networks"], one["reviews"]) for row in ("networks", "reviews") for one in result[row]["sizes"]]
    assert found == [(1, 8_000), (2, 8_000), (1, 8_000), (1, 16_000)]
    for one in (one for row in ("networks", "reviews") for one in result[row]["sizes"]):
        assert one["nanoseconds"] == pytest.approx(one["epoch_seconds"] / one["networks"] / one["reviews"] * 1e9)
        assert one["peak_bytes"] > one["imported_bytes"] > 0 and one["groups"] == 1


@pytest.mark.workers
def test_the_words_have_a_line_for_each_size_and_the_growth(result):
    words = sizes.in_words(result)
    assert "16,000" in words and words.count("From first to last: time ") == 2


def test_the_command_prints_the_same_as_json(monkeypatch, capsys):
    row = {"sizes": [MEASURED | {"nanoseconds": 3.7, "groups": 1}], "left_out": ["A size is left out."]}
    result = {"machine": "A", "aim": sizes.AIM, "networks": row, "reviews": row}
    monkeypatch.setattr(sizes, "measure", lambda: result)
    assert main(["bench", "--sizes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == result
    assert sizes.in_words(result).count("A size is left out.") == 2


def test_larger_sizes_train_for_fewer_epochs_but_never_only_one():
    assert [Size(networks, 15_000).epochs for networks in sizes.NETWORKS] == [8, 2, 2, 2]
    assert Size(36, 1_500_000).factor == 100


def test_a_size_that_takes_too_much_time_or_memory_is_left_out_with_a_sentence(monkeypatch):
    measured = []

    def measure(size):
        measured.append(size)
        return MEASURED | {"networks": size.networks, "reviews": size.reviews, "epoch_seconds": 2.0 * size.factor}

    monkeypatch.setattr(sizes, "_measured", measure)
    monkeypatch.setattr(sizes, "MOST_SECONDS", 60)
    row = sizes._row([Size(36, 15_000), Size(108, 15_000), Size(1_080, 15_000)])
    assert measured == [Size(36, 15_000), Size(108, 15_000)]
    assert row["left_out"] == ["1,080 networks, 15,000 reviews: left out, because it would take about 2 minutes."]

    monkeypatch.setattr(sizes, "MOST_SECONDS", 10**6)
    monkeypatch.setattr(sizes.psutil, "virtual_memory", lambda: type("Memory", (), {"available": 10**10}))
    row = sizes._row([Size(36, 15_000), Size(36, 1_500_000)])
    assert row["left_out"] == ["36 networks, 1,500,000 reviews: left out, because it would take about 40 GB of memory."]
