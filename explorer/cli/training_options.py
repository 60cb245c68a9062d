"""The options of the commands that train."""

import argparse
from collections.abc import Iterable
from typing import Any

from explorer.cli.option_types import knob_value, number, reviews_option
from explorer.config import KNOBS
from explorer.grid import GRID_KNOBS
from explorer.insight.learning_curve import FREE
from explorer.knob import Knob
from explorer.scheduling.limits import MOST_MINUTES, MOST_NETWORKS
from explorer.scheduling.search_space import NEVER_MOVE, usual_knobs
from explorer.scheduling.successive_halving import LONGEST

SEARCH = """\
Random settings are trained a little, for an epoch on a part of the reviews if there are many, the best of them for several
times as long, and so on (successive halving, in the brackets of Hyperband). The best few are then repeated with fresh seeds,
and only these repeats decide who wins, are on the leaderboard and keep their networks. A knob that is given a value does not
move.

Ctrl-C stops the search, and --resume goes on with it. So it does after the computer was switched off.
"""


def train_options(parser: argparse.ArgumentParser) -> None:
    setting_options(parser, KNOBS)
    reviews_option(parser)


def setting_options(parser: argparse.ArgumentParser, names: Iterable[str]) -> None:
    for knob in map(KNOBS.__getitem__, names):
        # What suits the reviews is only known once they are.
        is_suited = knob.name == "batch_size"
        less = "; less where there are few reviews to learn from" if is_suited else ""
        knob_option(
            parser,
            knob,
            f"{knob.help} ({knob.limits}; usually {knob.default}){less}",
            default=None if is_suited else knob.default,
        )


def learning_curve_options(parser: argparse.ArgumentParser) -> None:
    setting_options(parser, (name for name in KNOBS if name not in FREE))
    reviews_option(parser)


def grid_options(parser: argparse.ArgumentParser) -> None:
    own = parser.add_argument_group(
        "a grid of your own",
        "Name one knob or more, each with all the values to try: every combination of them is trained. Everything else "
        "stands as in the article.",
    )
    for name in GRID_KNOBS:
        knob_option(own, KNOBS[name], f"{KNOBS[name].label}: {KNOBS[name].limits}", nargs="+")
    parser.add_argument(
        "--repeats",
        type=int,
        choices=range(1, 11),
        default=1,
        metavar="N",
        help="how often to train each, with another seed every time, from 1 to 10 (usually 1)",
    )
    reviews_option(parser)


def search_options(parser: argparse.ArgumentParser) -> None:
    budget = parser.add_mutually_exclusive_group()
    minutes = number(float, lambda number: 0 < number <= MOST_MINUTES, f"a number from above 0 to {MOST_MINUTES}")
    networks = number(int, range(1, MOST_NETWORKS + 1).__contains__, f"a whole number from 1 to {MOST_NETWORKS:,}")
    budget.add_argument("--minutes", type=minutes, default=5.0, metavar="N", help="how long it may take (usually 5)")
    budget.add_argument("--networks", type=networks, metavar="N", help="instead: how many settings to try")
    whole = number(int, range(2**31).__contains__, "the number of a search")
    budget.add_argument(
        "--resume",
        type=whole,
        nargs="?",
        const=0,
        metavar="SEARCH",
        help="instead: go on with a search that was interrupted (without a number, the latest)",
    )
    parser.add_argument(
        "--vary",
        nargs="+",
        choices=[name for name in KNOBS if name not in NEVER_MOVE],
        metavar="KNOB",
        help=f"the knobs that may move, as their options are called (usually {', '.join(usual_knobs())})",
    )
    own = {"epochs": f"of the longest training; usually {LONGEST}", "seed": "of all trials; usually another one every time"}
    for knob in KNOBS.values():
        usual = f"usually {'it moves' if knob.searched else knob.default}"
        knob_option(parser, knob, f"{knob.label}: {knob.limits}; {own.get(knob.name, usual)}")
    reviews_option(parser)


def knob_option(parser: argparse._ActionsContainer, knob: Knob, help: str, **more: Any) -> None:
    parser.add_argument(
        f"--{knob.name.replace('_', '-')}",
        dest=knob.name,
        type=knob_value(knob),
        # For completion: what is none of them is refused by its type already, in a sentence.
        choices=[*knob.choices] if knob.choices else None,
        metavar="|".join(knob.choices) if knob.choices else knob.name.upper(),
        # argparse reads a % as a placeholder.
        help=help.replace("%", "%%"),
        **more,
    )
