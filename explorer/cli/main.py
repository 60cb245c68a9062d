"""Runs one command. Its answer goes to standard output, everything else to standard error."""

import argparse
import io
import json
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout

from explorer import datasets
from explorer.cli import signals
from explorer.cli.chosen import existing_store
from explorer.cli.output import printable
from explorer.cli.parser import parser
from explorer.cli.streams import OutputLost, make_readable, written
from explorer.errors import ExplorerError

WITHOUT_ARGUMENTS = ("app",)


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Returns:
        Its exit code.
    """
    given = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        make_readable(stream)
    try:
        return _run(_parsed(given or WITHOUT_ARGUMENTS))
    except OutputLost as lost:
        if sentence := str(lost):
            print(sentence, file=sys.stderr)
        return 1
    except KeyboardInterrupt as interrupt:
        return signals.exit_code(interrupt)


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """The command and its options. A help or the version is printed instead, as far as that can be done."""
    # argparse says nothing of what it could not print.
    shown = io.StringIO()
    try:
        with redirect_stdout(shown):
            return parser().parse_args(arguments)
    except SystemExit:
        with written(sys.stdout):
            sys.stdout.write(shown.getvalue())
        raise


def _run(options: argparse.Namespace) -> int:
    datasets.connect(existing_store)
    # Only the answer may go to standard output, and TensorFlow and Keras print there too.
    answer, sys.stdout = sys.stdout, sys.stderr
    try:
        if getattr(options, "reviews", None):
            options.reviews = datasets.named(options.reviews)
        result = options.command(options)
        text = json.dumps(result.data, indent=2, allow_nan=False) if options.json else result.text
        with written(answer):
            print(printable(text.rstrip("\n")), file=answer)
        if result.aside and not options.json:
            print(printable(result.aside), file=sys.stderr)
        return result.exit_code
    except ExplorerError as error:
        print(printable(str(error)), file=sys.stderr)
        if options.json:
            with written(answer):
                print(json.dumps({"error": str(error)}), file=answer)
        return 1
    finally:
        sys.stdout = answer
