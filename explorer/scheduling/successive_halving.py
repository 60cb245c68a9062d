"""Successive halving: many settings are trained for a few epochs, the best third of them for three times as many, and so on.

A bracket is one such funnel. As in Hyperband, brackets take turns in how they begin: with many settings and few epochs, or
with fewer settings and more epochs, because nobody knows how early a good setting shows itself (Li, Jamieson, DeSalvo,
Rostamizadeh and Talwalkar, “Hyperband: A Novel Bandit-Based Approach to Hyperparameter Optimization”, JMLR 18 (185), 2018).
They are wider than Hyperband's, because networks that train as one model cost little more than one, and its last bracket,
in which random settings train to the end, is left out: most of these settings are hopeless after a few epochs already.

Whoever comes out in front of hundreds has also been the luckiest. So at the end the best few are repeated with seeds that
no trial had, and only these repeats count.

Everything here follows from the trials so far, so a search goes on from its store after any interruption.
"""

import math
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


@dataclass(frozen=True)
class Budget:
    """What a search may cost: so many settings that are tried, or so many seconds. One of the two is None."""

    networks: int | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Step:
    """What a search does next."""

    queue: tuple[tuple[int | None, RunConfig], ...] = ()
    """The trials to be trained now: bracket and settings."""
    is_over: bool = False
    has_failed: bool = False
    """Whether it is over because nothing can be trained."""


