"""What a knob does when everything else is equal: its main effect, and its change from one value to another."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from statistics import fmean, stdev

import pandas as pd
from scipy.special import stdtrit

from explorer.config import KNOBS, RunConfig, with_usual
from explorer.insight.comparison import differing
from explorer.insight.ranking import Setting, ranked, without_seed
from explorer.knob import Value
from explorer.store import Run

FEWEST_GROUPS = 5
"""Fewer matched groups say nothing: with two of them Student's t is 12.7, with five 2.8."""

LEVEL = 0.05
"""How often an interval may miss, and how often any of the knobs may seem to make a difference where none does."""

LEFT_OUT = ("seed", "epochs")

OF_HIDDEN_LAYERS = ("activation", "units")
"""Without hidden layers, these make no difference: networks that differ in them are the same, and no evidence."""


@dataclass(frozen=True)
class Effect:
    """A knob among matched groups: settings that agree in everything else, one for each of its `values`."""

    knob: str
    values: tuple[Value, ...]
    groups: tuple[tuple[float, ...], ...]
    """The validation accuracy of each value in each group, as shares, on average over the seeds that all of them have."""
    knobs: int = 1
    """How many knobs are looked at. The chance that any of those that make no difference seems to make one is `LEVEL`."""

    @property
    def known(self) -> bool:
        """Whether there are enough groups to say anything."""
        return len(self.groups) >= FEWEST_GROUPS

    def shift(self, place: int) -> tuple[float, float]:
        """How far the value at that place lies above the average of its group, on average, and half the 95 % interval.

        What a whole group has in common, such as a good size, cancels out. The interval is Student's over the groups, at the
        level of the contrast, so that the two agree.
        """
        shifts = [group[place] - fmean(group) for group in self.groups]
        return mean_with_margin(shifts, self.level)

    @property
    def level(self) -> float:
        """How often each comparison of two of its values may be a false alarm: Bonferroni's share of `LEVEL`."""
        return LEVEL / self.knobs / math.comb(len(self.values), 2)

    @property
    def contrast(self) -> tuple[Value, Value, float, float]:
        """The best value, the worst, the average lead of the one over the other, and half the interval of that lead.

        The two are paired within groups. Bonferroni's correction accounts for having chosen them among all pairs of
        values, and for looking at several knobs.
        """
        means = [fmean(group[place] for group in self.groups) for place in range(len(self.values))]
        best, worst = means.index(max(means)), means.index(min(means))
        if best == worst:
            best, worst = 0, 1
        leads = [group[best] - group[worst] for group in self.groups]
        return self.values[best], self.values[worst], *mean_with_margin(leads, self.level)


def mean_with_margin(differences: Sequence[float], level: float = LEVEL) -> tuple[float, float]:
    """An average and half the width of Student's interval, t · s / √n; nothing is certain of a single difference."""
    count, mean = len(differences), fmean(differences)
    if count < 2:
        return mean, math.inf
    return mean, float(stdtrit(count - 1, 1 - level / 2)) * stdev(differences) / math.sqrt(count)


def main_effects(runs: Sequence[Run]) -> list[Effect]:
    """An effect for each knob that has at least two values among finished runs on one source of reviews.

    Averages are comparable only between complete groups, so the values of a knob are chosen such that most groups count: a
    single setting with 128 units does not spoil 36 with 16, 32 and 64. Left out are the seed, whose effect is luck, and the
    epochs: a longer run begins as the shorter one does, and as the best epoch counts, it cannot do worse.
    """
    finished = ranked(runs)
    found = []
    for knob in KNOBS:
        varying = {getattr(run.config, knob) for run in finished}
        if knob not in LEFT_OUT and len(varying) > 1:
            seeds = matched([run for run in finished if run.config.layers or knob not in OF_HIDDEN_LAYERS], knob)
            values = best_covered([frozenset(group) for group in seeds.values()]) or sorted(varying)
            complete = {config: group for config, group in seeds.items() if group.keys() >= set(values)}
            found.append(Effect(knob, tuple(values), over_seeds(complete, values)))
    return [replace(effect, knobs=max(1, sum(one.known for one in found))) for effect in found]


def over_seeds(groups: Mapping[RunConfig, Mapping[Value, float]], values: Sequence[Value]) -> tuple[tuple[float, ...], ...]:
    """The accuracy of each of the values in each group, on average over the seeds: a row per setting.

    Several seeds of one setting tell the same about a knob, up to luck, so they are no further evidence.
    """
    settings: dict[RunConfig, list[Mapping[Value, float]]] = defaultdict(list)
    for config, group in groups.items():
        settings[without_seed(config)].append(group)
    return tuple(tuple(fmean(group[value] for group in several) for value in values) for several in settings.values())


