"""Cleaned text whose characters can be found again in what somebody has typed."""

from dataclasses import dataclass

from explorer.reading.cleaning import STEPS


@dataclass(frozen=True)
class Cleaned:
    """A cleaned text, and for each of its characters from where to where it stands in the text as it was typed."""

    text: str
    origins: tuple[tuple[int, int], ...]


def clean_with_origins(typed: str) -> Cleaned:
    """`clean(typed)`, with the place of each of its characters in `typed`."""
    text, origins = typed, [(place, place + 1) for place in range(len(typed))]
    for pattern, replace in STEPS:
        parts: list[str] = []
        places: list[tuple[int, int]] = []
        end = 0
        for found in pattern.finditer(text):
            replaced = replace(found)
            parts += (text[end : found.start()], replaced)
            places += origins[end : found.start()]
            if pattern.groups:
                # What is kept of a quotation keeps its places.
                places += origins[found.start(1) : found.end(1)]
            else:
                places += [(origins[found.start()][0], origins[found.end() - 1][1])] * len(replaced)
            end = found.end()
        text, origins = "".join([*parts, text[end:]]), places + origins[end:]
    return Cleaned(text, tuple(origins))
