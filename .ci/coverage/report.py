"""Prints how much of `explorer` was run in the processes that wrote their notes into a folder: `report.py FOLDER`."""

import json
import sys
from functools import reduce
from pathlib import Path

from slipcover import Slipcover
from slipcover.slipcover import merge_coverage

PROGRAM = Path(__file__).resolve().parents[2] / "explorer"
LEAST = 10


def main(folder: Path) -> None:
    """Print the files with the most lines that no process has run, and the total."""
    noted = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    # Files that no process has loaded have lines as well.
    files = reduce(merge_coverage, noted, Slipcover(source=[str(PROGRAM)]).get_coverage())["files"]
    lines = {
        Path(name).resolve().relative_to(PROGRAM.parent): (len(one["executed_lines"]), len(one["missing_lines"]))
        for name, one in files.items()
    }
    run, missing = (sum(counts) for counts in zip(*lines.values()))
    for path, (executed, left_out) in sorted(lines.items(), key=lambda item: -item[1][1])[:LEAST]:
        print(f"{executed / (executed + left_out or 1):7.1%}  {left_out:4} lines not run  {path}")
    share = run / (run + missing)
    print(f"Coverage of explorer/: {share:.1%} of {run + missing:,} lines, in {len(noted)} of the tests' processes.")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
