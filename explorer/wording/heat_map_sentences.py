"""How to read a heat map of two knobs: what its cells are, which is best, and what can be luck."""

from explorer.config import KNOBS
from explorer.insight.heat_map import HeatMap, Panel
from explorer.wording.formats import count, listed


def panel_name(found: HeatMap, panel: Panel) -> str:
    """What tells a panel from the others, or a single one from the settings that are not on the map; may be empty."""
    names = found.faceted if len(found.panels) > 1 else panel.others
    return " · ".join(KNOBS[name].phrase(panel.others[name]) for name in names)


def reading(found: HeatMap) -> str:
    """How to read the map."""
    repeats = max(setting.repeats for cell in found.cells for setting in cell.settings)
    its, one = ("their", "of each at its best epoch") if found.averaged else ("its", "at its best epoch")
    figure = f"averaged over {its} repeats (up to {repeats})" if repeats > 1 else one
    lines = "rows, columns or panels" if len(found.panels) > 1 else "rows or columns"
    sentences = [
        f"Each cell is {_cell(found)}: its number is the validation accuracy {figure}, and the brighter its colour, the "
        f"better. The outlined one is the best, with {found.best.accuracy:.2%}. Look for whole {lines} that are brighter: "
        f"between single cells, differences of less than about {found.luck * 100:.1f} percentage points can be luck."
    ]
    if not found.is_whole:
        sentences.append(
            "Some of the settings of empty cells have no run here." if found.averaged else "Empty cells have no run here."
        )
    if found.left_out:
        are = count(found.left_out, "setting is", "settings are")
        sentences.append(f"{are} not on this map: too few others have the same other knobs.")
    return " ".join(sentences)


def nothing_to_compare(across: str, down: str) -> str:
    """That two knobs make no map."""
    first, second = KNOBS[across].noun, KNOBS[down].noun
    return f"Too few settings differ in nothing but {first} and {second}. Train a grid of both, or choose two other knobs."


def _cell(found: HeatMap) -> str:
    if not found.averaged:
        return "one setting"
    nouns = listed([KNOBS[name].noun for name in found.averaged])
    return f"the average of {count(found.over, 'setting')}, the same {nouns} in every cell"
