"""Whether the leaderboard's promises hold: boards with a known truth, judged by the product's own functions.

The noise of each setting is what repeats of it were measured to have (`explorer.insight.seed_noise`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import count

import numpy as np

from explorer.config import RunConfig, article_grid
from explorer.history import Epoch
from explorer.insight import comparison, effects
from explorer.insight.comparison import Answer
from explorer.insight.ranking import standings
from explorer.insight.seed_variance import MEASURED
from explorer.store import Run, State

REVIEWS = 5_000
# The deviations that were measured of the article's settings with one, two and three hidden layers, shares.
BY_LAYERS = (0.0018, 0.0023, 0.0025)
# The average accuracy of the grid.
CENTRE = 0.8893
# Settings outside the grid, with the accuracy and the deviation that twelve repeats of each had.
ODD = {
    "5 epochs": (RunConfig(epochs=5), 0.8919, 0.0025),
    "3 epochs": (RunConfig(epochs=3), 0.8877, 0.0044),
    "2 epochs": (RunConfig(epochs=2), 0.8793, 0.0077),
    "dropout 0.8": (RunConfig(dropout=0.8), 0.8727, 0.0059),
    "learning rate 0.0001": (RunConfig(learning_rate=0.0001), 0.8584, 0.0082),
    "batch size 128": (RunConfig(batch_size=128), 0.8895, 0.0038),
    "1 epoch": (RunConfig(epochs=1), 0.8515, 0.0149),
}
PRESSES = 10
OF_BOARDS = {
    "± holds": "± holds",
    "the leader's ± holds": "leader's ±",
    "the best shares first place": "best is first",
    "“behind by more than luck”": "falsely behind",
}
"""Claims that are measured on every kind of board, with their headings."""


@dataclass(frozen=True)
class Claim:
    """What the page promises, how often that has to hold, and how often it held."""

    claim: str
    promise: str
    held: float
    error: float
    """1.96 Monte Carlo errors."""


class World:
    """Boards of runs with a known truth.

    Args:
        seed: Decides all rolls of the dice.
    """

    def __init__(self, seed: int) -> None:
        self.rolls, self.numbers = np.random.default_rng(seed), count(1)

    def runs(self, config: RunConfig, truth: float, deviation: float, repeats: int, first_seed: int = 0) -> list[Run]:
        """Repeats of a setting. Their accuracies are whole numbers of reviews."""
        drawn = np.round((truth + deviation * self.rolls.standard_normal(repeats)) * REVIEWS) / REVIEWS
        return [
            _run(next(self.numbers), replace(config, seed=first_seed + seed), float(one)) for seed, one in enumerate(drawn)
        ]

    def grid(self, settings: int, repeats: Sequence[int], spread: float, ahead: float = 0.0) -> tuple[dict, list[Run]]:
        """The first settings of the article's grid: the truth of each, and its runs.

        Args:
            settings: How many.
            repeats: How many runs each has.
            spread: How far the true averages lie apart, one standard deviation.
            ahead: By how much the first one is better than all others.
        """
        truth = {config: CENTRE + spread * self.rolls.standard_normal() for config in _grid(settings)}
        if ahead:
            truth[_grid(settings)[0]] = max(truth.values()) + ahead
        runs = []
        for (config, true), number in zip(truth.items(), repeats):
            runs += self.runs(config, true, BY_LAYERS[config.layers - 1], number)
        return truth, runs


def _grid(settings: int) -> list[RunConfig]:
    # Spread over layers and units, also if they are few.
    grid = sorted(article_grid(), key=lambda config: (config.layers, config.units, config.loss, config.activation))
    return grid[:: len(grid) // settings][:settings]


def _run(number: int, config: RunConfig, accuracy: float) -> Run:
    epoch = Epoch(config.epochs, 0.1, 0.97, 0.3, min(max(accuracy, 0.0), 1.0), 0.1)
    return Run(number, config, "packaged", State.FINISHED, "", "simulated", 0.0, 0.0, 1.0, epoch, epoch, 1.0)


def rows(settings: int, repeats: Sequence[int], spread: float, ahead: float, world: World) -> dict[str, float]:
    """One board: how many rows hold their truth, whether the leader's does, and whether the best shares first place."""
    truth, runs = world.grid(settings, repeats, spread, ahead)
    board = standings(runs)
    holds = [abs(one.estimate - truth[one.config]) <= one.half_width for one in board]
    best = max(truth, key=truth.__getitem__)
    return {
        "rows": float(np.mean(holds)),
        "leader": float(holds[0]),
        "bias": board[0].estimate - truth[board[0].config],
        "width": float(np.mean([one.half_width for one in board])),
        "best": float(next(one.tied for one in board if one.config == best)),
        "ahead": float(sum(one.tied for one in board) < len(board)),
    }


