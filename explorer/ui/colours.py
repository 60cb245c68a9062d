"""The colours of charts, for marks on light and dark pages alike, and those of words in the same colours."""

# People with any kind of colour blindness can tell blue and orange apart; both are seen on white and on black.
BLUE, ORANGE, GREY = "#2f81d7", "#d9730d", "#8a8f98"

TEXT_COLOURS = {BLUE: ("#1f6fc4", "#5aa2ea"), ORANGE: ("#ad5800", "#f0913c"), GREY: ("#5c626d", "#a3a9b4")}
"""Colour → the same for words on a light and on a dark page, with a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3)."""
