"""A machine reads along: every figure and every claim in every verdict is true of its history."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.config import RunConfig
from explorer.history import Epoch
from explorer.wording.findings import findings
from tests.support.histories import CASES, LABELLED, REVIEWS, labelled_history, real_histories
from tests.support.told import Told
from tests.support.verdict_reader import read


def read_along(config, epochs, reviews=REVIEWS, diverged=False, majority=0.5):
    found = findings(config, epochs, reviews, diverged, majority=majority)
    told = Told(config, epochs, reviews, diverged, [finding.kind.value for finding in found], majority)
    for finding in found:
        for text in (finding.text, finding.more, finding.because, finding.is_not, *finding.receipts):
            read(told, text)
    return found


@pytest.mark.parametrize("name", LABELLED)
def test_the_labelled_histories(name):
    assert read_along(RunConfig(**LABELLED[name]["settings"]), labelled_history(name))


@pytest.mark.parametrize("config", real_histories(), ids=RunConfig.describe)
def test_the_real_histories_whole_and_shorter(config):
    epochs = real_histories()[config]
    for length in range(1, len(epochs) + 1):
        assert read_along(config, epochs[:length])


@pytest.mark.parametrize("epochs", CASES.values(), ids=CASES)
def test_the_history_of_each_kind(epochs):
    assert read_along(RunConfig(), epochs)


shares = st.floats(0, 1).map(lambda share: round(share, 4))
losses = st.floats(0, 20).map(lambda loss: round(loss, 4))


@st.composite
def drawn_histories(draw):
    """Any figures at all, or curves as networks make them: a rise, a fall, noise, jumps and a collapse."""
    length = draw(st.integers(1, 30))
    if draw(st.booleans()):
        rows = draw(st.lists(st.tuples(losses, shares, losses, shares), min_size=length, max_size=length))
    else:
        rows = draw(curves(length))
    return [Epoch(number, *row, seconds=0.5) for number, row in enumerate(rows, 1)]


@st.composite
def curves(draw, length):
    rng = draw(st.randoms(use_true_random=False))
    best, turn = rng.uniform(0.45, 1.0), rng.randint(1, length)
    rate, up, noise = rng.choice((0.05, 0.3, 1.5)), rng.choice((0.0, 0.01, 0.05, 0.1)), rng.choice((0.001, 0.005, 0.05))
    own, rows = rng.choice((best, 0.999)), []
    for epoch in range(1, length + 1):
        learned = 1 - (1 + rate) ** -epoch
        loss = 0.7 - 0.65 * learned + rng.gauss(0, noise)
        accuracy = 0.5 + (own - 0.5) * learned + rng.gauss(0, noise / 4)
        val_loss = (0.7 - 0.4 * (1 - (1 + rate) ** -min(epoch, turn))) * (1 + up) ** max(0, epoch - turn)
        val_accuracy = 0.5 + (best - 0.5) * learned + rng.gauss(0, noise)
        rows.append([loss, accuracy, val_loss * (1 + rng.gauss(0, noise)), val_accuracy])
    event = rng.choice(("none", "slip", "collapse", "blow up"))
    where = rng.randrange(length)
    for row in {"none": [], "slip": rows[where : where + 1]}.get(event, rows[where:]):
        row[:] = [9.0, 0.5, 9.0, 0.5] if event == "blow up" else [0.693, 0.5, 0.693, rng.uniform(0.4, 0.7)]
    limits = ((0, 50), (0, 1), (0, 50), (0, 1))
    return [tuple(round(min(max(x, low), high), 4) for x, (low, high) in zip(row, limits)) for row in rows]


@settings(max_examples=1500, deadline=None)
@given(
    epochs=drawn_histories(),
    reviews=st.sampled_from([12, 500, 5_000, 25_000]),
    diverged=st.booleans(),
    majority=st.sampled_from([0.5, 0.5, 0.55, 0.8, 0.95, 1.0]),
)
def test_thousands_of_others(epochs, reviews, diverged, majority):
    assert read_along(RunConfig(), epochs, reviews, diverged, majority)


def test_a_wrong_figure_or_claim_is_noticed():
    told = Told(RunConfig(), labelled_history("late-jump"), REVIEWS, False, ["learning well"])
    read(told, "The network that is kept, of epoch 30, gets 95.1% of new reviews right.")
    for wrong in (
        "The network that is kept, of epoch 29, gets 95.1% of new reviews right.",
        "The network that is kept, of epoch 30, gets 95.2% of new reviews right.",
        "In epochs 21 to 30 the loss on new reviews has neither clearly fallen nor clearly risen.",
        "It is getting better.",
    ):
        with pytest.raises(AssertionError):
            read(told, wrong)


def test_the_last_epoch_is_not_quoted_where_it_was_a_slip():
    epochs = real_histories()[RunConfig()]
    last = replace(epochs[-1], val_accuracy=0.6, val_loss=2.0, accuracy=0.7, loss=1.0)
    found = read_along(RunConfig(), [*epochs[:-1], last])
    assert "The last epoch was a bad one" in found[0].text
