"""The commands `bench` and `stress`, which measure this program with the code in `tools/`."""

import argparse
import sys
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec

from explorer.cli.output import PROMISE_BROKEN, Answer
from explorer.errors import ExplorerError

BOARDS = 500


def bench(options: argparse.Namespace) -> Answer:
    """Compare the trainer with others and with itself, one worker with two, forecasts with times, runs with advised ones."""
    _require_tools()
    measured = next((name for name in ("against", "first_minute") if getattr(options, name) is not None), options.measured)
    minutes, measure = {
        "loop": ("ten", lambda bench: bench.compare(options.networks, options.epochs)),
        "against": ("three", lambda against: against.measure(options.against, options.networks, options.epochs)),
        "first_minute": ("six", lambda first_minute: first_minute.measure(options.first_minute)),
        "sizes": ("fifteen", lambda sizes: sizes.measure()),
        "scale": ("three", lambda scale: scale.scale(options.networks, options.epochs)),
        "clock": ("two", lambda clock: clock.measure()),
        "ahead": (f"{3 * options.walks:g}", lambda ahead: ahead.measure(options.walks)),
        "advice": ("sixty", lambda advice: advice.measure(options.keep)),
        "noise": ("twenty", lambda noise: noise.measure(options.keep)),
        "honesty": ("five", lambda honesty: honesty.measure(BOARDS)),
        "search": (f"{10 * options.minutes:g}", lambda search: search.measure(options.minutes)),
    }[measured]
    print(f"This takes about {minutes} minutes; nothing else should run meanwhile.", file=sys.stderr)
    # Only what is used: the trainer sets variables for TensorFlow when it is loaded, and all sides would inherit them.
    module = import_module("tools.bench" if measured == "loop" else f"tools.bench.{measured}")
    result = measure(module)
    return Answer(module.in_words(result), result)


def stress(options: argparse.Namespace) -> Answer:
    """Put the app under load and report what its visitors experience."""
    _require_tools()
    from tools import stress as load

    plan = load.QUICK if options.quick else load.Plan(options.sessions, options.trainings, options.reruns)
    plan = replace(plan, minutes=options.minutes)
    print(f"This takes up to {options.minutes:g} minutes; nothing else should run meanwhile.", file=sys.stderr)
    result = load.run(plan)
    return Answer(load.in_words(result), result, PROMISE_BROKEN if load.broken(result) else 0)


def _require_tools() -> None:
    """Make sure that the folder `tools/` is there: only a checkout of the whole project has it.

    Raises:
        ExplorerError: it is not there.
    """
    if find_spec("tools") is None:
        raise ExplorerError(
            "The folder tools with the measuring programs is missing. Run this command in a copy of the whole project."
        )
