"""All commands with their options, and `main`, which runs one of them."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from explorer import __version__, corpus, datasets
from explorer.cli import data
from explorer.cli.encode import encode
from explorer.cli.evaluation import exam, predict
from explorer.cli.fetch import fetch
from explorer.cli.learning_curve import learning_curve
from explorer.cli.measuring import bench, stress
from explorer.cli.output import Answer, printable
from explorer.cli.search import search
from explorer.cli.training import grid, leaderboard, train
from explorer.config import KNOBS
from explorer.errors import ConfigError, ExplorerError
from explorer.grid import GRID_KNOBS
from explorer.insight.learning_curve import FREE
from explorer.knob import Knob
from explorer.scheduling.limits import MOST_MINUTES, MOST_NETWORKS
from explorer.scheduling.search_space import NEVER_MOVE, usual_knobs
from explorer.scheduling.successive_halving import LONGEST
from explorer.store import OWN_TEST, default_url, open_store

EXIT_CODES = """\
exit codes:
  0    done
  1    it could not be done; a sentence on standard error says why
  2    the command itself is wrong
  3    training ended early: stopped, diverged or failed
  4    the app did not keep a promise under load; the answer says which
  130  interrupted with Ctrl-C; what had been learned so far is kept
"""

EXAMPLES = """\
examples:
  python -m explorer train --activation tanh --units 32
  python -m explorer grid --repeats 3
  python -m explorer grid --activation relu tanh --units 16 64 --dropout 0 0.3 0.5
  python -m explorer search --minutes 5
  python -m explorer learning-curve --units 32
  python -m explorer leaderboard --csv > leaderboard.csv
  python -m explorer predict "One of the best movies I have ever seen"
"""

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


SEARCH = """\
Random settings are trained for a few epochs, the best third of them for three times as many, and so on (successive halving,
in the brackets of Hyperband). The best few are then repeated with fresh seeds, and only these repeats decide who wins, are
on the leaderboard and keep their networks. A knob that is given a value does not move.

