"""What comes of the verdict's advice: settings over the whole range of the knobs, and the same with each change it may name.

All are trained with two seeds. From most of them the table is made that orders the advice (`verdict.evidence`); the rest,
which had no part in it, shows what following the first button brings.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean, stdev

from explorer.config import RunConfig, repeated
from explorer.insight.noise import SEED_DEVIATION
from explorer.insight.verdict import Kind, Verdict, advice, evidence, judge
from explorer.insight.verdict.advice import Move
from explorer.store import Run, State
from explorer.wording.findings import findings
from tools.bench import machine
from tools.bench.settings_sample import VALUES, WIDER, draw
from tools.bench.trained_runs import TrainedRuns, kept_in

# Of each sample: the article's knobs, where more of them are far off, and all knobs.
SAMPLES, SETTINGS, HELD_OUT, SEEDS = (VALUES, WIDER), 140, 40, (0, 1)
DRAWN_BY = 15
# The 95 % interval of a difference of two runs that differ in the seed only.
LUCK = 1.96 * 2**0.5 * SEED_DEVIATION


@dataclass(frozen=True)
class Trial:
    """A run, the finding on it, and by how much a change that is its cure raised the accuracy that is kept, a share."""

    kind: Kind
    move: Move
    settings: RunConfig
    gain: float


def measure(keep: Path | None) -> dict:
    """Train everything, write the table, and follow the first button from settings that had no part in it.

    Args:
        keep: A file for the runs, which a later call goes on with; None for none.
    """
    samples = [draw(SETTINGS, DRAWN_BY, values) for values in SAMPLES]
    # A setting that is in both has a part in the table.
    tried = list(dict.fromkeys(config for drawn in samples for config in drawn[:-HELD_OUT]))
    held_out = list(dict.fromkeys(config for drawn in samples for config in drawn[-HELD_OUT:] if config not in tried))
    with kept_in(keep) as trained:
        table = _table(_trials(trained, repeated(tried, SEEDS)))
        _write(table)
        evidence.records.cache_clear()
        return {"machine": machine(), "table": table, **_followed(trained, repeated(held_out, SEEDS))}


def _verdict(trained: TrainedRuns, run: Run) -> Verdict:
    return judge(trained.store.history(run.id), trained.reviews, run.state == State.DIVERGED)


def _trials(trained: TrainedRuns, starts: Sequence[RunConfig]) -> list[Trial]:
    judged = [(run, _verdict(trained, run)) for run in trained.runs(starts)]
    asked = [
        (kind, move, run.config, replace(run.config, **change))
        for run, verdict in judged
        for kind in verdict.kinds
        for move in advice.MOVES[kind]
        if advice.fits(move, run.config, verdict.course) and (change := advice.change(move, run.config))
    ]
    reached = trained.accuracies([*starts, *(changed for *_, changed in asked)])
    return [
        Trial(kind, move, replace(config, seed=0), reached[changed] - reached[config])
        for kind, move, config, changed in asked
    ]


def _table(trials: Sequence[Trial]) -> list[dict]:
    """A row per finding and move, the moves that raised accuracy most first."""
    groups = defaultdict(list)
    for trial in trials:
        groups[trial.kind, trial.move].append(trial)
    rows = []
    for (kind, move), group in groups.items():
        # Both seeds of the same settings say nearly the same, so they count as one for the interval.
        by_settings = defaultdict(list)
        for trial in group:
            by_settings[trial.settings].append(trial.gain)
        means = list(map(mean, by_settings.values()))
        half_width = _student(len(means) - 1) * stdev(means) / len(means) ** 0.5 if len(means) > 1 else None
        rows.append(
            {
                "verdict": kind.value,
                "advice": move.value,
                "helped": sum(trial.gain > 0 for trial in group),
                "of": len(group),
                "gain": round(mean(trial.gain for trial in group), 5),
                "half_width": None if half_width is None else round(half_width, 5),
            }
        )
    return sorted(rows, key=lambda row: (list(Kind).index(Kind(row["verdict"])), -row["gain"]))


def _student(degrees: int) -> float:
    from scipy import stats

    return float(stats.t.ppf(0.975, degrees))


def _write(table: Sequence[dict]) -> None:
    with evidence.TABLE.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)


def _followed(trained: TrainedRuns, starts: Sequence[RunConfig]) -> dict:
    """What following the first button brings, from each of `starts` that gets one."""
    first = {}
    for run in trained.runs(starts):
        history = trained.store.history(run.id)
        found = findings(run.config, history, trained.reviews, run.state == State.DIVERGED)
        if button := next((one for finding in found for one in finding.suggestions), None):
            first[run.config] = replace(run.config, **button.changes)
    reached = trained.accuracies([*starts, *first.values()])
    best = max(reached.values())
    gains = {config: reached[changed] - reached[config] for config, changed in first.items()}
    below = [gain for config, gain in gains.items() if reached[config] < best - LUCK]
    return {
        "starts": len(starts),
        "advised": len(gains),
        "helped": sum(gain > LUCK for gain in gains.values()),
        "tied": sum(abs(gain) <= LUCK for gain in gains.values()),
        "not_tied_for_first": len(below),
        "gain": _mean(below),
        "before": _mean(reached[config] for config in first),
        "after": _mean(reached[changed] for changed in first.values()),
    }


def _mean(values: Iterable[float]) -> float:
    """Their average; 0 where there are none."""
    found = list(values)
    return mean(found) if found else 0.0


def in_words(result: dict) -> str:
    """The result of `measure`: the table, and what following the first button brings."""
    lines = [result["machine"], "", f"{'Verdict':22}{'Advice':44}{'helped in':>12}{'gain in points':>18}"]
    for row in result["table"]:
        width = "" if row["half_width"] is None else f"± {row['half_width'] * 100:5.2f}"
        gain = f"{row['gain'] * 100:+.2f} {width:7}"
        lines.append(f"{row['verdict']:22}{row['advice']:44}{row['helped']:>5} of {row['of']:<4}{gain:>18}")
    good = (result["helped"] + result["tied"]) / max(1, result["advised"])
    return "\n".join(
        [
            *lines,
            "",
            f"Following the first button from {result['advised']} of {result['starts']} runs that had no part in the table: "
            f"accuracy {result['before']:.2%} before, {result['after']:.2%} after.",
            f"It helped in {result['helped']} and tied in {result['tied']}, together {good:.0%}.",
            f"The {result['not_tied_for_first']} that did not share first place already gained "
            f"{result['gain'] * 100:.2f} points on average.",
        ]
    )
