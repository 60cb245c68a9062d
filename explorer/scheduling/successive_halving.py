"""Successive halving: many settings are trained a little, the best of them for several times as long, and so on.

A bracket is one such funnel. As in Hyperband, brackets take turns in how they begin: with many settings and little training,
or with fewer settings and more of it, because nobody knows how early a good setting shows itself (Li, Jamieson, DeSalvo,
Rostamizadeh and Talwalkar, “Hyperband: A Novel Bandit-Based Approach to Hyperparameter Optimization”, JMLR 18 (185), 2018).
They are wider than Hyperband's, because networks that train as one model cost little more than one, and its last bracket,
in which random settings train to the end, is left out: most of these settings are hopeless after a few epochs already.
Nor does a setting go on that was at its best before its last epoch: it has begun to memorise, and more epochs do not help.
What training costs is what Hyperband calls a resource, and there it may be data as well as epochs. So where there are
reviews enough, the wide brackets open with an epoch on a part of them.

Whoever comes out in front of hundreds has also been the luckiest. So at the end the best few are repeated with seeds that
no trial had, and only these repeats count.

Everything here follows from the trials so far, so a search goes on from its store after any interruption.
"""

import math
import operator
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from explorer.config import RunConfig
from explorer.scheduling.fusion_groups import fusion_key
from explorer.scheduling.search_space import Space, draw, later_seed

ETA = 3
"""One in so many settings goes on, for so many times the epochs: the value that Hyperband's authors recommend."""
LONGEST, RUNGS = 12, 3
"""The epochs of the longest training, unless somebody says otherwise, and the rungs of a bracket: 1, 4 and 12 epochs. Good
settings are at their best within ten epochs here."""
WIDTH = 9
"""How many times as many settings as Hyperband's a bracket has: 81 that begin with the fewest epochs, or 45 with more."""
PART = 2_500
"""The reviews from which a wide bracket learns for its first epoch, if its settings have at least `ENOUGH` times as many.
Of 144 settings, trained for an epoch on so many of the 15,000 packaged reviews and then for twelve on all, the best ninth of
the first had three of the five that were best in the end, and the very best; on twice as many it was the same."""
ENOUGH = 3
OPENING_WIDTH, OPENING_ETA, OPENING_LEAST = 48, 16, 9
"""On a part of the reviews a bracket has so many times as many settings as Hyperband's, 432, and one in so many goes on:
four epochs with all reviews take about as many times as long. Of fewer settings at least nine go on, or one in `ETA`."""
REPEATS_SHARE = 1 / 4
"""How much of the time of a search its repeats may take, unless one finalist takes more."""
PARENTS = 6
"""How many of the best settings so far new ones are made from."""
FINALISTS, REPEATS = 4, 5
"""How many settings are repeated in the end, at most, and how often."""
CLOSE = 0.015
"""How far below the best a setting may be to be repeated, a share: luck hardly ever puts two further apart."""


class Outcome(Enum):
    """What has become of a trial."""

    ACTIVE = auto()
    ENDED = auto()
    FAILED = auto()
    """It could not be trained."""
    STOPPED = auto()
    """It was interrupted, and will be trained again."""


@dataclass(frozen=True)
class Trial:
    """One training of a search: a setting on a rung, or a repeat."""

    config: RunConfig
    bracket: int | None
    """The number of its bracket, from 0; None for a repeat of a finalist."""
    outcome: Outcome
    accuracy: float | None = None
    """The validation accuracy of its best epoch, a share; None for one that diverged, failed, or has just begun."""
    run_id: int = 0
    part: int | None = None
    """How many reviews it learned from, if that is only a part of those of its setting."""
    best_epoch: int | None = None
    """The epoch with that accuracy."""

    @classmethod
    def of(cls, space: Space, trained: RunConfig, bracket: int | None, outcome: Outcome) -> "Trial":
        """The trial of what was trained, which may have learned from a part of the reviews."""
        whole = trained.training_reviews if "training_reviews" in space.vary else space.base.training_reviews
        part = None if trained.training_reviews == whole else trained.training_reviews
        return cls(replace(trained, training_reviews=whole), bracket, outcome, part=part)

    @property
    def trained(self) -> RunConfig:
        """What was trained: the setting, or what it is with a part of its reviews."""
        return _on_part(self.config, self.part)

    @property
    def was_improving(self) -> bool:
        """Whether its last epoch was its best.

        Of 28 settings that trained for four epochs on the packaged reviews and then for twelve, 18 had been at their best
        before the fourth. Twelve epochs brought one of them 0.08 points and the others nothing; the ten that had still been
        improving gained 0.2 points on average.
        """
        return self.best_epoch == self.config.epochs


