"""A heat map of any two knobs: which settings can be compared in it, in which panels, and what an average is over."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from statistics import fmean

from explorer.config import KNOBS
from explorer.grid import in_order
from explorer.insight.effects import best_covered
from explorer.insight.ranking import Setting, varying
from explorer.insight.seed_variance import SeedVariance, critical_difference
from explorer.knob import Value

ARTICLE_AXES = ("units", "layers")
MOST_PANELS = 6
FEWEST_CELLS = 4
"""Fewer cells make no map."""

FULL_MAP = 1 / 2
"""How much of a map has to be filled. Random settings lie scattered in it, and no row can be compared with another."""

FULL_PANEL, FULL_LINE = 1 / 2, 1 / 4
"""How full a panel, and a row or column, has to be against the fullest: single runs outside a grid do not spoil its map."""

Place = tuple[Value, Value]
"""The value of the knob across and of the knob down."""


@dataclass(frozen=True)
class Cell:
    """One setting of a panel, or several, over which an average is taken."""

    settings: tuple[Setting, ...]

    @cached_property
    def accuracy(self) -> float:
        """The average validation accuracy, a share: first of each setting's repeats, then of the settings."""
        return fmean(setting.mean for setting in self.settings)

    @property
    def repeats(self) -> int:
        """How many runs there are of it in all."""
        return sum(setting.repeats for setting in self.settings)

    @property
    def effective_repeats(self) -> int:
        """Of how many runs a plain average is as exact, at least: k² / Σ 1/nᵢ for k settings with nᵢ repeats each."""
        return int(len(self.settings) ** 2 / sum(1 / setting.repeats for setting in self.settings))


@dataclass(frozen=True)
class Panel:
    """Cells whose settings agree in every other knob, or are averages over the same values of these."""

    others: Mapping[str, Value]
    """Where each other knob stands that varies among all the settings; in an average, only those that are equal in it."""
    cells: Mapping[Place, Cell]


@dataclass(frozen=True)
class HeatMap:
    """The panels of two knobs, whose cells can all be compared with each other within a panel."""

    across: str
    down: str
    panels: tuple[Panel, ...]
    averaged: tuple[str, ...]
    """The knobs that an average is taken over; empty if each panel has one value of every other knob."""
    over: int
    """Over how many combinations of these."""
    left_out: int
    """How many settings have no place on the map, because too few are equal to them but for the two knobs."""

    @cached_property
    def cells(self) -> list[Cell]:
        """All that have been trained."""
        return [cell for panel in self.panels for cell in panel.cells.values()]

    @cached_property
    def axes(self) -> tuple[tuple[Value, ...], tuple[Value, ...]]:
        """The values across and down."""
        places = [place for panel in self.panels for place in panel.cells]
        across, down = ({place[axis] for place in places} for axis in (0, 1))
        return in_order(KNOBS[self.across], across), in_order(KNOBS[self.down], down)

    @property
    def faceted(self) -> tuple[str, ...]:
        """The knobs that tell the panels apart."""
        return _differing(self.panels)

    @cached_property
    def best(self) -> Cell:
        """The cell with the highest accuracy; the first of them if there is a tie."""
        return max(self.cells, key=lambda cell: cell.accuracy)

    @property
    def is_whole(self) -> bool:
        """Whether every cell has been trained."""
        across, down = self.axes
        return len(self.cells) == len(self.panels) * len(across) * len(down)

    @property
    def luck(self) -> float:
        """How far luck alone may put two of the cells apart, a share: by the shakiest setting, as rarely repeated as any."""
        shakiest: SeedVariance = max(
            (setting.seed_variance for cell in self.cells for setting in cell.settings),
            key=lambda variance: variance.deviation,
        )
        fewest = min(cell.effective_repeats for cell in self.cells)
        return critical_difference(len(self.cells), shakiest, shakiest, (fewest, fewest))


