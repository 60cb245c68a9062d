"""Filters of the leaderboard: which knobs tell its settings apart, and which settings have the wanted values."""

from collections.abc import Collection, Mapping, Sequence

from explorer.config import KNOBS, Value
from explorer.insight.ranking import Setting


def varying(settings: Sequence[Setting]) -> dict[str, list[Value]]:
    """Knob → its values among `settings`, for each knob that has several; choices in the knob's order, numbers by size."""
    found = {}
    for name, knob in KNOBS.items():
        values = {getattr(setting.config, name) for setting in settings}
        if len(values) > 1:
            found[name] = [value for value in knob.choices if value in values] if knob.choices else sorted(values)
    return found


def matching(settings: Sequence[Setting], wanted: Mapping[str, Collection[Value]]) -> list[Setting]:
    """Those of `settings` that have one of the wanted values for every knob, in their order and with their places.

    A knob of which nothing is wanted does not filter.
    """
    active = {name: values for name, values in wanted.items() if values}
    return [
        setting for setting in settings if all(getattr(setting.config, name) in values for name, values in active.items())
    ]
