"""A network with known answers: its score is the sum of the pushes that it was built with."""

from functools import cache

import pytest

from explorer.config import RunConfig
from explorer.corpus import INDEX_FROM, UNKNOWN, Vocabulary

PUSHES = {"great": 1.5, "fine": 0.5, "bad": -1.0, "awful": -2.0}
UNKNOWN_PUSH = -0.25
CONFIG = RunConfig(layers=0, vocabulary=1_000)
WORDS = Vocabulary(["the", "film", "was", "great", "fine", "bad", "awful", *(f"word{n}" for n in range(8, 1_200))])


@cache
def model(words):
    """Its `.keras` file, for a vocabulary of `words`. One unit of the first layer sums up praise, another one complaints."""
    from explorer.training.network import build
    from tests.support.keras_files import to_bytes

    network = build(CONFIG)
    kernel, bias, answer, last = (0 * weights for weights in network.get_weights())
    ranks = {word: rank for rank, word in enumerate(words, 1)}
    known = {ranks[word] + INDEX_FROM: push for word, push in PUSHES.items() if word in ranks}
    for number, push in {**known, UNKNOWN: UNKNOWN_PUSH}.items():
        kernel[number, 0 if push > 0 else 1] = abs(push)
    answer[:2, 0] = 1, -1
    network.set_weights([kernel, bias, answer, last])
    return to_bytes(network)


@pytest.fixture
def network(reviews):
    """The file of the network."""
    return model(reviews.vocabulary.words)


@pytest.fixture
def champion(cluster, network):
    """A run that has kept that network."""
    return cluster.trained(CONFIG, model=network, val_accuracy=0.88)
