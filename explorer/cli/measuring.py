"""The commands `bench` and `stress`, which measure this program with the code in `tools/`."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from explorer.cli.output import PROMISE_BROKEN, Answer
from explorer.errors import ExplorerError


def bench(options: argparse.Namespace) -> Answer:
    """Compare the article's loop with the trainer, or one worker with two."""
    with _tools():
        from tools.bench import compare, in_words, scale

    if options.scale:
        print("This takes about three minutes; nothing else should run meanwhile.", file=sys.stderr)
        result = scale.scale(options.networks, options.epochs)
        return Answer(scale.in_words(result), result)
    print("This takes about six minutes; nothing else should run meanwhile.", file=sys.stderr)
    result = compare(options.networks, options.epochs)
    return Answer(in_words(result), result)


def stress(options: argparse.Namespace) -> Answer:
    """Put the app under load and report what its visitors experience."""
    with _tools():
        from tools import stress as load

    plan = load.QUICK if options.quick else load.Plan(options.sessions, options.trainings, options.reruns)
    plan = replace(plan, minutes=options.minutes)
    print(f"This takes up to {options.minutes:g} minutes; nothing else should run meanwhile.", file=sys.stderr)
    result = load.run(plan)
    return Answer(load.in_words(result), result, PROMISE_BROKEN if load.broken(result) else 0)


@contextmanager
def _tools() -> Iterator[None]:
    """Turn a missing folder `tools/` into a sentence: only a checkout of the whole project has it.

    Raises:
        ExplorerError: the body imports from `tools`, which is not there.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name != "tools":
            raise
        raise ExplorerError(
            "The folder tools with the measuring programs is missing. Run this command in a copy of the whole project."
        ) from None
