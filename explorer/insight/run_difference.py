"""Two runs side by side: which settings differ, and what came of it."""

from explorer.config import KNOBS, RunConfig
from explorer.insight.seed_variance import gap, pooled
from explorer.knob import Knob, Value
from explorer.store import Run


def differing(first: RunConfig, second: RunConfig) -> list[tuple[Knob, Value, Value]]:
    """The knobs that stand differently, in their usual order, each with its value in the first and in the second."""
    values = ((knob, getattr(first, name), getattr(second, name)) for name, knob in KNOBS.items())
    return [(knob, one, other) for knob, one, other in values if one != other]


def changes(first: RunConfig, second: RunConfig) -> list[str]:
    """What `differing` finds, in words: hidden units 16 → 64."""
    return [
        f"{knob.noun} {knob.show_inside(one)} → {knob.show_inside(other)}" for knob, one, other in differing(first, second)
    ]


def outcome(first: Run, second: Run, compared: int) -> str:
    """Which of two runs on the same reviews did better, by how much, and whether that is more than the luck of the seed.

    Both have a best epoch. `compared` is the number of runs that the two were chosen from: whoever picks the luckiest and
    the unluckiest of twelve has compared twelve (see `luck.gap`).
    """
    better, other = sorted((first, second), key=lambda run: -run.best_figures.val_accuracy)
    lead = better.best_figures.val_accuracy - other.best_figures.val_accuracy
    luck = gap(compared, pooled([]), 1, pooled([]), 1)
    so_far = " so far" if first.active or second.active else ""
    if f"{lead * 100:.1f}" == "0.0":
        figures = (
            f"At its best epoch{so_far} each gets {better.best_figures.val_accuracy:.1%} of the validation reviews right."
        )
    else:
        figures = (
            f"At its best epoch{so_far} run {better.id} gets {better.best_figures.val_accuracy:.1%} of the validation reviews "
            f"right, and run {other.id} {other.best_figures.val_accuracy:.1%}: {lead * 100:.1f} percentage points fewer."
        )
    knobs = [knob.name for knob, _, _ in differing(first.config, second.config)]
    if not knobs:
        return f"{figures} The same settings with the same seed give the same figures."
    if knobs == ["seed"]:
        return f"{figures} With all settings equal, that is the luck of the seed and nothing else."
    among = "two runs" if compared == 2 else f"any two of these {compared} runs"
    apart = f"{luck * 100:.1f} percentage points apart"
    if lead > luck:
        return f"{figures} That is more than luck: the seed alone hardly ever puts {among} more than {apart}."
    return f"{figures} That may be luck: the seed alone can put {among} {apart}. Repeats on the leaderboard would tell."
