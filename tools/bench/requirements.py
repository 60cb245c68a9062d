"""What only the bench needs: it is not installed with the app, and sides for which something is missing are left out."""

from collections.abc import Mapping, Sequence
from importlib.util import find_spec

INSTALL = "python -m pip install -r requirements-bench.txt"


def missing(needs: Mapping[str, Sequence[str]]) -> list[str]:
    """The sides that need a module which is not installed. `needs` has each side's modules."""
    return [side for side, modules in needs.items() if any(find_spec(module) is None for module in modules)]


def left_out(needs: Mapping[str, Sequence[str]], names: Mapping[str, str]) -> list[str]:
    """A sentence for each side that is left out."""
    return [f"Without {names[side]}, because it is not installed. To compare with it: {INSTALL}" for side in missing(needs)]
