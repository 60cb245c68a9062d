"""The knobs in which two settings differ, and what the change of each did on average between other settings."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean

import pandas as pd

from explorer.config import RunConfig
from explorer.insight.main_effects import FEWEST_GROUPS, half_width, matched
from explorer.insight.ranking import Setting, ranked, without_seed
from explorer.insight.run_difference import differing
from explorer.knob import Value
from explorer.store import Run


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
    def known(self) -> bool:
        """Whether there are enough pairs elsewhere to say anything."""
        return len(self.elsewhere) >= FEWEST_GROUPS

    @property
    def average(self) -> tuple[float, float]:
        """What the change added on average elsewhere, and half the 95 % interval (Student's, over the pairs), as shares."""
        differences = [pair.difference for pair in self.elsewhere]
        return fmean(differences), half_width(differences)


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


def frame(change: Change) -> pd.DataFrame:
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
