"""Settings drawn at random over the whole range of the knobs, as people turn them: most as in the article, some far off."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from explorer.config import RunConfig

# Each value as often as it stands there. Batch sizes and vocabularies are few, because networks train together only where
# they are equal; a batch of 16 reviews would take half an hour.
VALUES: dict[str, Sequence[Any]] = {
    "activation": ("relu", "tanh"),
    "loss": ("mse", "binary_crossentropy"),
    "units": (4, 8, 16, 32, 64, 128, 512),
    "layers": (0, 1, 2, 3, 5),
    "epochs": (1, 2, 3, 5, 8, 15, 20, 30),
    "learning_rate": (0.00003, 0.0001, 0.0002, 0.0005, 0.002, 0.005, 0.01, 0.03, 0.1, 0.3, 3.0),
    "batch_size": (128, 2048),
    "vocabulary": (500, 2000, 20_000),
    "dropout": (0.2, 0.5, 0.8),
    "l2": (0.0005, 0.003, 0.01, 0.1),
}
WIDER = {
    **VALUES,
    "activation": ("tanh", "sigmoid", "gelu", "linear"),
    "optimizer": ("adam", "sgd", "momentum"),
    "first_units": (4, 64),
    "pairs": ("on",),
    "counting": ("log", "tfidf"),
    "training_reviews": (300, 3_000),
    "wrong_labels": (0.1, 0.3),
}
"""The same with the knobs that came later."""
MOST_TURNED = 4


def draw(number: int, seed: int, values: Mapping[str, Sequence[Any]] = VALUES) -> list[RunConfig]:
    """`number` different settings: in each, one to four knobs, picked at random, are not as in the article.

    Args:
        number: How many.
        seed: Decides which.
        values: The values of each knob.
    """
    rolls, drawn = random.Random(seed), dict[RunConfig, None]()
    while len(drawn) < number:
        turned = rolls.sample(list(values), rolls.randint(1, MOST_TURNED))
        drawn[RunConfig(**{name: rolls.choice(values[name]) for name in turned})] = None
    return list(drawn)