def odd_row(config: RunConfig, accuracy: float, deviation: float, repeats: int, world: World) -> float:
    """Whether the ± of a setting outside the grid holds its truth, beside the grid with three repeats."""
    _, runs = world.grid(36, [3] * 36, 0.002)
    board = standings([*runs, *world.runs(config, accuracy, deviation, repeats)])
    odd = next(one for one in board if one.config == config)
    return float(abs(odd.estimate - accuracy) <= odd.half_width)


def false_yes(config: RunConfig, accuracy: float, deviation: float, repeats: int, world: World) -> float:
    """Whether one of two equal settings is called really better. They are alone on the board."""
    pair = [config, replace(config, units=32)]
    board = standings([run for one in pair for run in world.runs(one, accuracy, deviation, repeats)])
    return float(comparison.verdict(board, 2).answer == Answer.YES)


def true_yes(settings: int, repeats: int, difference: float, world: World) -> float:
    """Whether the lead of one setting over the next is told, if it is real."""
    truth, runs = world.grid(settings, [repeats] * settings, 0.0)
    first, second = list(truth)[:2]
    runs = [run for run in runs if replace(run.config, seed=0) != first]
    runs += world.runs(first, CENTRE + difference, BY_LAYERS[first.layers - 1], repeats)
    ticked = [one for one in standings(runs) if one.config in (first, second)]
    leader = max(ticked, key=lambda one: one.mean)
    return float(comparison.verdict(ticked, settings).answer == Answer.YES and leader.config == first)


def yes_after_presses(settings: int, world: World) -> float:
    """Whether the best and the worst of equal settings are told apart by pressing “three more repeats” again and again."""
    truth, runs = world.grid(settings, [3] * settings, 0.0)
    board = standings(runs)
    best, *_, worst = (one.config for one in sorted(board, key=lambda one: -one.mean))
    fresh: list[Run] = []
    for press in range(PRESSES + 1):
        board = standings([*runs, *fresh])
        ticked = [one for one in board if one.config in (best, worst)]
        anew = comparison.fresh(ticked, [run.id for run in fresh]) if settings > 2 else []
        if comparison.verdict(ticked, settings, anew).answer == Answer.YES:
            return 1.0
        for config in (best, worst):
            fresh += world.runs(config, truth[config], BY_LAYERS[config.layers - 1], 3, first_seed=3 + 3 * press)
    return 0.0


def told_as_recommended(difference: float, world: World) -> float | None:
    """Whether as many more repeats as are recommended do tell, if they are trained; None where none are recommended."""
    pair = _grid(2)
    truth = dict(zip(pair, (CENTRE + difference, CENTRE)))
    runs = [run for config in pair for run in world.runs(config, truth[config], BY_LAYERS[0], 3)]
    verdict = comparison.verdict(standings(runs), 2)
    if verdict.answer != Answer.CANNOT_TELL:
        return None
    needed = verdict.leads[0].more_repeats(2)
    if needed is None:
        return None
    runs += [run for config in pair for run in world.runs(config, truth[config], BY_LAYERS[0], needed[0], first_seed=3)]
    return float(comparison.verdict(standings(runs), 2).answer != Answer.CANNOT_TELL)


def any_knob(repeats: int, world: World) -> tuple[float, float]:
    """Whether any knob seems to matter where none does: by a sentence, and by a bar that does not reach across zero."""
    _, runs = world.grid(36, [repeats] * 36, 0.0)
    found = effects.main_effects(runs)
    sentence = any(lead > width for *_, lead, width in (effect.contrast for effect in found))
    bar = any(abs(shift) > width for effect in found for shift, width in map(effect.shift, range(len(effect.values))))
    return float(sentence), float(bar)