def rungs(longest: int) -> list[int]:
    """The epochs of each rung, the shortest first."""
    return sorted({max(1, longest // ETA**below) for below in range(RUNGS)})


def bracket_size(bracket: int, longest: int) -> int:
    """How many settings a bracket begins with: as Hyperband's, ⌈(s_max + 1) / (s + 1) · η^s⌉, times `WIDTH`."""
    above = len(_rungs_of(bracket, longest)) - 1
    return WIDTH * math.ceil(len(rungs(longest)) / (above + 1) * ETA**above)


def next_step(
    space: Space,
    budget: Budget,
    trials: Sequence[Trial],
    spent: float,
    seconds_for: Callable[[Sequence[RunConfig]], float],
    most: int,
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
        workers: How many batches can train at the same time. A further bracket begins while fewer than that are busy.
    """
    # A trial that was interrupted is followed by another one of the same settings.
    latest = {(trial.bracket, trial.config): trial for trial in trials}
    queue = [key for key, trial in latest.items() if trial.outcome == Outcome.STOPPED]
    active = [trial.config for trial in latest.values() if trial.outcome == Outcome.ACTIVE]
    open_rungs = _open_rungs(latest.values())
    if not (queue or active) and any(_cannot_train(bracket, rung, space) for bracket, rung in open_rungs.items()):
        return Step(is_over=True, has_failed=True)
    if None in open_rungs:
        return Step(tuple(queue), is_over=not (queue or active))
    left = math.inf
    if budget.seconds is not None:
        left = budget.seconds - spent - seconds_for(repeats(finalists(trials) or [space.base]))
    for bracket, rung in open_rungs.items():
        if bracket is not None and all(trial.outcome in (Outcome.ENDED, Outcome.FAILED) for trial in rung):
            queue += [(bracket, config) for config in _promoted(rung, space, left, seconds_for)]
    busy = {fusion_key(config) for config in [*active, *(config for _, config in queue)]}
    if len(busy) < workers:
        queue += _new_bracket(space, budget, trials, left, seconds_for, most)
    if not (queue or active):
        queue = [(None, config) for config in repeats(finalists(trials))]
        return Step(tuple(queue), is_over=not queue)
    return Step(tuple(queue))


def finalists(trials: Sequence[Trial]) -> list[RunConfig]:
    """The best few settings so far, best first, each with the fewest epochs in which it got that far."""
    ranked = _ranked(trials)
    best = max((trial.accuracy or 0.0 for trial in ranked), default=0.0)
    found: dict[RunConfig, RunConfig] = {}
    for trial in ranked:
        if (trial.accuracy or 0.0) >= best - CLOSE:
            found.setdefault(_without_epochs(trial.config), trial.config)
    return list(found.values())[:FINALISTS]


def repeats(configs: Sequence[RunConfig]) -> list[RunConfig]:
    """`configs` with seeds that none of them has been tried with, seed by seed."""
    return [replace(one, seed=later_seed(one.seed, number)) for number in range(1, REPEATS + 1) for one in configs]


def planned_epochs(networks: int, longest: int) -> int:
    """How many epochs a search of so many settings trains, all networks together, if all of its finalists train longest."""
    total, number = FINALISTS * REPEATS * longest, 0
    while networks > 0:
        size = min(bracket_size(number, longest), networks)
        epochs = enumerate(_rungs_of(number, longest))
        total += sum(math.ceil(size / ETA**rung) * some for rung, some in epochs)
        networks, number = networks - size, number + 1
    return total


def tried(trials: Sequence[Trial]) -> set[RunConfig]:
    """The different settings that were tried, without regard to their epochs."""
    return {_without_epochs(trial.config) for trial in trials if trial.bracket is not None}


def _without_epochs(config: RunConfig) -> RunConfig:
    return replace(config, epochs=LONGEST)


def _rungs_of(bracket: int, longest: int) -> list[int]:
    """The epochs of a bracket's rungs: all of them and all but the first by turns, at least two if there are so many."""
    every = rungs(longest)
    return every[bracket % max(1, len(every) - 1) :]


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


def _cannot_train(bracket: int | None, rung: Sequence[Trial], space: Space) -> bool:
    """Whether all of a bracket's first rung or of the repeats failed: then it is not the settings that are to blame."""
    is_first = bracket is None or rung[0].config.epochs == _rungs_of(bracket, space.base.epochs)[0]
    return is_first and all(trial.outcome == Outcome.FAILED for trial in rung)


def _promoted(
    rung: Sequence[Trial], space: Space, left: float, seconds_for: Callable[[Sequence[RunConfig]], float]
) -> list[RunConfig]:
    """The best third of a rung with the epochs of the next one, or as many of them as there is time for."""
    longer = [epochs for epochs in rungs(space.base.epochs) if epochs > rung[0].config.epochs]
    if not longer:
        return []
    kept = [replace(trial.config, epochs=longer[0]) for trial in _ranked(rung)][: math.ceil(len(rung) / ETA)]
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
) -> list[tuple[int | None, RunConfig]]:
    """The first rung of another bracket; empty if nothing is left, of the budget or of the space."""
    number = max((trial.bracket + 1 for trial in trials if trial.bracket is not None), default=0)
    size = min(bracket_size(number, space.base.epochs), most)
    before = {replace(config, epochs=space.base.epochs) for config in tried(trials)}
    if budget.networks is not None:
        size = min(size, budget.networks - len(before))
    # Each kind of bracket gets its share of a short search.
    share = left / max(1, RUNGS - 1 - number)
    best = [replace(trial.config, epochs=space.base.epochs) for trial in _ranked(trials)]
    parents = list(dict.fromkeys(best))[:PARENTS]
    while size > 0:
        drawn = draw(space, number, size, lambda config: seconds_for([config]), before, parents)
        funnel = _funnel(drawn, _rungs_of(number, space.base.epochs))
        if sum(map(seconds_for, funnel)) <= share or (number == 0 and size <= ETA):
            return [(number, config) for config in funnel[0]]
        # Less than a handful is not worth the time to compile it.
        size = size * 2 // 3 if size > ETA or number == 0 else 0
    return []


def _funnel(drawn: Sequence[RunConfig], epochs: Sequence[int]) -> list[list[RunConfig]]:
    """What a bracket will train on each rung, if every third setting goes on."""
    return [[replace(config, epochs=some) for config in drawn[:: ETA**rung]] for rung, some in enumerate(epochs)]