def heat_map(settings: Sequence[Setting], across: str, down: str) -> HeatMap | None:
    """The map of two knobs, or None if there is too little that can be compared.

    Settings that agree in everything but the two knobs make a panel. Where there would be too many panels, one shows the
    averages over all of them, and only of cells that the same panels have, as many as possible.

    Args:
        settings: Settings on one source of reviews.
        across: The knob of the columns.
        down: The knob of the rows.
    """
    return _heat_map(settings, list(varying(settings)), across, down)


def default_axes(settings: Sequence[Setting]) -> tuple[str, str] | None:
    """The two knobs whose map has the most settings, the article's if there are several; None if no two make a map."""
    knobs = list(varying(settings))
    pairs = list(combinations(knobs, 2))
    maps = {pair: found for pair in pairs if (found := _heat_map(settings, knobs, *pair))}

    def fitness(pair: tuple[str, str]) -> tuple:
        return _settings(maps[pair].panels), pair == ARTICLE_AXES, not maps[pair].averaged, -pairs.index(pair)

    return max(maps, key=fitness, default=None)


def _heat_map(settings: Sequence[Setting], knobs: Sequence[str], across: str, down: str) -> HeatMap | None:
    others = [name for name in knobs if name not in (across, down)]
    groups: dict[tuple[Value, ...], dict[Place, Cell]] = defaultdict(dict)
    for setting in settings:
        # All its repeats agree in these.
        config = setting.best.config
        place = getattr(config, across), getattr(config, down)
        groups[tuple(getattr(config, name) for name in others)][place] = Cell((setting,))
    fullest = max(map(len, groups.values()), default=0)
    panels = [Panel(dict(zip(others, key)), cells) for key, cells in groups.items() if len(cells) >= fullest * FULL_PANEL]
    if len(panels) > MOST_PANELS:
        panel, averaged, over = _average(panels)
        panels = [panel]
    else:
        panels, averaged, over = _without_empty_lines(panels), (), 1
    found = HeatMap(across, down, tuple(sorted(panels, key=_order)), averaged, over, len(settings) - _settings(panels))
    across_values, down_values = map(len, found.axes)
    has_room = min(across_values, down_values) > 1 and len(found.cells) >= FEWEST_CELLS
    places = len(found.panels) * across_values * down_values
    return found if has_room and len(found.cells) >= places * FULL_MAP else None


def _average(panels: Sequence[Panel]) -> tuple[Panel, tuple[str, ...], int]:
    """The average of panels, over those that have most cells in common; over which knobs, and how many panels."""
    places = best_covered([frozenset(panel.cells) for panel in panels])
    same = [panel for panel in panels if panel.cells.keys() >= {*places}]
    averaged = _differing(same)
    equal = {name: value for name, value in same[0].others.items() if name not in averaged}
    cells = {place: Cell(tuple(one for panel in same for one in panel.cells[place].settings)) for place in places}
    return Panel(equal, cells), averaged, len(same)


def _without_empty_lines(panels: Sequence[Panel]) -> list[Panel]:
    """The same without rows and columns that are almost empty, and then without panels of a single cell."""
    for axis in (0, 1):
        filled = Counter(place[axis] for panel in panels for place in panel.cells)
        least = max(filled.values(), default=0) * FULL_LINE
        panels = [
            replace(panel, cells={place: cell for place, cell in panel.cells.items() if filled[place[axis]] >= least})
            for panel in panels
        ]
    return [panel for panel in panels if len(panel.cells) > 1]


def _differing(panels: Sequence[Panel]) -> tuple[str, ...]:
    """The other knobs that are not equal in all of these panels."""
    return tuple(name for name in panels[0].others if len({panel.others[name] for panel in panels}) > 1)


def _settings(panels: Collection[Panel]) -> int:
    return sum(len(cell.settings) for panel in panels for cell in panel.cells.values())


def _order(panel: Panel) -> list[Value]:
    """By the other knobs: choices in the knob's order, numbers by size."""
    knobs = ((KNOBS[name], value) for name, value in panel.others.items())
    return [[*knob.choices].index(value) if knob.choices else value for knob, value in knobs]