def matched(finished: Sequence[Run], knob: str) -> dict[RunConfig, dict[Value, float]]:
    """Groups of runs that agree in everything but `knob`, seed included: that knob's value → validation accuracy.

    The key of a group is its settings with the knob's default value. `finished` is what `ranked` returns.
    """
    groups: dict[RunConfig, dict[Value, float]] = defaultdict(dict)
    for run in finished:
        groups[with_usual(run.config, knob)][getattr(run.config, knob)] = run.best_figures.val_accuracy
    return dict(groups)


def best_covered(groups: Sequence[frozenset]) -> list[Value]:
    """The two or more values that the most runs cover in complete groups; empty when there are none."""
    kinds = Counter(group for group in groups if len(group) > 1)
    candidates = {*kinds, *(first & second for first, second in combinations(kinds, 2))}

    def runs(values: frozenset) -> tuple[int, int]:
        return len(values) * sum(count for kind, count in kinds.items() if kind >= values), len(values)

    several: list[frozenset] = sorted((values for values in candidates if len(values) > 1), key=sorted)
    covered = max(several, key=runs, default=frozenset())
    return sorted(covered)


def effect_frame(effects: Sequence[Effect]) -> pd.DataFrame:
    """One row per value of each known effect: knob, value, shift, low and high, in percentage points."""
    rows = []
    for effect in effects:
        if effect.known:
            for place, value in enumerate(effect.values):
                shift, width = effect.shift(place)
                knob = KNOBS[effect.knob]
                rows.append((knob.label, knob.show(value), shift * 100, (shift - width) * 100, (shift + width) * 100))
    return pd.DataFrame(rows, columns=["knob", "value", "shift", "low", "high"])


@dataclass(frozen=True)
class Pair:
    """Two runs that differ in one knob only: the settings with the change, seed included, and what it added (a share)."""

    config: RunConfig
    difference: float


@dataclass(frozen=True)
class Change:
    """One knob turned from one value to another, in all matched pairs: everything else is equal in each, seed included."""

    knob: str
    before: Value
    after: Value
    here: tuple[Pair, ...]
    """The pairs of the two settings themselves; none when those differ in more than this knob."""
    elsewhere: tuple[Pair, ...]
    """All other pairs. The two settings themselves are no evidence for what the change does elsewhere."""

    @property
    def by_setting(self) -> list[float]:
        """What the change added elsewhere, for each setting on average over its seeds, which are no further evidence."""
        settings: dict[RunConfig, list[float]] = defaultdict(list)
        for pair in self.elsewhere:
            settings[without_seed(pair.config)].append(pair.difference)
        return list(map(fmean, settings.values()))

    @property
    def known(self) -> bool:
        """Whether there are enough settings elsewhere to say anything."""
        return len(self.by_setting) >= FEWEST_GROUPS

    @property
    def average(self) -> tuple[float, float]:
        """What the change added on average elsewhere, and half the 95 % interval (Student's, over settings), as shares."""
        return mean_with_margin(self.by_setting)


def changes(first: Setting, second: Setting, runs: Sequence[Run]) -> list[Change]:
    """A change for each knob in which the settings differ, the seed aside, from `second`'s value to `first`'s.

    `runs` are those on the same reviews that have finished.
    """
    finished = ranked(runs)
    found = []
    for knob, after, before in differing(first.config, second.config):
        here: list[Pair] = []
        elsewhere: list[Pair] = []
        for config, accuracies in matched(finished, knob.name).items():
            if before in accuracies and after in accuracies:
                changed, unchanged = (replace(config, **{knob.name: value}) for value in (after, before))
                these = (without_seed(changed), without_seed(unchanged)) == (first.config, second.config)
                pair = Pair(changed, accuracies[after] - accuracies[before])
                (here if these else elsewhere).append(pair)
        found.append(Change(knob.name, before, after, tuple(here), tuple(elsewhere)))
    return found


HERE, ELSEWHERE = "These two", "Elsewhere"


def pair_frame(change: Change) -> pd.DataFrame:
    """One row per pair: of (`HERE` or `ELSEWHERE`), settings (with the change), points, spread.

    `points` are percentage points. `spread`, between 0 and 1, moves the dots of a row apart: multiples of the golden ratio
    are spread evenly, however many there are.
    """
    rows = [
        (of, pair.config.describe(), pair.difference * 100, number * 0.618034 % 1)
        for of, pairs in ((HERE, change.here), (ELSEWHERE, change.elsewhere))
        for number, pair in enumerate(pairs)
    ]
    return pd.DataFrame(rows, columns=["of", "settings", "points", "spread"])
