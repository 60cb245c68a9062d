"""Settings of networks that train together on a few reviews: the article's, unusual ones, and some with dropout."""

import random
from dataclasses import replace

from explorer.config import RunConfig, article_grid

VOCABULARY = 2_000
SHARED = {"vocabulary": VOCABULARY, "batch_size": 400, "epochs": 3}
ARTICLE = [replace(config, **SHARED) for config in article_grid()]
# Beyond the article: no hidden layer and five of them, other widths, penalties and learning rates.
UNUSUAL = [
    RunConfig(layers=0, **SHARED),
    RunConfig("tanh", "mse", layers=0, units=64, **SHARED),
    RunConfig(layers=5, units=24, **SHARED),
    RunConfig("tanh", layers=5, units=16, **SHARED),
    RunConfig("tanh", "mse", layers=1, units=4, **SHARED),
    RunConfig(l2=0.01, **SHARED),
    RunConfig("tanh", "mse", layers=3, units=32, l2=0.002, **SHARED),
    RunConfig(learning_rate=0.005, **SHARED),
    RunConfig("tanh", layers=2, units=16, learning_rate=0.0002, l2=0.001, **SHARED),
]
DROPPING = [
    RunConfig(layers=1, dropout=0.3, **SHARED),
    RunConfig("tanh", layers=3, units=32, dropout=0.5, **SHARED),
    RunConfig(layers=0, dropout=0.5, l2=0.001, **SHARED),
]


def shuffled(configs):
    """The configs in an order that is not that of their slots."""
    return random.Random(3).sample(configs, len(configs))
