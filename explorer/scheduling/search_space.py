"""What a search may try: which knobs move, and random settings of them that train well together."""

import math
import random
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice

from explorer.config import KNOBS, RunConfig, suited_batch
from explorer.errors import ConfigError
from explorer.knob import Knob, Value
from explorer.scheduling.structure import NetworkShape

NEVER_MOVE = ("epochs", "seed")
"""Epochs are what a search gives out, and seeds are luck."""
INPUTS, ON_EACH = 6, 10
"""How many inputs a bracket has at most, different values of the knobs that networks must share to train together, and how
many networks there should be on each: a batch of a few takes nearly as long to compile as one of many."""
SHAPES = 4
"""How many shapes the networks on an input have at most. Those of one shape are stacked, and what there is of different
layers decides how long TensorFlow compiles, which soon takes longer than a few epochs of training."""
WIDE = 100
"""A number whose largest value is so many times its smallest one spans decades: it is drawn by its logarithm."""
CHANGED = 1 / 3
"""How likely each knob of a good setting is drawn anew."""
TRIES = 50
"""How often a setting is drawn, on average, before a space counts as used up."""


@dataclass(frozen=True)
class Space:
    """The settings among which a search looks.

    Raises:
        ConfigError: a knob is unknown or never moves, or there is none.
    """

    base: RunConfig
    """The values of all knobs that stay. Its epochs are those of the longest training, its seed that of all trials."""
    vary: tuple[str, ...]
    """The names of the knobs that move."""

    def __post_init__(self) -> None:
        can_move = [name for name in KNOBS if name not in NEVER_MOVE]
        if not self.vary:
            raise ConfigError("A search needs at least one knob that may move.")
        for name in self.vary:
            if name not in can_move:
                shown = name if len(name) <= 40 else f"{name[:37]}…"
                raise ConfigError(f"“{shown}” is not a knob that a search can move. These are: {', '.join(can_move)}.")
        # In the order of the knobs, so that the same space is the same however it was asked for.
        object.__setattr__(self, "vary", tuple(name for name in can_move if name in self.vary))


def later_seed(seed: int, number: int) -> int:
    """The seed so many after `seed`; after the last one comes the first."""
    return (seed + number) % (int(KNOBS["seed"].high) + 1)


def usual_knobs(reviews: int | None = None) -> tuple[str, ...]:
    """The knobs that a search moves unless somebody says otherwise.

    Args:
        reviews: How many reviews there are to learn from. Where they are few, hardly any batch size but the one that suits
            them would correct a network often enough to learn anything, so it stays.
    """
    few = reviews is not None and suited_batch(reviews) < KNOBS["batch_size"].default
    return tuple(name for name, knob in KNOBS.items() if knob.searched and not (few and name == "batch_size"))


