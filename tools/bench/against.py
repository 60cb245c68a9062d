"""The trainer as it is against the trainer of an earlier revision, which is checked out beside it for the time being.

Both train the same networks in turn, each in a process of its own that stays. What measures them is today's on both sides.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from explorer.errors import ExplorerError
from tools.bench import ROUNDS, machine, with_medians
from tools.bench.levers import in_words as levers_in_words
from tools.bench.measures import EXPLORER
from tools.bench.processes import ROOT, Side

AIM = "≥ 2.6×"
TODAY = "the trainer as it is"
ROWS = (
    ("Seconds, process warm", "seconds", 1, 2),
    ("Processor time, s", "processor_seconds", 1, 2),
    ("Peak memory, MB", "peak_bytes", 1e6, 0),
    ("Memory beyond TensorFlow, MB", "beyond_bytes", 1e6, 0),
)
"""Label, figure, what it is divided by, and its decimals."""


def measure(revision: str, networks: int, epochs: int) -> dict:
    """Train some of the article's networks with both trainers, `ROUNDS` times in turn, the processes warm.

    Args:
        revision: What git knows: a commit, a tag, a branch.
        networks: How many of the 36, evenly spread.
        epochs: How long they train.

    Returns:
        For each side, medians of its seconds, and its memory in bytes.

    Raises:
        ExplorerError: there is no such revision, no git or no git checkout, or a side broke off.
    """
    arguments = ["-m", "tools.bench.sides", EXPLORER, networks, epochs]
    with (
        worktree(revision) as (commit, folder),
        Side(f"the trainer of {commit[:10]}", "it may be too old for this bench", arguments, folder=folder) as earlier,
        Side(TODAY, "there may be too little memory (it needs about 3 GB)", arguments) as current,
    ):
        rounds = [(earlier.measure("grid"), current.measure("grid")) for _ in range(ROUNDS)]
        levers = current.measure("levers")
    then, now = map(with_medians, zip(*rounds))
    settings = {"machine": machine(), "levers": levers, "networks": networks, "epochs": epochs}
    return {**settings, "revision": revision, "commit": commit, "then": then, "now": now, "aim": AIM}


def in_words(result: dict) -> str:
    """The result of `measure` as a small table."""
    then, now = result["then"], result["now"]
    rows = []
    for label, name, factor, digits in ROWS:
        old, new = (side[name] / factor for side in (then, now))
        rows.append(f"{label:30}{old:>12,.{digits}f}{new:>12,.{digits}f}{old / new:>8.2f}×")
    return "\n".join(
        [
            f"{result['networks']} of the article's networks × {result['epochs']} epochs · {result['machine']}",
            levers_in_words(result["levers"]),
            "",
            f"{'':30}{result['commit'][:10]:>12}{'as it is':>12}{'ratio':>9}",
            *rows,
            f"Aim for the seconds: {result['aim']}. They are medians of {ROUNDS}, in turn.",
            f"Best validation accuracy: {then['best_val_accuracy']:.1%} and {now['best_val_accuracy']:.1%}.",
        ]
    )


@contextmanager
def worktree(revision: str) -> Iterator[tuple[str, Path]]:
    """The full name of a revision, and a folder with its program and today's tools, which is removed afterwards.

    Raises:
        ExplorerError: there is no such revision, no git or no git checkout.
    """
    try:
        top = Path(_git("rev-parse", "--show-toplevel") or "/")
    except FileNotFoundError:
        raise ExplorerError("An earlier revision is checked out with git, which this computer does not have.") from None
    if top.resolve() != ROOT.resolve():
        raise ExplorerError(
            "This copy of the project is no git checkout, so it has no earlier revisions. Clone the project to compare them."
        )
    commit = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if not commit:
        raise ExplorerError(f"There is no revision “{revision}” in this checkout. “git log” lists those that there are.")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary) / "revision"
        try:
            if _git("worktree", "add", "--detach", str(folder), commit) is None:
                raise ExplorerError(f"git could not check out {commit[:10]} beside this checkout; the disk may be full.")
            shutil.rmtree(folder / "tools", ignore_errors=True)
            shutil.copytree(ROOT / "tools", folder / "tools", ignore=shutil.ignore_patterns("__pycache__"))
            yield commit, folder
        finally:
            # git refuses to remove a folder that it had not finished, but forgets one that is gone.
            shutil.rmtree(folder, ignore_errors=True)
            _git("worktree", "remove", "--force", str(folder))


def _git(*arguments: str) -> str | None:
    """What git prints about this checkout, or None if it refuses."""
    done = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else None
