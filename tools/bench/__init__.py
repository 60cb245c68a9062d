"""Speed and memory of this program's trainer and of others, compared in one run on one machine.

The others are the article's own loop, PyTorch and scikit-learn. Each side trains in a process of its own, so that its peak
memory is not that of another, and sides take turns. `measures` lists what is measured; `sides`, `pytorch` and `step` say
how.
"""

import os
import platform
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from explorer.config import article_grid
from tools.bench.levers import in_words as levers_in_words
from tools.bench.measures import ARTICLE, EXPLORER, FLOOR_AIM, NAMES, OPTIONAL, SKLEARN, TORCH, compared
from tools.bench.processes import Side, whole_seconds
from tools.bench.requirements import left_out, missing

GRID = len(article_grid())
ROUNDS = 3
MEMORY = "there may be too little memory (it needs about 5 GB)"


def compare(networks: int, epochs: int) -> dict:
    """Measure all sides on some of the article's 36 networks: figures, ratios, and the parts of a training step.

    Args:
        networks: How many of the 36, evenly spread.
        epochs: How long they train.

    Returns:
        Times in seconds (medians if something is measured more than once) and memory in bytes. This program from start to
        end is `python -m explorer grid`, so that is measured only for all 36 networks and the article's epochs.

    Raises:
        ExplorerError: a side broke off.
    """
    with ExitStack() as stack:
        figures, levers, settings = _in_turn(stack, networks, epochs)
    figures[ARTICLE] = _article(networks, epochs)
    with _side("step", networks, epochs, "a single step of this trainer") as side:
        step = side.measure("step")
    return {
        "machine": machine(),
        "levers": levers,
        "networks": networks,
        "epochs": epochs,
        "measures": list(compared(figures, networks)),
        "best_val_accuracy": {
            side: found["best_val_accuracy"] for side, found in figures.items() if "best_val_accuracy" in found
        },
        "pytorch": settings,
        "left_out": left_out(OPTIONAL, NAMES),
        "step": step,
    }


def _in_turn(stack: ExitStack, networks: int, epochs: int) -> tuple[dict[str, dict], dict[str, str], dict[str, str]]:
    """The figures of all sides but the article's, the levers that are on, and PyTorch's settings."""
    absent = missing(OPTIONAL)
    own = stack.enter_context(_side(EXPLORER, networks, epochs))
    grids: dict[str, Callable[[], dict]] = {EXPLORER: lambda: own.measure("grid")}
    singles: dict[str, Callable[[], dict]] = {EXPLORER: lambda: own.measure("network")}
    wholes: dict[str, Callable[[], dict]] = {EXPLORER: _whole_command}
    settings = {}
    if SKLEARN not in absent:
        sklearn = stack.enter_context(_side(SKLEARN, networks, epochs))
        singles[SKLEARN] = lambda: sklearn.measure("network")
    if TORCH not in absent:
        from tools.bench.pytorch import FUSED, ONE, prepared

        torch = stack.enter_context(prepared(networks, epochs))
        best = {task: torch.best_settings(task) for task in (FUSED, ONE)}
        fused, one = (stack.enter_context(torch.side(task, best[task])) for task in (FUSED, ONE))
        grids[TORCH] = lambda: fused.measure(FUSED)
        singles[TORCH] = lambda: one.measure(ONE)
        wholes[TORCH] = lambda: {"seconds": torch.whole_seconds(best[FUSED])}
        settings = {task: str(found) for task, found in best.items()}

    figures = {side: {**measured, "grid_seconds": measured["seconds"]} for side, measured in _rounds(grids).items()}
    levers = own.measure("levers")
    for side, measured in _rounds(singles).items():
        figures.setdefault(side, {})["network_seconds"] = measured["seconds"]
    figures[EXPLORER]["repeats_seconds"] = own.measure("repeats")["seconds"]
    figures[EXPLORER]["first_epoch_seconds"] = own.measure("first_epoch")["seconds"]
    if networks == GRID and epochs == article_grid()[0].epochs:
        for side, measured in _rounds(wholes).items():
            figures[side]["whole_seconds"] = measured["seconds"]
    return figures, levers, settings


def _rounds(sides: Mapping[str, Callable[[], dict]]) -> dict[str, dict]:
    """What each side answers first, with the medians of its times in all rounds. The sides take turns."""
    rounds = [{name: measure() for name, measure in sides.items()} for _ in range(ROUNDS)]
    return {name: with_medians([one[name] for one in rounds]) for name in sides}


def with_medians(answers: Sequence[dict]) -> dict:
    """The first of a side's answers, because later ones keep memory of earlier ones, with the medians of its times."""
    times = [name for name in ("seconds", "processor_seconds") if name in answers[0]]
    return {**answers[0], **{name: median(one[name] for one in answers) for name in times}}


def _article(networks: int, epochs: int) -> dict:
    """The figures of the article's loop."""
    with _side(ARTICLE, networks, epochs) as side:
        figures = side.measure("loop")
        whole = side.age()
        return {**figures, "whole_seconds": whole, **side.measure("warm")}


def _side(name: str, networks: int, epochs: int, what: str = "") -> Side:
    return Side(what or NAMES[name], MEMORY, ["-m", "tools.bench.sides", name, networks, epochs])


def _whole_command() -> dict:
    """The whole command for the article's 36 on an empty store."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        environment = {"EXPLORER_SCHEDULER": "", "EXPLORER_STORE": str(Path(folder) / "runs.db")}
        return {"seconds": whole_seconds("python -m explorer grid", ["-m", "explorer", "grid", "--json"], environment)}


def in_words(result: dict) -> str:
    """The result of `compare` as two small tables."""
    lines = [
        f"{result['networks']} of the article's networks × {result['epochs']} epochs · {result['machine']}",
        levers_in_words(result["levers"]),
        *(f"PyTorch, {task}: {settings}." for task, settings in result["pytorch"].items()),
        "",
        f"{'':36}{'other side':>30}{'this trainer':>14}{'ratio':>9}   aim",
    ]
    for line in result["measures"]:
        factor = 1e6 if line["unit"] == "MB" else 1
        theirs, ours = (f"{line[name] / factor:,.{0 if factor > 1 else 2}f} {line['unit']}" for name in ("theirs", "ours"))
        other = f"{line['side']} {theirs:>9}"
        lines.append(f"{line['measure']:36}{other:>30}{ours:>14}{line['ratio']:>8.2f}×   {line['aim']}")
    best = ", ".join(f"{accuracy:.1%} of {NAMES[side]}" for side, accuracy in result["best_val_accuracy"].items())
    lines += [
        *result["left_out"],
        f"Best validation accuracy: {best}.",
        f"Times are medians of {ROUNDS}, in turn; the article's loop ran once.",
        "",
        f"Where a step of {result['networks']} networks goes, in milliseconds:",
    ]
    step = result["step"]
    lines += [f"{name:36}{seconds * 1e3:>10.2f}" for name, seconds in step["parts"].items()]
    lines += [
        f"{'Floor':36}{step['floor_seconds'] * 1e3:>10.2f}",
        f"The floor: {step['bytes'] / 1e6:,.0f} MB at {step['bandwidth'] / 1e9:.0f} GB/s (copying) and "
        f"{step['flops'] / 1e9:.2f} GFLOP at {step['flop_rate'] / 1e9:.0f} GFLOP/s (large products).",
        f"The step runs at {step['floor_seconds'] / step['parts']['Whole step']:.0%} of the floor (aim {FLOOR_AIM}).",
    ]
    return "\n".join(lines)


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
