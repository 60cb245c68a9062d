"""The one-change lens: what two settings differ in, and what each such change did on average elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean

import pandas as pd

from explorer.config import KNOBS, RunConfig
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
    """The pairs of the two settings that are looked at; none when those differ in more than this knob."""
    elsewhere: tuple[Pair, ...]
    """All other pairs: the two settings themselves do not count as evidence for what the change does elsewhere."""

    @property
    def known(self) -> bool:
        """Whether there are enough pairs elsewhere to say anything."""
        return len(self.elsewhere) >= FEWEST_GROUPS

    @property
    def average(self) -> tuple[float, float]:
        """What the change added on average elsewhere, and half the 95 % interval (Student's, over the pairs), as shares."""
        differences = [pair.difference for pair in self.elsewhere]
        return fmean(differences), half_width(differences)

    @property
    def name(self) -> str:
        """The change in words, such as “Hidden units from 32 to 16”."""
        knob = KNOBS[self.knob]
        return f"{knob.label} from {knob.show_inside(self.before)} to {knob.show_inside(self.after)}"


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


def headline(first: Setting, second: Setting, found: Sequence[Change]) -> str:
    """What the settings differ in, and how far their averages are apart; `found` are their `changes`."""
    points = f"{abs(first.mean - second.mean) * 100:.2f} percentage points"
    figures = f"their averages are {points} apart ({first.mean:.2%} and {second.mean:.2%})"
    if len(found) == 1:
        return f"**These two differ in one knob**, and {figures}. What did the same change do elsewhere?"
    nouns = [KNOBS[change.knob].noun for change in found]
    return (
        f"**These two differ in {len(found)} knobs** ({', '.join(nouns[:-1])} and {nouns[-1]}), and {figures}. A pair "
        "that mixes changes cannot say which of them did it. What did each of them do by itself elsewhere?"
    )


def sentence(change: Change) -> str:
    """What the change did elsewhere, in words."""
    count = len(change.elsewhere)
    if not count:
        return (
            f"**{change.name}**: no other two runs differ in only that, so nobody knows yet what it does elsewhere. "
            "Training the article's combinations is a good start."
        )
    average, width = change.average
    if not change.known:
        pairs = "1 other pair of runs that differs" if count == 1 else f"{count} other pairs of runs that differ"
        return (
            f"**{change.name}**: only {pairs} in just that, {_points(average)} percentage points on average; it takes at "
            f"least {FEWEST_GROUPS} to say anything."
        )
    figures = (
        f"{_points(average)} ± {width * 100:.2f} percentage points on average over {count} other pairs of runs, everything "
        "else equal"
    )
    if abs(average) <= width:
        return f"**{change.name}** made no difference elsewhere that could not be luck: {figures}."
    better = sum(pair.difference > 0 for pair in change.elsewhere)
    verb, times = ("helped", better) if average > 0 else ("did harm", sum(pair.difference < 0 for pair in change.elsewhere))
    return f"**{change.name}** {verb} elsewhere: {figures}. It did so in {times} of them."


def _points(share: float) -> str:
    return f"{share * 100:+.2f}".replace("-", "−")


HERE, ELSEWHERE = "These two", "Elsewhere"


def frame(change: Change) -> pd.DataFrame:
    """One row per pair: of (`HERE` or `ELSEWHERE`), settings (with the change), points, spread.

    `points` are percentage points; `spread`, between 0 and 1, moves the dots of a row apart for the eye: multiples of the
    golden ratio fall evenly however many there are.
    """
    rows = [
        (of, pair.config.describe(), pair.difference * 100, number * 0.618034 % 1)
        for of, pairs in ((HERE, change.here), (ELSEWHERE, change.elsewhere))
        for number, pair in enumerate(pairs)
    ]
    return pd.DataFrame(rows, columns=["of", "settings", "points", "spread"])
