"""How far repeats of a setting lie apart, over all knobs: many seeds of the article's settings and of others."""

from dataclasses import replace

from explorer.config import USUAL_RATES, RunConfig, article_grid, repeated
from tools.bench.settings_sample import WIDER, draw

GRID_SEEDS, OTHER_SEEDS, DRAWN_SEEDS = range(5), range(12), range(2)
DRAWN, WIDER_DRAWN, DRAWN_BY = 140, 40, 15
# One knob is not as in the article, far enough to show what it does.
OTHERS = [
    RunConfig(),
    *(RunConfig(epochs=epochs) for epochs in (1, 2, 3, 5, 20)),
    *(RunConfig(dropout=dropout) for dropout in (0.5, 0.8)),
    *(RunConfig(learning_rate=rate) for rate in (0.0001, 0.01)),
    RunConfig(vocabulary=1_000),
    RunConfig(batch_size=128),
    RunConfig(l2=0.01),
    *(RunConfig(activation=activation) for activation in ("sigmoid", "gelu", "linear")),
    RunConfig(optimizer="adam"),
    *(RunConfig(optimizer=name, learning_rate=USUAL_RATES[name]) for name in ("sgd", "momentum")),
    *(RunConfig(first_units=units) for units in (4, 64)),
    RunConfig(vocabulary=40_000),
    RunConfig(pairs="on", vocabulary=40_000),
    *(RunConfig(counting=counting) for counting in ("log", "tfidf")),
    RunConfig(pairs="on", counting="tfidf", vocabulary=40_000, optimizer="adam"),
    *(RunConfig(training_reviews=reviews) for reviews in (300, 1_000, 3_000)),
    *(RunConfig(wrong_labels=share) for share in (0.2, 0.4)),
]


def all_repeats() -> list[RunConfig]:
    """Every run: the article's 36 with five seeds, `OTHERS` with twelve, and the settings of `draw` with two."""
    runs = [
        *repeated(article_grid(), GRID_SEEDS),
        *repeated(OTHERS, OTHER_SEEDS),
        *repeated([*draw(DRAWN, DRAWN_BY), *draw(WIDER_DRAWN, DRAWN_BY, WIDER)], DRAWN_SEEDS),
    ]
    # Some settings are in more than one of these.
    return list(dict.fromkeys(runs))


def setting_of(config: RunConfig) -> RunConfig:
    """What it is a repeat of."""
    return replace(config, seed=0)
