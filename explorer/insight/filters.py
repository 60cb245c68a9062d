"""Filters of the leaderboard: the knobs in which its settings differ, and the settings with the wanted values."""

from collections.abc import Collection, Mapping, Sequence

from explorer.config import KNOBS
from explorer.insight.ranking import Setting
from explorer.knob import Value


def varying(settings: Sequence[Setting]) -> dict[str, list[Value]]:
    """Knob → its values among `settings`, for each knob that has several; choices in the knob's order, numbers by size."""
    found = {}
    for name, knob in KNOBS.items():
        values = {getattr(setting.config, name) for setting in settings}
        if len(values) > 1:
            found[name] = [value for value in knob.choices if value in values] if knob.choices else sorted(values)
    return found


def matching(settings: Sequence[Setting], wanted: Mapping[str, Collection[Value]]) -> list[Setting]:
    """The `settings` that have one of the wanted values for every knob. Their order and their places stay.

    A knob without wanted values does not filter.
    """
    active = {name: values for name, values in wanted.items() if values}
    return [
        setting for setting in settings if all(getattr(setting.config, name) in values for name, values in active.items())
    ]
