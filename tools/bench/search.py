"""This program's search against KerasTuner's Hyperband and Optuna's TPE with its Hyperband pruner.

All look through the same space for the same time, each in a process of its own, taking turns. The others train with plain
Keras on sparse rows, as their users do. What each calls the best is then trained with fresh seeds by this program, so that
a lucky run is none.
"""

import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import mean, stdev

from explorer import corpus
from explorer.config import RunConfig
from explorer.errors import ExplorerError
from explorer.history import best_epoch
from explorer.training.job import examples
from explorer.training.trainer import train
from tools.bench import machine
from tools.bench.processes import child_figures
from tools.bench.requirements import INSTALL, left_out, missing

OTHERS = {"keras_tuner": "KerasTuner's Hyperband", "optuna": "Optuna's TPE and Hyperband pruner"}
# Without TensorBoard every trial of KerasTuner fails, and its search ends as if done.
NEEDS = {"keras_tuner": ("keras_tuner", "tensorboard"), "optuna": ("optuna",)}
ROUNDS, FRESH_SEEDS = 3, range(5_000, 5_005)


def measure(minutes: float) -> dict:
    """Let all search `ROUNDS` times for so many minutes, and train what they found with fresh seeds.

    Returns:
        For each round and side, how many settings were tried, the best one, and its accuracies with fresh seeds (shares);
        and `left_out`, a sentence for each of the others that is not installed.

    Raises:
        ExplorerError: none of the others is installed, or a search broke off.
    """
    absent = missing(NEEDS)
    if len(absent) == len(OTHERS):
        raise ExplorerError(f"There is no other search to compare with: {INSTALL}")
    rounds = []
    for number in range(ROUNDS):
        sides = {"explorer": _own_search(minutes, seed=number)}
        for name, what in OTHERS.items():
            if name in absent:
                continue
            sides[name] = child_figures(
                f"{what} ({minutes:g} minutes)", "it found nothing", "tools.bench.search_sides", name, minutes * 60, number
            )
        for side in sides.values():
            side["accuracies"] = _with_fresh_seeds(RunConfig(**side["best"]))
        rounds.append(sides)
    return {"machine": machine(), "minutes": minutes, "rounds": rounds, "left_out": left_out(NEEDS, OTHERS)}


def _own_search(minutes: float, seed: int) -> dict:
    """`python -m explorer search` on an empty store."""
    print(f"Measuring this program's search ({minutes:g} minutes) …", file=sys.stderr)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        done = subprocess.run(
            [sys.executable, "-m", "explorer", "search", "--minutes", f"{minutes:g}", "--seed", str(seed), "--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=os.environ | {"EXPLORER_SCHEDULER": "", "EXPLORER_STORE": str(Path(folder) / "runs.db")},
        )
    answer = json.loads(done.stdout or "{}")
    if not answer.get("finalists"):
        raise ExplorerError("python -m explorer search broke off, so it could not be measured.")
    return {"tried": answer["tried"], "best": answer["finalists"][0]["config"], "seconds": answer["seconds"]}


def _with_fresh_seeds(config: RunConfig) -> list[float]:
    """The kept validation accuracy with each of the `FRESH_SEEDS`; that of guessing where there is no network."""
    training, validation = examples(corpus.default_source(), config.input_format)
    results = [train([replace(config, seed=seed)], training, validation)[0] for seed in FRESH_SEEDS]
    return [best_epoch(result.history).val_accuracy if result.history else 0.5 for result in results]


def verdict(own: Sequence[float], other: Sequence[float]) -> str:
    """Whether our accuracies are better than the other's, tied or worse, by Welch's t test at 95 %."""
    from scipy import stats

    spread = math.sqrt(stdev(own) ** 2 / len(own) + stdev(other) ** 2 / len(other))
    difference = mean(own) - mean(other)
    if spread == 0:
        return "tied" if difference == 0 else "better" if difference > 0 else "worse"
    if stats.ttest_ind(own, other, equal_var=False).pvalue >= 0.05:
        return "tied"
    return "better" if difference > 0 else "worse"


def in_words(result: Mapping) -> str:
    """The result of `measure` as a table, and the best settings of every side."""
    names = {"explorer": "this search", **OTHERS}
    lines = [
        f"{result['minutes']:g} minutes for each · {result['machine']}",
        "",
        f"{'':36}{'round':>6}{'settings':>10}{'ratio':>8}{'fresh seeds':>18}   this search is",
    ]
    for number, sides in enumerate(result["rounds"], 1):
        own = sides["explorer"]
        for name, side in sides.items():
            found = f"{mean(side['accuracies']):.2%} ± {_half_width(side['accuracies']):.2f}"
            line = f"{names[name]:36}{number:>6}{side['tried']:>10,}"
            if name == "explorer":
                lines.append(f"{line}{'':>8}{found:>18}")
            else:
                ratio, said = own["tried"] / side["tried"], verdict(own["accuracies"], side["accuracies"])
                lines.append(f"{line}{ratio:>7.1f}×{found:>18}   {said}")
    lines += [*result["left_out"], "", "The best settings:"]
    for number, sides in enumerate(result["rounds"], 1):
        lines += [f"{number}, {names[name]}: {RunConfig(**side['best']).describe()}" for name, side in sides.items()]
    return "\n".join(lines)


def _half_width(accuracies: Sequence[float]) -> float:
    """Half of the 95 % interval of their mean, in points."""
    from scipy import stats

    return float(stats.t.ppf(0.975, len(accuracies) - 1)) * stdev(accuracies) / math.sqrt(len(accuracies)) * 100