@dataclass(frozen=True)
class Budget:
    """What a search may cost: so many settings that are tried, or so many seconds. One of the two is None."""

    networks: int | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Step:
    """What a search does next."""

    queue: tuple[tuple[int | None, RunConfig], ...] = ()
    """The trials to be trained now: the bracket, and what is to be trained (`Trial.trained`)."""
    is_over: bool = False
    has_failed: bool = False
    """Whether it is over because nothing can be trained."""


def rungs(longest: int) -> list[int]:
    """The epochs of each rung, the shortest first."""
    return sorted({max(1, longest // ETA**below) for below in range(RUNGS)})


def part_of(space: Space, reviews: int) -> int | None:
    """On how many reviews the wide brackets of a search open, with so many to learn from; None for all of them."""
    is_fixed = "training_reviews" not in space.vary and len(rungs(space.base.epochs)) > 1
    return PART if is_fixed and space.base.learns_from(reviews) >= ENOUGH * PART else None


def bracket_size(bracket: int, longest: int, part: int | None = None) -> int:
    """How many settings a bracket begins with: as Hyperband's, ⌈(s_max + 1) / (s + 1) · η^s⌉, times the width.

    Args:
        bracket: Its number, from 0.
        longest: The epochs of the longest training.
        part: As from `part_of`.
    """
    above = len(_rungs_of(bracket, longest, part)) - 1
    width = WIDTH if _opening(bracket, longest, part) is None else OPENING_WIDTH
    return width * math.ceil(len(rungs(longest)) / (above + 1) * ETA**above)


def next_step(
    space: Space,
    budget: Budget,
    trials: Sequence[Trial],
    spent: float,
    seconds_for: Callable[[Sequence[RunConfig]], float],
    most: int,
    reviews: int,
    workers: int = 1,
) -> Step:
    """What to do next, as all trials so far and the time say.

    Args:
        space: Where to look.
        budget: What it may cost.
        trials: All trials so far, oldest first.
        spent: The seconds that it has taken.
        seconds_for: How many seconds networks take that are queued together.
        most: How many networks may be queued at once.
        reviews: How many reviews there are to learn from.
        workers: How many batches can train at the same time. A further bracket begins while fewer than that are busy.
    """
    # A trial that was interrupted is followed by another one of the same settings.
    latest = {(trial.bracket, trial.config): trial for trial in trials}
    queue = [(trial.bracket, trial.trained) for trial in latest.values() if trial.outcome == Outcome.STOPPED]
    active = [trial.trained for trial in latest.values() if trial.outcome == Outcome.ACTIVE]
    open_rungs, longest, part = _open_rungs(latest.values()), space.base.epochs, part_of(space, reviews)
    if not (queue or active) and any(_cannot_train(*rung, longest, part) for rung in open_rungs.items()):
        return Step(is_over=True, has_failed=True)
    if None in open_rungs:
        return Step(tuple(queue), is_over=not (queue or active))
    chosen, left = finalists(trials), math.inf
    if budget.seconds is not None:
        while len(chosen) > 1 and seconds_for(repeats(chosen)) > REPEATS_SHARE * budget.seconds:
            chosen.pop()
        left = budget.seconds - spent - seconds_for(repeats(chosen or [space.base]))
    for bracket, rung in open_rungs.items():
        if bracket is not None and all(trial.outcome in (Outcome.ENDED, Outcome.FAILED) for trial in rung):
            queue += [(bracket, config) for config in _promoted(rung, space, left, seconds_for)]
    busy = {fusion_key(config) for config in [*active, *(config for _, config in queue)]}
    if len(busy) < workers:
        queue += _new_bracket(space, budget, trials, left, seconds_for, most, part)
    if not (queue or active):
        queue = [(None, config) for config in repeats(chosen)]
        return Step(tuple(queue), is_over=not queue)
    return Step(tuple(queue))


def finalists(trials: Sequence[Trial]) -> list[RunConfig]:
    """The best few settings so far, best first, each with the fewest epochs in which it got that far."""
    ranked = _ranked(trials)
    # After a part of the reviews all are worse, and nobody knows by how much.
    ranked = [trial for trial in ranked if trial.part is None] or ranked
    best = max((trial.accuracy or 0.0 for trial in ranked), default=0.0)
    found: dict[RunConfig, RunConfig] = {}
    for trial in ranked:
        if (trial.accuracy or 0.0) >= best - CLOSE:
            found.setdefault(_without_epochs(trial.config), trial.config)
    return list(found.values())[:FINALISTS]


def repeats(configs: Sequence[RunConfig]) -> list[RunConfig]:
    """`configs` with seeds that none of them has been tried with, seed by seed."""
    return [replace(one, seed=later_seed(one.seed, number)) for number in range(1, REPEATS + 1) for one in configs]


def planned_epochs(networks: int, longest: int, part: int | None = None) -> int:
    """How many epochs a search of so many settings trains, all networks together, if all of its finalists train longest.

    Args:
        networks: How many settings it tries.
        longest: The epochs of the longest training.
        part: As from `part_of`.
    """
    total, number = FINALISTS * REPEATS * longest, 0
    while networks > 0:
        size = min(bracket_size(number, longest, part), networks)
        epochs = _rungs_of(number, longest, part)
        total += sum(map(operator.mul, _sizes(size, number, longest, part), epochs))
        networks, number = networks - size, number + 1
    return total


def tried(trials: Sequence[Trial]) -> set[RunConfig]:
    """The different settings that were tried, without regard to their epochs."""
    return {_without_epochs(trial.config) for trial in trials if trial.bracket is not None}


def _without_epochs(config: RunConfig) -> RunConfig:
    return replace(config, epochs=LONGEST)


def _rungs_of(bracket: int, longest: int, part: int | None) -> list[int]:
    """The epochs of a bracket's rungs: all of them or all but the first, at least two if there are so many.

    The two kinds take turns. Where the first kind opens on a part of the reviews, the other comes twice after it: what an
    input is worth shows only on all reviews.
    """
    every = rungs(longest)
    kind = bracket % 2 if part is None else min(1, bracket % 3)
    return every[kind % max(1, len(every) - 1) :]


def _opening(bracket: int, longest: int, part: int | None) -> int | None:
    """The reviews that a bracket's first rung learns from, if that is only a part of them: the widest brackets' does."""
    return part if len(_rungs_of(bracket, longest, part)) == len(rungs(longest)) else None


def _sizes(first: int, bracket: int, longest: int, part: int | None) -> list[int]:
    """How many settings are on each rung of a bracket that begins with so many."""
    sizes = [first]
    for above in range(len(_rungs_of(bracket, longest, part)) - 1):
        sizes.append(_going_on(sizes[-1], None if above else _opening(bracket, longest, part)))
    return sizes


def _going_on(size: int, part: int | None) -> int:
    """How many settings go on from a rung of so many that learned from this part of the reviews."""
    usual = math.ceil(size / ETA)
    return usual if part is None else min(usual, max(OPENING_LEAST, math.ceil(size / OPENING_ETA)))


def _on_part(config: RunConfig, part: int | None) -> RunConfig:
    return config if part is None else replace(config, training_reviews=part)


def _ranked(trials: Collection[Trial]) -> list[Trial]:
    """The trials of brackets that learned something, best first; of equal ones the shorter, then the older."""
    scored = [trial for trial in trials if trial.bracket is not None and trial.outcome == Outcome.ENDED]
    accuracies = [(trial, trial.accuracy) for trial in scored if trial.accuracy is not None]
    return [trial for trial, accuracy in sorted(accuracies, key=lambda pair: (-pair[1], pair[0].config.epochs))]


def _open_rungs(latest: Collection[Trial]) -> dict[int | None, list[Trial]]:
    """The highest rung of each bracket, and the repeats."""
    found: dict[int | None, list[Trial]] = defaultdict(list)
    for trial in latest:
        rung = found[trial.bracket]
        # The finalists' repeats have different epochs and are one rung.
        if trial.bracket is not None and rung and rung[0].config.epochs < trial.config.epochs:
            rung.clear()
        rung.append(trial)
    return {
        bracket: rung if bracket is None else [one for one in rung if one.config.epochs == rung[0].config.epochs]
        for bracket, rung in found.items()
    }


def _cannot_train(bracket: int | None, rung: Sequence[Trial], longest: int, part: int | None) -> bool:
    """Whether all of a bracket's first rung or of the repeats failed: then it is not the settings that are to blame."""
    is_first = bracket is None or rung[0].config.epochs == _rungs_of(bracket, longest, part)[0]
    return is_first and all(trial.outcome == Outcome.FAILED for trial in rung)


def _promoted(
    rung: Sequence[Trial], space: Space, left: float, seconds_for: Callable[[Sequence[RunConfig]], float]
) -> list[RunConfig]:
    """Those of the best of a rung that were improving, with the epochs of the next; or as many as there is time for."""
    longer = [epochs for epochs in rungs(space.base.epochs) if epochs > rung[0].config.epochs]
    if not longer:
        return []
    best = _ranked(rung)[: _going_on(len(rung), rung[0].part)]
    kept = [replace(trial.config, epochs=longer[0]) for trial in best if trial.was_improving]
    while kept and seconds_for(kept) > left:
        kept.pop()
    return kept


def _new_bracket(
    space: Space,
    budget: Budget,
    trials: Sequence[Trial],
    left: float,
    seconds_for: Callable[[Sequence[RunConfig]], float],
    most: int,
    part: int | None,
) -> list[tuple[int | None, RunConfig]]:
    """The first rung of another bracket; empty if nothing is left, of the budget or of the space."""
    number = max((trial.bracket + 1 for trial in trials if trial.bracket is not None), default=0)
    longest = space.base.epochs
    size = min(bracket_size(number, longest, part), most)
    before = {replace(config, epochs=longest) for config in tried(trials)}
    if budget.networks is not None:
        size = min(size, budget.networks - len(before))
    # Each kind of bracket gets its share of a short search, unless the first one is much the better use of it.
    share = left / 2 if number == 0 and part is None else left
    best = [replace(trial.config, epochs=longest) for trial in _ranked(trials)]
    parents = list(dict.fromkeys(best))[:PARENTS]
    while size > 0:
        drawn = draw(space, number, size, lambda config: seconds_for([config]), before, parents)
        funnel = _funnel(drawn, number, longest, part)
        if sum(map(seconds_for, funnel)) <= share or (number == 0 and size <= ETA):
            return [(number, config) for config in funnel[0]]
        # Less than a handful is not worth the time to compile it.
        size = size * 2 // 3 if size > ETA or number == 0 else 0
    return []


def _funnel(drawn: Sequence[RunConfig], bracket: int, longest: int, part: int | None) -> list[list[RunConfig]]:
    """What a bracket will train on each rung, if settings at equal distances go on."""
    sizes = _sizes(len(drawn), bracket, longest, part)
    first, *later = [
        [replace(drawn[number * len(drawn) // size], epochs=some) for number in range(size)]
        for size, some in zip(sizes, _rungs_of(bracket, longest, part))
    ]
    return [[_on_part(config, _opening(bracket, longest, part)) for config in first], *later]
