"""The commands `bench` and `stress`, which measure this program with the code in `tools/`."""

import argparse
import sys
from dataclasses import replace
from importlib.util import find_spec

from explorer.cli.output import PROMISE_BROKEN, Answer
from explorer.errors import ExplorerError

BOARDS = 500


def bench(options: argparse.Namespace) -> Answer:
    """Compare the trainer with others and with itself, one worker with two, forecasts with times, runs with advised ones."""
    _require_tools()
    from tools.bench import advice, against, clock, compare, honesty, in_words, noise, scale, search, sizes

    minutes, measure, words = {
        "loop": ("ten", lambda: compare(options.networks, options.epochs), in_words),
        "against": ("three", lambda: against.measure(options.against, options.networks, options.epochs), against.in_words),
        "sizes": ("fifteen", sizes.measure, sizes.in_words),
        "scale": ("three", lambda: scale.scale(options.networks, options.epochs), scale.in_words),
        "clock": ("two", clock.measure, clock.in_words),
        "advice": ("thirty", lambda: advice.measure(options.keep), advice.in_words),
        "noise": ("twenty", lambda: noise.measure(options.keep), noise.in_words),
        "honesty": ("five", lambda: honesty.measure(BOARDS), honesty.in_words),
        "search": (f"{10 * options.minutes:g}", lambda: search.measure(options.minutes), search.in_words),
    }[options.measured if options.against is None else "against"]
    print(f"This takes about {minutes} minutes; nothing else should run meanwhile.", file=sys.stderr)
    result = measure()
    return Answer(words(result), result)


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
