"""The options of the commands that measure."""

import argparse
from pathlib import Path

from explorer.cli.option_types import knob_value, number
from explorer.config import KNOBS
from explorer.scheduling.limits import MOST_MINUTES

STRESS = """\
The app is started with a store of its own, reachable from this computer only, and opened in headless browsers, which speak
to it as real ones do. First they behave as people: they arrive, turn knobs, press Train, watch, and look around; half of
them train the same settings. Then they ask for small trainings and for pages as fast as they can.

What is printed:
  how long pages took while the worker trained, from the request to the last element (median, 95th percentile)
  whether everybody who waited saw their place in the queue, and the end of their run
  whether equal settings were trained once and shared
  whether the queue was fair: nobody waited through two turns of one other person
  how the memory of each process grew after 1,000 page runs or 100 trainings, by least squares, and in the last half

It takes about ten minutes on two idle cores. Nothing is left behind, even if it is interrupted.
"""


def bench_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--networks", type=int, choices=range(1, 37), default=36, metavar="N", help="how many of the 36 (usually all)"
    )
    parser.add_argument(
        "--epochs", type=knob_value(KNOBS["epochs"]), default=10, metavar="N", help="for how many epochs (usually 10)"
    )
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument(
        "--against", metavar="REVISION", help="measure instead the trainer of an earlier revision, which git checks out"
    )
    instead.add_argument(
        "--first-minute",
        metavar="REVISION",
        help="measure instead how the app starts and its first page is drawn, and how that was at an earlier revision",
    )
    for measured, what in (
        ("sizes", "measure instead how time and memory grow with the networks and the reviews (always the same ones)"),
        ("scale", "measure one worker against two instead, and estimate for more"),
        ("clock", "measure instead how long trainings take against what is said before them (always the same ones)"),
        ("ahead", "measure instead how soon turned knobs are answered in a browser, with training ahead and without"),
        ("advice", "train instead what the verdict's advice proposes, and keep a table of what helped"),
        ("noise", "train instead many repeats, and keep how far they lie apart"),
        ("honesty", "judge instead simulated boards whose truth is known, and count how often the page is right"),
        ("search", "search instead, in turn with KerasTuner and Optuna, where they are installed"),
    ):
        instead.add_argument(
            f"--{measured}", dest="measured", action="store_const", const=measured, default="loop", help=what
        )

    minutes = number(float, lambda number: 0 < number <= MOST_MINUTES, f"a number from above 0 to {MOST_MINUTES}")
    parser.add_argument("--minutes", type=minutes, default=3.0, metavar="N", help="with --search: of each (usually 3)")
    parser.add_argument(
        "--walks", type=int, choices=range(1, 21), default=20, metavar="N", help="with --ahead: how many of 20 (usually all)"
    )
    parser.add_argument(
        "--keep",
        type=Path,
        metavar="FILE",
        help="with --advice and --noise: keep the runs in this file, and go on with those it has",
    )


def stress_options(parser: argparse.ArgumentParser) -> None:
    sizes = (
        ("sessions", 30, 1, 200, "people at once"),
        ("trainings", 500, 0, 10_000, "small trainings over which the memory is measured"),
        ("reruns", 2_000, 0, 100_000, "page runs over which the memory is measured"),
    )
    for name, default, least, most, what in sizes:
        size = number(int, range(least, most + 1).__contains__, f"a whole number from {least} to {most:,}")
        parser.add_argument(f"--{name}", type=size, default=default, metavar="N", help=f"{what} (usually {default:,})")
    minutes = number(float, lambda number: 0 < number <= 600, "a number of minutes, more than 0 and at most 600")
    parser.add_argument(
        "--minutes", type=minutes, default=15.0, metavar="N", help="stop after that many minutes in any case (usually 15)"
    )
    parser.add_argument("--quick", action="store_true", help="3 people, 6 trainings and 20 page runs: does it work at all?")