Ctrl-C stops the search, and --resume goes on with it. So it does after the computer was switched off.
"""


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Returns:
        Its exit code.
    """
    options = parser().parse_args(arguments)
    datasets.connect(lambda: open_store(default_url()))
    # Only the answer may go to standard output, and TensorFlow and Keras print there too.
    answer, sys.stdout = sys.stdout, sys.stderr
    try:
        if getattr(options, "reviews", None):
            options.reviews = datasets.named(options.reviews)
        result = options.command(options)
        text = json.dumps(result.data, indent=2, allow_nan=False) if options.json else result.text
        print(printable(text.rstrip("\n")), file=answer)
        if result.aside and not options.json:
            print(printable(result.aside), file=sys.stderr)
        return result.exit_code
    except ExplorerError as error:
        print(printable(str(error)), file=sys.stderr)
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
        description="Train small neural networks on real reviews and find out which settings really are better.",
        epilog=f"{EXAMPLES}\n{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"Sentiment Explorer {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(
        function: Callable[[argparse.Namespace], Answer], summary: str, among: Any = commands, name: str = ""
    ) -> argparse.ArgumentParser:
        name = name or function.__name__.replace("_", "-")
        added = among.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
        added.add_argument("--json", action="store_true", help="print the answer as JSON, and nothing else")
        added.set_defaults(command=function)
        return added

    _train_options(command(train, "train one network and show how it learned"))
    _grid_options(command(grid, "train what is missing of the article's 36 combinations, or of a grid of your own"))
    _search_options(command(search, "look for the best settings: try many a little, the better ones for longer"))
    _learning_curve_options(
        command(learning_curve, "train a setting on more and more reviews, and say what twice as many would bring")
    )
    _leaderboard_options(command(leaderboard, "show every setting with its repeats, best average validation accuracy first"))
    _predict_options(command(predict, "let a trained network judge reviews"))
    _exam_options(command(exam, "open the sealed test reviews for a run, once, and show how it does"))
    _encode_options(command(encode, "show how a text becomes numbers"))
    _fetch_options(command(fetch, "download reviews that do not come with the installation"))
    about_data = commands.add_parser("data", help="data sets of your own: add, list, remove")
    changes = about_data.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _data_add_options(command(data.add, "make a data set of a file of texts with labels", changes))
    command(data.list_all, "show the data sets of your own", changes, "list")
    _data_remove_options(command(data.remove, "remove a data set of your own, with everything trained on it", changes))
    _bench_options(command(bench, "measure this program's trainer against the article's own loop, PyTorch and scikit-learn"))
    _stress_options(
        command(stress, "put the app under the load of many people, on this computer, and measure what they experience")
    )
    return top


def _train_options(parser: argparse.ArgumentParser) -> None:
    _setting_options(parser, KNOBS)
    _reviews_option(parser)


def _setting_options(parser: argparse.ArgumentParser, names: Iterable[str]) -> None:
    for knob in map(KNOBS.__getitem__, names):
        # What suits the reviews is only known once they are.
        is_suited = knob.name == "batch_size"
        less = "; less where there are few reviews to learn from" if is_suited else ""
        _knob_option(
            parser,
            knob,
            f"{knob.help} ({knob.limits}; usually {knob.default}){less}",
            default=None if is_suited else knob.default,
        )


def _learning_curve_options(parser: argparse.ArgumentParser) -> None:
    _setting_options(parser, (name for name in KNOBS if name not in FREE))
    _reviews_option(parser)


def _knob_option(parser: argparse._ActionsContainer, knob: Knob, help: str, **more: Any) -> None:
    parser.add_argument(
        f"--{knob.name.replace('_', '-')}",
        dest=knob.name,
        type=_knob_value(knob),
        metavar="|".join(knob.choices) if knob.choices else knob.name.upper(),
        # argparse reads a % as a placeholder.
        help=help.replace("%", "%%"),
        **more,
    )


def _grid_options(parser: argparse.ArgumentParser) -> None:
    own = parser.add_argument_group(
        "a grid of your own",
        "Name one knob or more, each with all the values to try: every combination of them is trained. Everything else "
        "stands as in the article.",
    )
    for name in GRID_KNOBS:
        _knob_option(own, KNOBS[name], f"{KNOBS[name].label}: {KNOBS[name].limits}", nargs="+")
    parser.add_argument(
        "--repeats",
        type=int,
        choices=range(1, 11),
        default=1,
        metavar="N",
        help="how often to train each, with another seed every time, from 1 to 10 (usually 1)",
    )
    _reviews_option(parser)


def _search_options(parser: argparse.ArgumentParser) -> None:
    parser.epilog = SEARCH
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    budget = parser.add_mutually_exclusive_group()
    minutes = _number(float, lambda number: 0 < number <= MOST_MINUTES, f"a number from above 0 to {MOST_MINUTES}")
    networks = _number(int, range(1, MOST_NETWORKS + 1).__contains__, f"a whole number from 1 to {MOST_NETWORKS:,}")
    budget.add_argument("--minutes", type=minutes, default=5.0, metavar="N", help="how long it may take (usually 5)")
    budget.add_argument("--networks", type=networks, metavar="N", help="instead: how many settings to try")
    whole = _number(int, range(2**31).__contains__, "the number of a search")
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
        _knob_option(parser, knob, f"{knob.label}: {knob.limits}; {own.get(knob.name, usual)}")
    _reviews_option(parser)


def _leaderboard_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--csv", action="store_true", help="print the table as CSV")
    _reviews_option(parser)


def _reviews_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--reviews",
        help=f"which reviews: {', '.join(corpus.SOURCES)} (usually the last of these that this computer has), or a data "
        "set of your own",
    )


def _predict_options(parser: argparse.ArgumentParser) -> None:
    texts = parser.add_mutually_exclusive_group(required=True)
    texts.add_argument("text", nargs="?", help="a review, in quotation marks")
    texts.add_argument(
        "--file",
        type=Path,
        help="a file of reviews, and of labels if accuracy is wanted: CSV, Excel, JSON Lines, Parquet, a zipped folder with "
        "pos and neg, or a text with one review a line; plain, gzip or zip",
    )
    _file_options(parser)
    parser.add_argument(
        "--csv",
        action="store_true",
        help="print the answers to a file as CSV, and all else on standard error",
    )
    parser.add_argument(
        "--why", action="store_true", help="show how much each word pushes the score (for a text, not for a file)"
    )
    parser.add_argument(
        "--run", type=int, help="the run whose network judges (usually the champion: the best run of the leading setting)"
    )
    _reviews_option(parser)


def _file_options(parser: argparse.ArgumentParser) -> None:
    about = parser.add_argument_group("what a file does not say by itself")
    about.add_argument("--text-column", metavar="COLUMN", help="the column with the texts: its name, or its number from 1")
    about.add_argument("--label-column", metavar="COLUMN", help="the column with the labels, or none")
    about.add_argument("--positive", metavar="LABEL", help="which of two labels is the positive one")
    about.add_argument("--encoding", help="the encoding of the file, such as utf-8, windows-1252 or mac-roman")
    about.add_argument("--strict", action="store_true", help="refuse the file at the first row that cannot be used")


