"""What several commands have: the option `--reviews`, and types of argparse that refuse in sentences."""

import argparse
from collections.abc import Callable
from contextlib import suppress

from explorer import corpus
from explorer.errors import ConfigError
from explorer.knob import Knob


def reviews_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--reviews",
        help=f"which reviews: {', '.join(corpus.SOURCES)} (usually the last of these that this computer has), or a data "
        "set of your own",
    )


def number(convert: Callable[[str], float], fits: Callable[[float], bool], what: str) -> Callable[[str], float]:
    """A type of argparse: reads a number that `fits`, or refuses it because it is not `what`."""

    def read(text: str) -> float:
        with suppress(ValueError):
            if fits(number := convert(text)):
                return number
        raise argparse.ArgumentTypeError(f"“{text}” is not {what}.")

    return read


def knob_value(knob: Knob) -> Callable[[str], str | int | float]:
    def read(text: str) -> str | int | float:
        try:
            return knob.parse(text)
        except ConfigError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return read
