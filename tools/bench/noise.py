"""How far repeats lie apart, measured over all knobs, and the trend through it that the leaderboard starts from."""

import csv
import datetime
import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from explorer.config import KNOBS, RunConfig
from explorer.insight import seed_variance
from explorer.insight.seed_variance import ROUNDING, TRUSTS, Repeats, expected_deviation, features, log_f
from tools.bench import machine
from tools.bench.repeats import GRID_SEEDS, OTHERS, all_repeats, setting_of
from tools.bench.trained_runs import kept_in

NOISE = Path(seed_variance.__file__).with_name("seed_noise.json")
FIXTURE = Path(__file__).parents[2] / "tests" / "data" / "repeats.csv"
# Half the 95 % point of χ² with one degree of freedom.
AS_WELL = 1.92
NAMES = tuple(features(RunConfig(), 0.0))


def measure(keep: Path | None) -> dict:
    """Train all repeats, fit the trend, and write it into the package; the accuracies become a fixture of the tests.

    Args:
        keep: A file for the runs, which a later call goes on with; None for none.
    """
    configs = all_repeats()
    with kept_in(keep) as trained:
        accuracies = trained.accuracies(configs)
    settings = defaultdict(list)
    for config in configs:
        settings[setting_of(config)].append(accuracies[config])
    _write_fixture(accuracies)
    fitted = fit([Repeats(config, tuple(found)) for config, found in settings.items()])
    noise = {
        **{name: round(value, 4) for name, value in fitted.items()},
        "date": datetime.date.today().isoformat(),
        "tensorflow": version("tensorflow"),
        "runs": len(accuracies),
    }
    NOISE.write_text(json.dumps(noise, indent=1) + "\n", encoding="utf-8")
    return {"machine": machine(), "noise": noise, "deviations": _deviations(settings, fitted)}


def fit(board: Sequence[Repeats]) -> dict[str, float]:
    """The coefficients of the trend that explain the variances of repeated settings best, and how far it can be trusted.

    Each variance is distributed as the expected one times F(its degrees, the trust); the sum of the logarithms of the
    densities is maximised (Powell's method, then Nelder and Mead's simplex). Of all `TRUSTS` that explain the variances as
    well as the best one, up to luck, the least is taken: the lower end of the 95 % interval by likelihood ratio.
    """
    repeated = [one for one in board if one.degrees]
    known = np.array([[features(one.config, one.mean)[name] for name in NAMES] for one in repeated])
    degrees = np.array([one.degrees for one in repeated])
    found_variances = np.array([one.variance for one in repeated]) + ROUNDING

    def misfit(values: np.ndarray, trust: float) -> float:
        expected = known @ values
        return -float(np.sum(log_f(found_variances / np.exp(expected), degrees, trust) - expected))

    values = np.array([2 * math.log(0.0021), 1.5, *[0.0] * (len(NAMES) - 2)])
    fits = []
    for trust in TRUSTS:
        rough = minimize(misfit, values, trust, method="Powell").x
        result = minimize(misfit, rough, trust, method="Nelder-Mead", options={"maxiter": 20_000, "maxfev": 20_000})
        values = result.x
        fits.append((result.fun, float(trust), values))
    best = min(fits)[0]
    _, trust, values = next(fit for fit in fits if fit[0] <= best + AS_WELL)
    return {**dict(zip(NAMES, map(float, values))), "trust": trust}


def _deviations(settings: Mapping[RunConfig, Sequence[float]], trend: Mapping[str, float]) -> list[dict]:
    """The deviation of the settings with many repeats, in points, beside what the trend expects of them."""
    # Most of them are the article's but for one knob. The default of a knob goes without saying, except for the epochs.
    usual = set(RunConfig().describe().split(" · ")) - {KNOBS["epochs"].phrase(RunConfig().epochs)}
    kinds = {" · ".join(part for part in config.describe().split(" · ") if part not in usual): [config] for config in OTHERS}
    for layers in KNOBS["layers"].article:
        grid = [one for one, found in settings.items() if len(found) == len(GRID_SEEDS) and one.layers == layers]
        kinds[f"the article's with {KNOBS['layers'].phrase(layers)}"] = grid
    rows = []
    for name, configs in kinds.items():
        boards = [Repeats(config, tuple(settings[config])) for config in configs]
        expected = [expected_deviation(one.config, one.mean, trend) ** 2 for one in boards]
        rows.append(
            {
                "setting": name,
                "runs": sum(len(one.accuracies) for one in boards),
                "mean": float(np.mean([one.mean for one in boards])),
                "deviation": math.sqrt(float(np.mean([one.variance for one in boards]))),
                "expected": math.sqrt(float(np.mean(expected))),
            }
        )
    return rows


def _write_fixture(accuracies: Mapping[RunConfig, float]) -> None:
    with FIXTURE.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*KNOBS, "val_accuracy"])
        for config, accuracy in accuracies.items():
            writer.writerow([*config.to_dict().values(), round(accuracy, 5)])


def in_words(result: dict) -> str:
    """The result of `measure` as a table."""
    noise = result["noise"]
    lines = [
        f"{result['machine']} · {noise['date']} · TensorFlow {noise['tensorflow']} · {noise['runs']} runs",
        "",
        f"{'Setting':40}{'runs':>5}{'accuracy':>10}{'deviation':>11}{'expected':>10}",
    ]
    for row in result["deviations"]:
        figures = (f"{row[name] * 100:.2f}" for name in ("deviation", "expected"))
        lines.append(f"{row['setting']:40}{row['runs']:>5}{row['mean']:>10.2%}{next(figures):>11}{next(figures):>10}")
    return "\n".join([*lines, "", f"A trend is trusted like {noise['trust']:.1f} degrees of freedom."])
