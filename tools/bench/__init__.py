"""Speed and memory of the article's own loop and of this program's trainer, compared in one run on one machine.

Each side trains the same networks in a process of its own, so that its peak memory is not that of another. `MEASURES`
lists what is measured; `sides` and `step` say how.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from explorer.config import article_grid
from explorer.errors import ExplorerError

GRID = len(article_grid())
ARTICLE, SKLEARN, EXPLORER, STEP = "article", "sklearn", "explorer", "step"
NAMES = {
    ARTICLE: "the article's loop",
    SKLEARN: "scikit-learn",
    EXPLORER: "this trainer",
    STEP: "a single step of this trainer",
}


@dataclass(frozen=True)
class Measure:
    """One line of the result: figure `key` of `side` compared with figure `own` of this trainer.

    `aim` is the ratio, the side's figure divided by this trainer's, that this project aims for.
    """

    label: str
    side: str
    key: str
    own: str
    unit: str
    aim: str


MEASURES = (
    Measure("{networks} networks, process warm", ARTICLE, "grid_seconds", "grid_seconds", "s", "≥ 18×"),
    Measure("{networks} networks, fresh process", ARTICLE, "fresh_seconds", "fresh_seconds", "s", "≥ 10×"),
    Measure("One network with validation", ARTICLE, "network_seconds", "network_seconds", "s", "≥ 6×"),
    Measure("One network, scikit-learn's without", SKLEARN, "network_seconds", "network_seconds", "s", "≥ 0.5×"),
    Measure("Peak memory", ARTICLE, "peak_bytes", "peak_bytes", "MB", "≥ 4×"),
    Measure("{networks} networks against 3 repeats", EXPLORER, "grid_seconds", "repeats_seconds", "s", "≥ 0.33×"),
    Measure("First epoch of a new shape", ARTICLE, "first_epoch_seconds", "first_epoch_seconds", "s", "≥ 1×"),
)


def compare(networks: int, epochs: int) -> dict:
    """Measure all sides on some of the article's 36 networks: figures, ratios, and the parts of a training step.

    Args:
        networks: How many of the 36, evenly spread.
        epochs: How long they train.

    Returns:
        Times in seconds (medians if something is measured more than once) and memory in bytes. This program's fresh process
        is `python -m explorer grid`, so it is measured only for all 36 networks and the article's epochs.

    Raises:
        ExplorerError: a side broke off, or scikit-learn, which the app does not need, is not installed.
    """
    if find_spec("sklearn") is None:
        raise ExplorerError("The bench compares with scikit-learn too: python -m pip install -r requirements-dev.txt.")
    memory = "there may be too little memory (it needs about 4 GB)"
    figures = {side: child_figures(NAMES[side], memory, "tools.bench.sides", side, networks, epochs) for side in NAMES}
    if networks == GRID and epochs == article_grid()[0].epochs:
        figures[EXPLORER]["fresh_seconds"] = _fresh_command()
    lines = []
    for measure in MEASURES:
        theirs, ours = figures[measure.side].get(measure.key), figures[EXPLORER].get(measure.own)
        if theirs and ours:
            label = measure.label.format(networks=networks)
            sides = {"side": NAMES[measure.side], "theirs": theirs, "ours": ours, "ratio": theirs / ours}
            lines.append({"measure": label, **sides, "unit": measure.unit, "aim": measure.aim})
    return {
        "machine": machine(),
        "networks": networks,
        "epochs": epochs,
        "measures": lines,
        "best_val_accuracy": {side: figures[side]["best_val_accuracy"] for side in (ARTICLE, EXPLORER)},
        "step": figures[STEP],
    }


def in_words(result: dict) -> str:
    """The result of `compare` as two small tables."""
    lines = [
        f"{result['networks']} of the article's networks × {result['epochs']} epochs · {result['machine']}",
        "",
        f"{'':36}{'other side':>28}{'this trainer':>14}{'ratio':>9}   aim",
    ]
    for line in result["measures"]:
        factor = 1e6 if line["unit"] == "MB" else 1
        theirs, ours = (f"{line[name] / factor:,.{0 if factor > 1 else 2}f} {line['unit']}" for name in ("theirs", "ours"))
        other = f"{line['side']} {theirs:>9}"
        lines.append(f"{line['measure']:36}{other:>28}{ours:>14}{line['ratio']:>8.2f}×   {line['aim']}")
    best = result["best_val_accuracy"]
    lines += [
        f"Best validation accuracy: {best[ARTICLE]:.1%} of {NAMES[ARTICLE]}, {best[EXPLORER]:.1%} of {NAMES[EXPLORER]}.",
        "",
        f"Where a step of {result['networks']} networks goes, in milliseconds:",
    ]
    step = result["step"]
    lines += [f"{name:36}{seconds * 1e3:>10.2f}" for name, seconds in step["parts"].items()]
    lines += [
        f"{'Floor':36}{step['floor_seconds'] * 1e3:>10.2f}",
        f"The floor: {step['bytes'] / 1e6:,.0f} MB at {step['bandwidth'] / 1e9:.0f} GB/s (copying) and "
        f"{step['flops'] / 1e9:.2f} GFLOP at {step['flop_rate'] / 1e9:.0f} GFLOP/s (large products).",
        f"The step runs at {step['floor_seconds'] / step['parts']['Whole step']:.0%} of the floor.",
    ]
    return "\n".join(lines)


def child_figures(what: str, needs: str, module: str, *arguments: object) -> dict:
    """The figures that a Python process prints as JSON in its last line.

    Args:
        what: What it measures, within a sentence.
        needs: What it may lack if it breaks off, within a sentence.
        module: The module that it runs.
        arguments: The arguments of its command line.

    Returns:
        The figures, and `fresh_seconds`, the time from its start to a line "fresh", if it prints one.

    Raises:
        ExplorerError: it broke off.
    """
    print(f"Measuring {what} …", file=sys.stderr)
    began, fresh, last = time.perf_counter(), {}, ""
    child = subprocess.Popen(
        [sys.executable, "-m", module, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"},
    )
    with child:
        for line in child.stdout or ():
            if line.strip() == "fresh":
                fresh = {"fresh_seconds": time.perf_counter() - began}
            last = line
    if child.returncode != 0:
        raise ExplorerError(f"Measuring {what} broke off; {needs}.")
    return json.loads(last) | fresh


def _fresh_command() -> float:
    """Seconds that the whole command for the article's 36 takes on an empty store."""
    print("Measuring python -m explorer grid …", file=sys.stderr)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "explorer", "grid", "--json"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"EXPLORER_SCHEDULER": "", "EXPLORER_STORE": str(Path(folder) / "runs.db")},
        )
        if done.returncode != 0:
            raise ExplorerError("python -m explorer grid broke off, so it could not be measured.")
        return time.perf_counter() - began


def machine() -> str:
    """The machine: processor, cores and operating system."""
    return f"{_processor()}, {os.cpu_count()} cores, {platform.system()}"


def _processor() -> str:
    """The processor's name, if the system tells it."""
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