def draw(
    space: Space,
    bracket: int,
    count: int,
    seconds: Callable[[RunConfig], float],
    tried: Collection[RunConfig] = (),
    best: Sequence[RunConfig] = (),
) -> list[RunConfig]:
    """The settings of a bracket: the same whenever it is asked with the same arguments.

    Networks train as one model only if they agree in the knobs that are `shared`. So a bracket has a handful of inputs,
    which are values of those, and many networks on each, in a handful of shapes (`NetworkShape`). A setting that takes
    several times as long as the usual one on its input is drawn so many times less often, and every input gets about as
    much time: otherwise a few slow settings would take the time of hundreds.

    Two of three inputs are changed from one of the `best` settings so far, in which each knob is drawn anew with a chance
    of one in three; the others are random. So most of a search goes on from what is good, and a third, as in BOHB (Falkner,
    Klein and Hutter, “BOHB: Robust and Efficient Hyperparameter Optimization at Scale”, ICML 2018), cannot be misled by it.

    Args:
        space: Where to look.
        bracket: The number of the bracket, from 0.
        count: How many settings to draw. There are fewer if the space has no more that are new.
        seconds: How long one network takes, in any unit.
        tried: Settings that are not drawn again.
        best: Good settings so far.

    Returns:
        Settings with the epochs and the seed of `space.base`, input by input.
    """
    generator = random.Random(f"{space.base.seed} {bracket}")
    shared = [name for name in space.vary if KNOBS[name].shared]
    shape = [name for name in space.vary if name in NetworkShape._fields]
    own = [name for name in space.vary if not (KNOBS[name].shared or name in shape)]
    several = max(1, min(INPUTS, count // ON_EACH)) if shape or own else count
    starts = []
    for number in range(several if shared else 1):
        parent = generator.choice(best) if best and (number + bracket) % 3 else None
        starts.append((_changed(parent or space.base, shared, generator, parent is not None), parent is not None))
    usual = [seconds(replace(start, **{name: getattr(space.base, name) for name in (*shape, *own)})) for start, _ in starts]
    seen, drawn = set(tried), []
    for (start, is_guided), most, networks in zip(starts, usual, _counts(usual, count)):
        fast = partial(_fast, generator=generator, is_guided=is_guided, seconds=seconds, most=most)
        # Without knobs of its own, a network is its shape.
        shapes = [*islice(fast(shape, [start]), SHAPES)] if own else [start]
        few, any_shape = fast(own or shape, shapes), fast([*shape, *own], [start])
        for config in chain(islice(few, networks * TRIES), islice(any_shape, networks * TRIES)):
            if not config.layers:
                # There is nothing that these knobs could change.
                config = replace(config, units=space.base.units, activation=space.base.activation)
            if config not in seen:
                seen.add(config)
                drawn.append(config)
                networks -= 1
                if not networks:
                    break
    return drawn


def _fast(
    names: Sequence[str],
    parents: Sequence[RunConfig],
    generator: random.Random,
    is_guided: bool,
    seconds: Callable[[RunConfig], float],
    most: float,
) -> Iterator[RunConfig]:
    """Settings that differ from one of `parents` in these knobs. If one takes longer than `most`, it is so much rarer."""
    while True:
        config = _changed(generator.choice(parents), names, generator, is_guided)
        if generator.random() * seconds(config) <= most:
            yield config


def _changed(config: RunConfig, names: Sequence[str], generator: random.Random, is_guided: bool) -> RunConfig:
    """`config` with those knobs drawn anew: all of them, or a few if it is a good one."""
    values = {name: value(KNOBS[name], generator) for name in names if not is_guided or generator.random() < CHANGED}
    return replace(config, **values)


def _counts(seconds: Sequence[float], count: int) -> list[int]:
    """`count` networks, divided over inputs on which one takes that long, so that each input takes about as long."""
    speeds = [1 / one for one in seconds]
    ends = [round(count * sum(speeds[: number + 1]) / sum(speeds)) for number in range(len(speeds))]
    return [end - begin for begin, end in zip([0, *ends], ends)]


def spans_decades(knob: Knob) -> bool:
    """Whether the numbers that a search tries are drawn by their logarithm."""
    return knob.high / (knob.low or knob.step) >= WIDE


def value(knob: Knob, generator: random.Random) -> Value:
    """A random value of a knob: one of its choices or stops, or a number between its `search_limits`.

    A number that spans decades is drawn by its logarithm, and rounded to two digits; if it may be 0, it is so half of the
    time. Any other number is drawn from its steps.
    """
    if knob.search_values:
        return generator.choice(knob.search_values)
    low, high = knob.search_limits
    if spans_decades(knob):
        least = low or high / WIDE
        number = float(f"{math.exp(generator.uniform(math.log(least), math.log(high))):.1e}")
        if low == 0 and generator.random() < 0.5:
            number = 0
    else:
        number = low + knob.step * generator.randint(0, round((high - low) / knob.step))
    number = min(max(number, low), high)
    return knob.check(round(number, 9) if isinstance(knob.default, float) else round(number))