def _data_add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="CSV, Excel, JSON Lines, Parquet, or a zipped folder with pos and neg; plain, gzip or zip",
    )
    parser.add_argument("--name", help="what the data set is called (usually as the file)")
    _file_options(parser)


def _data_remove_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="its name, as `data list` shows it")
    parser.add_argument("--yes", action="store_true", help="do not ask before it is removed")


def _exam_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", type=int, metavar="RUN", help="the run whose network sits the exam")
    parser.add_argument(
        "--envelope",
        metavar="NAME",
        default=OWN_TEST,
        help="test: the test reviews; second: sentences from another site; or the name of another data set, such as "
        "official, for its test reviews: does what the network has learned travel? (usually test)",
    )
    percentage = _number(
        lambda text: float(text.removesuffix("%")), lambda number: 0 <= number <= 100, "a number between 0 and 100"
    )
    parser.add_argument(
        "--guess", type=percentage, metavar="PERCENT", help="how many percent of them you think it gets right, from 0 to 100"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask before the envelope is opened")


def _encode_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", help="a text, in quotation marks")
    parser.add_argument("--keep-case", action="store_true", help="look words up as they are written, as the article did")
    vocabulary = KNOBS["vocabulary"]
    parser.add_argument("--vocabulary", type=_knob_value(vocabulary), default=vocabulary.default, metavar="VOCABULARY")


def _fetch_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--reviews",
        choices=[name for name, source in corpus.SOURCES.items() if source.download],
        help="which reviews (usually the first of these that this computer does not have)",
    )


def _bench_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--networks", type=int, choices=range(1, 37), default=36, metavar="N", help="how many of the 36 (usually all)"
    )
    parser.add_argument(
        "--epochs", type=_knob_value(KNOBS["epochs"]), default=10, metavar="N", help="for how many epochs (usually 10)"
    )
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument(
        "--against", metavar="REVISION", help="measure instead the trainer of an earlier revision, which git checks out"
    )
    for measured, what in (
        ("sizes", "measure instead how time and memory grow with the networks and the reviews (always the same ones)"),
        ("scale", "measure one worker against two instead, and estimate for more"),
        ("clock", "measure instead how long trainings take against what is said before them (always the same ones)"),
        ("advice", "train instead what the verdict's advice proposes, and keep a table of what helped"),
        ("noise", "train instead many repeats, and keep how far they lie apart"),
        ("honesty", "judge instead simulated boards whose truth is known, and count how often the page is right"),
        ("search", "search instead, in turn with KerasTuner and Optuna, where they are installed"),
    ):
        instead.add_argument(
            f"--{measured}", dest="measured", action="store_const", const=measured, default="loop", help=what
        )

    minutes = _number(float, lambda number: 0 < number <= MOST_MINUTES, f"a number from above 0 to {MOST_MINUTES}")
    parser.add_argument("--minutes", type=minutes, default=3.0, metavar="N", help="with --search: of each (usually 3)")
    parser.add_argument(
        "--keep",
        type=Path,
        metavar="FILE",
        help="with --advice and --noise: keep the runs in this file, and go on with those it has",
    )


def _stress_options(parser: argparse.ArgumentParser) -> None:
    parser.epilog = STRESS
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    sizes = (
        ("sessions", 30, 1, 200, "people at once"),
        ("trainings", 500, 0, 10_000, "small trainings over which the memory is measured"),
        ("reruns", 2_000, 0, 100_000, "page runs over which the memory is measured"),
    )
    for name, default, least, most, what in sizes:
        size = _number(int, range(least, most + 1).__contains__, f"a whole number from {least} to {most:,}")
        parser.add_argument(f"--{name}", type=size, default=default, metavar="N", help=f"{what} (usually {default:,})")
    minutes = _number(float, lambda number: 0 < number <= 600, "a number of minutes, more than 0 and at most 600")
    parser.add_argument(
        "--minutes", type=minutes, default=15.0, metavar="N", help="stop after that many minutes in any case (usually 15)"
    )
    parser.add_argument("--quick", action="store_true", help="3 people, 6 trainings and 20 page runs: does it work at all?")


def _number(convert: Callable[[str], float], fits: Callable[[float], bool], what: str) -> Callable[[str], float]:
    """A type of argparse: reads a number that `fits`, or refuses it because it is not `what`."""

    def read(text: str) -> float:
        with suppress(ValueError):
            if fits(number := convert(text)):
                return number
        raise argparse.ArgumentTypeError(f"“{text}” is not {what}.")

    return read


def _knob_value(knob: Knob) -> Callable[[str], str | int | float]:
    def read(text: str) -> str | int | float:
        try:
            return knob.parse(text)
        except ConfigError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return read
