"""The colours of every heat map."""

from typing import Final

# Perceptually uniform and ordered by lightness, so it works with any kind of colour blindness.
SCHEME: Final = "viridis"
LIGHT_INK, DARK_INK = "#ffffff", "#000000"


def ink(share: float) -> str:
    """The colour for a number on a cell, where `share` is the place of its value in the colour range, from 0 to 1."""
    return DARK_INK if share > 0.475 else LIGHT_INK
