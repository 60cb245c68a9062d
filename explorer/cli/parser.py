"""All commands, in groups, each with its options and examples."""

import argparse
from collections.abc import Callable
from typing import Any

import shtab

from explorer import __version__
from explorer.cli import data, measuring_options, training_options, using_options
from explorer.cli.app import app
from explorer.cli.chosen import COMMAND, program
from explorer.cli.encode import encode
from explorer.cli.evaluation import exam, predict
from explorer.cli.examples import EXAMPLES, examples_text
from explorer.cli.exporting import export
from explorer.cli.fetch import fetch
from explorer.cli.importing import import_store
from explorer.cli.learning_curve import learning_curve
from explorer.cli.measuring import bench, stress
from explorer.cli.output import Answer
from explorer.cli.search import search
from explorer.cli.taking_away import take_away
from explorer.cli.training import grid, leaderboard, train

EXIT_CODES = """\
exit codes:
  0    done
  1    it could not be done; a sentence on standard error says why
  2    the command itself is wrong
  3    training ended early: stopped, diverged or failed
  4    the app did not keep a promise under load; the answer says which
  130  interrupted with Ctrl-C, 143 by SIGTERM, 129 by closing the terminal: what had been learned so far is kept
"""

GROUPS = {
    "see everything in a browser": "app",
    "train networks": "train",
    "use what has been trained": "leaderboard",
    "experiments elsewhere": "export",
    "reviews": "data",
    "measure this program, in a copy of the whole project": "bench",
    "set up a shell": "completion",
}
"""The headings of the help and the first command below each."""


class Program(argparse.ArgumentParser):
    """The parser of all commands. argparse knows no groups of commands, so its list gets the headings here."""

    def format_help(self) -> str:
        text = super().format_help().replace("\n  COMMAND\n", "\n")
        for heading, first in GROUPS.items():
            text = text.replace(f"\n    {first} ", f"\n  {heading}:\n    {first} ")
        return text


def parser(name: str = "") -> argparse.ArgumentParser:
    """The commands and their options.

    Args:
        name: What the program is called, instead of how it was called.
    """
    prog = name or program()
    top = Program(
        prog=prog,
        description="Train small neural networks on real reviews and find out which settings really are better.\n"
        "Without a command, the app opens in a browser.",
        epilog=f"{examples_text(prog, (EXAMPLES[name][0] for name in GROUPS.values() if name in EXAMPLES))}\n\n{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"Sentiment Explorer {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=argparse.ArgumentParser)

    def command(
        function: Callable[[argparse.Namespace], Answer],
        summary: str,
        among: Any = commands,
        name: str = "",
        details: str = "",
    ) -> argparse.ArgumentParser:
        name = name or function.__name__.replace("_", "-")
        examples = EXAMPLES[name if among is commands else f"data {name}"]
        added = among.add_parser(
            name,
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.",
            epilog="\n".join(filter(None, [details, examples_text(prog, examples)])),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if function is not app:
            added.add_argument("--json", action="store_true", help="print the answer as JSON, and nothing else")
        added.set_defaults(command=function, json=False)
        return added

    using_options.app_options(command(app, "open the pages in a browser, and serve them until Ctrl-C"))
    training_options.train_options(command(train, "train one network and show how it learned"))
    training_options.grid_options(
        command(grid, "train what is missing of the article's 36 combinations, or of a grid of your own")
    )
    training_options.search_options(
        command(
            search,
            "look for the best settings: try many a little, the better ones for longer",
            details=training_options.SEARCH,
        )
    )
    training_options.learning_curve_options(
        command(learning_curve, "train a setting on more and more reviews, and say what twice as many would bring")
    )
    using_options.leaderboard_options(
        command(leaderboard, "show every setting with its repeats, best average validation accuracy first")
    )
    using_options.predict_options(command(predict, "let a trained network judge reviews"))
    using_options.exam_options(command(exam, "open the sealed test reviews for a run, once, and show how it does"))
    using_options.take_away_options(
        command(take_away, "write a run's network, or what belongs to it, into files to use elsewhere")
    )
    using_options.export_options(
        command(export, "write all runs, with their epochs and settings, for TensorBoard, MLflow or as Parquet")
    )
    using_options.import_options(
        command(import_store, "take over the runs and data sets of another store, each of them once", name="import")
    )
    about_data = commands.add_parser(
        "data",
        help="data sets of your own: add, list, remove",
        epilog=examples_text(prog, (EXAMPLES[f"data {change}"][0] for change in ("add", "list", "remove"))),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    changes = about_data.add_subparsers(title="commands", metavar="COMMAND", required=True)
    using_options.data_add_options(command(data.add, "make a data set of a file of texts with labels", changes))
    command(data.list_all, "show the data sets of your own", changes, "list")
    using_options.data_remove_options(
        command(data.remove, "remove a data set of your own, with everything trained on it", changes)
    )
    using_options.encode_options(command(encode, "show how a text becomes numbers"))
    using_options.fetch_options(command(fetch, "download reviews that do not come with the installation"))
    measuring_options.bench_options(
        command(bench, "measure this program's trainer against the article's own loop, PyTorch and scikit-learn")
    )
    measuring_options.stress_options(
        command(
            stress,
            "put the app under the load of many people, on this computer, and measure what they experience",
            details=measuring_options.STRESS,
        )
    )
    using_options.completion_options(command(completion, "print what a shell needs to complete commands at a press of Tab"))
    return top


def completion(options: argparse.Namespace) -> Answer:
    """A script with which a shell completes the commands, their options and the choices of knobs."""
    # It completes the installed command: a shell knows nothing of modules.
    script = shtab.complete(parser(COMMAND), options.shell)
    return Answer(script, {"shell": options.shell, "script": script})
