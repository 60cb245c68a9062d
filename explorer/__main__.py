"""The command line: `python -m explorer`, the same services as the pages."""

import argparse
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from explorer.python_version import refusal

# Before the other imports, which may need a newer Python.
if refused := refusal():
    sys.exit(refused)

from explorer import __version__, commands, corpus
from explorer.config import KNOBS, Knob, Value
from explorer.errors import ConfigError, ExplorerError
from explorer.store import Envelope

EXIT_CODES = """\
exit codes:
  0    done
  1    it could not be done; a sentence on standard error says why
  2    the command itself is wrong
  3    training ended early: stopped, diverged or failed
  4    what the app promises under load did not hold; the answer says what
  130  interrupted with Ctrl-C; what had been learned so far is kept
"""

EXAMPLES = """\
examples:
  python -m explorer train --activation tanh --units 32
  python -m explorer grid --repeats 3
  python -m explorer leaderboard --csv > leaderboard.csv
  python -m explorer predict "One of the best movies I have ever seen"
"""

STRESS = """\
The app is started with a store of its own, reachable from this computer only, and opened in browsers without a screen, which
speak to it as real ones do. First they behave as people: they arrive, turn knobs, press Train, watch, and look around; half
of them train the same settings. Then they ask for small trainings and for pages as fast as they can.

What is printed:
  how long pages took while the worker trained, from the request to the last element (median, 95th percentile)
  whether everybody who waited saw their place in the queue, and the end of their run
  whether what was the same was trained once and shared
  whether the order held: nobody waited through two turns of one other person
  how the memory of each process grew, by least squares after a warm-up

It takes about ten minutes on two idle cores. Nothing is left behind, even if it is interrupted.
"""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its exit code."""
    options = parser().parse_args(arguments)
    # TensorFlow and Keras print as they please; standard output is for the answer alone.
    answer, sys.stdout = sys.stdout, sys.stderr
    try:
        result = options.command(options)
        text = json.dumps(result.data, indent=2, allow_nan=False) if options.json else result.text
        print(_printable(text.rstrip("\n")), file=answer)
        return result.exit_code
    except ExplorerError as error:
        print(_printable(str(error)), file=sys.stderr)
        if options.json:
            print(json.dumps({"error": str(error)}), file=answer)
        return 1
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        sys.stdout = answer


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(
        prog="python -m explorer",
        description="Train small neural networks on real movie reviews and find out which settings really are better.",
        epilog=f"{EXAMPLES}\n{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"Sentiment Explorer {__version__}")
    add = top.add_subparsers(title="commands", metavar="COMMAND", required=True).add_parser

    def command(
        name: str, function: Callable[[argparse.Namespace], commands.Answer], summary: str, **more: Any
    ) -> argparse.ArgumentParser:
        added = add(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.", **more)
        added.add_argument("--json", action="store_true", help="print the answer as JSON, and nothing else")
        added.set_defaults(command=function)
        return added

    train = command("train", commands.train, "train one network and show how it learned")
    for knob in KNOBS.values():
        train.add_argument(
            f"--{knob.name.replace('_', '-')}",
            dest=knob.name,
            type=_reader(knob),
            default=knob.default,
            metavar="|".join(knob.choices) if knob.choices else knob.name.upper(),
            # argparse would take a % for a placeholder.
            help=f"{knob.help} ({knob.limits}; usually {knob.default})".replace("%", "%%"),
        )
    grid = command("grid", commands.grid, "train those of the article's 36 combinations that are not trained yet")
    grid.add_argument(
        "--repeats",
        type=int,
        choices=range(1, 11),
        default=1,
        metavar="N",
        help="how often to train each, with another seed every time, from 1 to 10 (usually 1)",
    )
    board = command(
        "leaderboard", commands.leaderboard, "show every setting with its repeats, best average validation accuracy first"
    )
    board.add_argument("--csv", action="store_true", help="print the table as CSV")
    for one in (train, grid, board):
        one.add_argument(
            "--reviews",
            choices=list(corpus.SOURCES),
            help="where the reviews come from (usually the official ones if this computer has them, else the packaged)",
        )

    predict = command("predict", commands.predict, "let a trained network judge reviews")
    texts = predict.add_mutually_exclusive_group(required=True)
    texts.add_argument("text", nargs="?", help="a review, in quotation marks")
    texts.add_argument(
        "--file", type=Path, help="a CSV file with a column text and, if its accuracy is wanted, a column label (1 or 0)"
    )
    predict.add_argument(
        "--why", action="store_true", help="show each word's push on the score, by leaving it out (of a text, not a file)"
    )
    predict.add_argument("--run", type=int, help="the run whose network judges (usually the leader of the leaderboard)")

    exam = command("exam", commands.exam, "open the sealed test reviews for a run, once, and show how it does")
    exam.add_argument("run", type=int, metavar="RUN", help="the run whose network sits the exam")
    exam.add_argument(
        "--envelope",
        choices=[envelope.value for envelope in Envelope],
        default=Envelope.TEST.value,
        help="the test reviews, or the second one: sentences from another site (usually test)",
    )
    exam.add_argument(
        "--guess", type=_percentage, metavar="PERCENT", help="what share of them you think it gets right, from 0 to 100"
    )
    exam.add_argument("--yes", action="store_true", help="do not ask before the envelope is opened")

    encode = command("encode", commands.encode, "show how a text becomes numbers")
    encode.add_argument("text", help="a text, in quotation marks")
    encode.add_argument("--keep-case", action="store_true", help="look words up as they are written, as the article did")
    encode.add_argument(
        "--vocabulary", type=_reader(KNOBS["vocabulary"]), default=KNOBS["vocabulary"].default, metavar="VOCABULARY"
    )

    command("fetch", commands.fetch, "download the official Keras reviews (19 MB)")

    bench = command("bench", commands.bench, "measure the article's own loop against this program's trainer")
    bench.add_argument(
        "--networks",
        type=int,
        choices=range(1, 37),
        default=36,
        metavar="N",
        help="how many of the 36 (usually all)",
    )
    bench.add_argument(
        "--epochs", type=_reader(KNOBS["epochs"]), default=10, metavar="N", help="for how many epochs (usually 10)"
    )
    bench.add_argument("--scale", action="store_true", help="measure one worker against two instead, and reckon with more")

    stress = command(
        "stress",
        commands.stress,
        "put the app under the load of many people, on this computer, and measure what they meet",
        epilog=STRESS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    sizes = (
        ("sessions", 30, 1, 200, "people at once"),
        ("trainings", 500, 0, 10_000, "small trainings over which the memory is measured"),
        ("reruns", 2_000, 0, 100_000, "page runs over which the memory is measured"),
    )
    for name, usual, least, most, what in sizes:
        stress.add_argument(
            f"--{name}", type=_whole(least, most), default=usual, metavar="N", help=f"{what} (usually {usual:,})"
        )
    stress.add_argument(
        "--minutes", type=_minutes, default=15.0, metavar="N", help="when to stop in any case, after start (usually 15)"
    )
    stress.add_argument("--quick", action="store_true", help="3 people, 6 trainings and 20 page runs: does it work at all?")
    return top


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
            raise argparse.ArgumentTypeError(f"“{text}” is not a whole number from {least} to {most:,}.")
        return int(text)

    return read


def _minutes(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number <= 600:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number of minutes, more than 0 and at most 600.")
    return number


# Control characters and halves of characters, and what turns the direction of writing around.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def _printable(text: str) -> str:
    """`text` with a mark for whatever a terminal would obey or could not show: it may come from anybody's file."""
    return _UNPRINTABLE.sub("\ufffd", text)


def _percentage(text: str) -> float:
    try:
        number = float(text.removesuffix("%"))
    except ValueError:
        number = -1.0
    if not 0 <= number <= 100:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number between 0 and 100.")
    return number


def _reader(knob: Knob) -> Callable[[str], Value]:
    def read(text: str) -> Value:
        try:
            return knob.parse(text)
        except ConfigError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return read


if __name__ == "__main__":
    sys.exit(main())
