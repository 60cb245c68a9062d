"""The settings one turn of a knob away, the likeliest next ones first: what is worth training before anybody asks for it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from explorer.config import ARTICLE_KNOBS, KNOBS, RunConfig
from explorer.knob import Knob, Value

MORE_EPOCHS = 5
"""A step of the epochs is trained as so many: any fewer are cut from it."""
ARTICLE_WEIGHT, WEIGHT = 6.0, 1.0
"""How often the knobs of the article, which are in sight, and the others, which are folded away, are turned: a guess until
people have turned some."""
OWN_WEIGHT = 6.0
"""How much more each turn of one's own counts than one of somebody else's."""
LAST_WEIGHT = 12.0
"""How much more the last one counts: who has turned a knob turns it again."""
ONWARD = 4.0
"""How much likelier it is that a number goes on in the direction of its last turn than back."""
LOOK_AHEAD = 3
"""How many steps in that direction are likely enough."""
SHRINK = 0.6
"""How much less likely each step is than the one before it."""
DECIMALS = 10
"""To so many places, a sum of steps is the number that a slider shows."""


@dataclass(frozen=True)
class Turn:
    """A turn of one knob."""

    knob: str
    direction: int
    """1 for up, -1 for down, 0 between choices."""


def turn(before: RunConfig, after: RunConfig) -> Turn | None:
    """The turn that leads from one setting to another, or None if that takes more or less than one."""
    changed = [name for name in KNOBS if getattr(before, name) != getattr(after, name)]
    if len(changed) != 1:
        return None
    (name,) = changed
    if KNOBS[name].choices:
        return Turn(name, 0)
    return Turn(name, 1 if getattr(after, name) > getattr(before, name) else -1)


def neighbours(config: RunConfig, own: Sequence[Turn] = (), others: Mapping[str, int] | None = None) -> list[RunConfig]:
    """The settings around `config`, the likeliest next ones first.

    Args:
        config: What somebody looks at.
        own: The turns that led there, the latest last.
        others: Knob → how often people have turned it.

    Returns:
        Each knob one step up and down, each of its choices, and further steps in the direction of the last turn.
    """
    turned: defaultdict[str, float] = defaultdict(float, others or {})
    for one in own:
        turned[one.knob] += OWN_WEIGHT
    last = own[-1] if own else None
    if last:
        turned[last.knob] += LAST_WEIGHT
    likely: dict[RunConfig, float] = {}
    for name, knob in KNOBS.items():
        weight = (ARTICLE_WEIGHT if name in ARTICLE_KNOBS else WEIGHT) + turned[name]
        onward = last.direction if last and last.knob == name else 0
        steps = [*_steps(knob, getattr(config, name), onward)]
        shares = sum(share for _, share in steps)
        for value, share in steps:
            likely[replace(config, **{name: value})] = weight * share / shares
    return sorted(likely, key=lambda one: -likely[one])


def _steps(knob: Knob, value: Value, onward: int) -> Iterator[tuple[Value, float]]:
    """The next values of a knob, each with its share; `onward` is the direction of its last turn, if that was its own."""
    if knob.choices:
        yield from ((choice, 1.0) for choice in knob.choices if choice != value)
        return
    for direction in (1, -1):
        share = ONWARD if direction == onward else 1.0
        at = value
        for _ in range(LOOK_AHEAD if direction == onward else 1):
            following = _step(knob, at, direction)
            if following is None:
                break
            yield following, share
            at, share = following, share * SHRINK


def _step(knob: Knob, value: Value, direction: int) -> Value | None:
    """The value one step up or down; None at the end."""
    if knob.stops:
        beyond = [stop for stop in knob.stops if (stop - value) * direction > 0]
        return (min(beyond) if direction > 0 else max(beyond)) if beyond else None
    size = MORE_EPOCHS if knob.name == "epochs" and direction > 0 else knob.step
    # A slider has 0.15, and not 0.1 + 0.05, which is a little more.
    at = round(value + direction * size, DECIMALS)
    at = min(max(at, knob.low), knob.high)
    return None if at == value else at
