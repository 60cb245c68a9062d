"""A network is described as its settings make it."""

import pytest

from explorer.config import RunConfig
from explorer.wording.network_sentences import network_in_words


def test_the_words_say_what_the_knobs_say():
    words = network_in_words(RunConfig("tanh", units=32, layers=2, epochs=4), 15_000)
    assert "10,000 switches" in words
    assert "2 hidden layers of 32 units each, bent by **tanh**, combine what they find." in words
    assert "**16 units**, always bent by **ReLU**," in words
    # 30 batches an epoch.
    assert "corrected 120 times" in words and "after every 512 of 15,000 reviews" in words


def test_the_words_count_one_thing_as_one():
    words = network_in_words(RunConfig(epochs=1, batch_size=4096), 300)
    assert "corrected once" in words and "after every 300 of 300 reviews" in words and "in 1 epoch." in words
    assert "A hidden layer of 16 units, bent by **ReLU**, combines what they find." in words
    assert "hidden layer" not in network_in_words(RunConfig(layers=0), 300)


@pytest.mark.parametrize(("share", "said"), [(0.5, "**50%** of their"), (0.2, "**20%**"), (0.125, "**12.5%**")])
def test_wrong_labels_are_said_as_they_were_chosen(share, said):
    assert f"{said}" in network_in_words(RunConfig(wrong_labels=share), 15_000)


def test_the_weights_are_counted():
    config = RunConfig(units=64, layers=3, vocabulary=500)
    assert f"**{sum(config.parameter_counts):,} weights and biases**" in network_in_words(config, 15_000)
