"""What the bench compares, with what, and which ratio this project aims for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

ARTICLE, SKLEARN, TORCH, EXPLORER = "article", "sklearn", "torch", "explorer"
NAMES = {
    ARTICLE: "the article's loop",
    SKLEARN: "scikit-learn",
    TORCH: "PyTorch",
    EXPLORER: "this trainer",
}
OPTIONAL = {TORCH: ("torch",), SKLEARN: ("sklearn",)}
"""Sides that need modules that the app does not."""

FLOOR_AIM = "≥ 45%"
"""The share of the floor that a step of 36 networks should reach."""


@dataclass(frozen=True)
class Measure:
    """One line of the result: figure `key` of `side` compared with figure `own` of this trainer.

    `aim` is the ratio, the side's figure divided by this trainer's, that this project aims for.
    """

    label: str
    side: str
    key: str
    own: str
    unit: str
    aim: str


MEASURES = (
    Measure("{networks} networks, process warm", TORCH, "grid_seconds", "grid_seconds", "s", "≥ 1.5×"),
    Measure("{networks} networks, processor time", TORCH, "processor_seconds", "processor_seconds", "s", "none"),
    Measure("{networks} networks, process warm", ARTICLE, "grid_seconds", "grid_seconds", "s", "≥ 18×"),
    Measure("{networks} networks, start to end", TORCH, "whole_seconds", "whole_seconds", "s", "≥ 1.2×"),
    Measure("{networks} networks, start to end", ARTICLE, "whole_seconds", "whole_seconds", "s", "≥ 40×"),
    Measure("One network with validation", TORCH, "network_seconds", "network_seconds", "s", "≥ 3×"),
    Measure("One network with validation", ARTICLE, "network_seconds", "network_seconds", "s", "≥ 6×"),
    Measure("One network, scikit-learn's without", SKLEARN, "network_seconds", "network_seconds", "s", "≥ 1.0×"),
    Measure("Memory beyond TensorFlow imported", ARTICLE, "beyond_bytes", "beyond_bytes", "MB", "≥ 10×"),
    Measure("Peak memory", ARTICLE, "peak_bytes", "peak_bytes", "MB", "≥ 4×"),
    Measure("Peak memory", TORCH, "peak_bytes", "peak_bytes", "MB", "none"),
    Measure("{networks} networks against 3 repeats", EXPLORER, "grid_seconds", "repeats_seconds", "s", "≥ 0.33×"),
    Measure("First epoch of a new shape", ARTICLE, "first_epoch_seconds", "first_epoch_seconds", "s", "≥ 1×"),
)
"""The sides of a measure take turns, except for the article's loop, which takes minutes and runs once. Processor time, of
all cores together, is steadier than the clock where something else runs, too."""


def compared(figures: Mapping[str, Mapping[str, float]], networks: int) -> Iterator[dict]:
    """A line for each measure that has both of its figures.

    Args:
        figures: Side → name → seconds or bytes.
        networks: How many networks were trained.
    """
    for measure in MEASURES:
        theirs, ours = figures.get(measure.side, {}).get(measure.key), figures[EXPLORER].get(measure.own)
        if theirs and ours:
            label = measure.label.format(networks=networks)
            sides = {"side": NAMES[measure.side], "theirs": theirs, "ours": ours, "ratio": theirs / ours}
            yield {"measure": label, **sides, "unit": measure.unit, "aim": measure.aim}