def measure(boards: int, seed: int = 0) -> dict:
    """Judge so many simulated boards for each claim.

    Returns:
        The claims, each with its promise and what came out.
    """
    world, claims = World(seed), []

    def add(claim: str, promise: str, one: Callable[[], float | None]) -> None:
        results = [result for result in (one() for _ in range(boards)) if result is not None]
        claims.append(_claim(claim, promise, results))

    for name, spread, ahead in (("all equal", 0.0, 0.0), ("real spread", 0.002, 0.0), ("one winner", 0.002, 0.01)):
        for settings in (2, 6, 36):
            for pattern in ((1,), (3,), (5,), (1, 4)):
                number = [pattern[place % len(pattern)] for place in range(settings)]
                found = [rows(settings, number, spread, ahead, world) for _ in range(boards)]
                board = f"{settings} settings × {' or '.join(map(str, pattern))}, {name}"
                for key, promise in (("rows", "95%"), ("leader", "95%"), ("best", "≥ 95%")):
                    words = {"rows": "± holds", "leader": "the leader's ± holds", "best": "the best shares first place"}[key]
                    claims.append(_claim(f"{words}: {board}", promise, [one[key] for one in found]))
                if name == "all equal":
                    claims.append(_claim(f"“behind by more than luck”: {board}", "≤ 5%", [one["ahead"] for one in found]))
    for name, odd in ODD.items():
        for repeats in (1, 3):
            add(f"{name}, {repeats}×, beside the 36: ± holds", "95%", partial(odd_row, *odd, repeats, world))
        for repeats in (1, 3, 5):
            add(f"“really better” of two equal: {name}, {repeats}×", "≤ 5%", partial(false_yes, *odd, repeats, world))
    usual = RunConfig(), CENTRE, BY_LAYERS[0]
    for repeats in (1, 3, 5):
        add(f"“really better” of two equal: the article's, {repeats}×", "≤ 5%", partial(false_yes, *usual, repeats, world))
    for settings in (2, 36):
        add(f"… after {PRESSES} presses, of {settings}", "≤ 5%", partial(yes_after_presses, settings, world))
        add(f"0.5 points are told, 5× of {settings}", "more is better", partial(true_yes, settings, 5, 0.005, world))
    for difference in (0.003, 0.006):
        points = f"{difference * 100:.1f}"
        add(f"as many repeats as advised tell {points} points", "80%", partial(told_as_recommended, difference, world))
    for repeats in (1, 3):
        found_knobs = [any_knob(repeats, world) for _ in range(boards)]
        for place, what in enumerate(("a sentence", "a bar")):
            claims.append(_claim(f"any knob matters by {what}, {repeats}×", "≤ 5%", [one[place] for one in found_knobs]))
    return {"boards": boards, "noise": MEASURED, "claims": [vars(claim) for claim in claims]}


def _claim(claim: str, promise: str, results: Sequence[float]) -> Claim:
    error = 1.96 * float(np.std(results)) / len(results) ** 0.5 if results else 0.0
    return Claim(claim, promise, float(np.mean(results)) if results else float("nan"), error)


def in_words(result: dict) -> str:
    """The result of `measure` as two tables: what was claimed of each kind of board, a row each, and everything else."""
    boards: dict[str, dict[str, str]] = {}
    others = []
    for claim in result["claims"]:
        figure = f"{claim['held']:.1%} ± {claim['error']:.1%}"
        what, _, board = claim["claim"].partition(": ")
        if what in OF_BOARDS:
            boards.setdefault(board, {})[what] = figure
        else:
            others.append(f"{claim['claim']:62}{claim['promise']:>16}{figure:>16}")
    heads = "".join(f"{head:>16}" for head in OF_BOARDS.values())
    lines = [f"{'Settings × repeats':36}{heads}"]
    lines += [f"{board:36}" + "".join(f"{row.get(what, '–'):>16}" for what in OF_BOARDS) for board, row in boards.items()]
    return "\n".join([*lines, "", f"{'Claim':62}{'promise':>16}{'came out':>16}", *others])
