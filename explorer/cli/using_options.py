"""The options of the commands that use what has been trained, and of those about reviews and the app."""

import argparse
from pathlib import Path

import shtab

from explorer import corpus
from explorer.cli.option_types import knob_value, number, reviews_option
from explorer.config import KNOBS
from explorer.export.files import KINDS
from explorer.store import OWN_TEST


def app_options(parser: argparse.ArgumentParser) -> None:
    port = number(int, range(1, 65_536).__contains__, "the number of a port, from 1 to 65535")
    parser.add_argument("--port", type=port, metavar="N", help="the port to listen at (usually 8501, or the next free one)")
    parser.add_argument(
        "--address",
        "--server.address",
        metavar="ADDRESS",
        help="the address to listen at: usually localhost, which is this computer alone; 0.0.0.0 is for everybody who "
        "reaches it on the network",
    )
    parser.add_argument("--headless", action="store_const", const="true", help="open no browser")


def leaderboard_options(parser: argparse.ArgumentParser) -> None:
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="print the table as CSV")
    form.add_argument("--html", action="store_true", help="print it as a page for a browser's printer, with what it means")
    reviews_option(parser)


def predict_options(parser: argparse.ArgumentParser) -> None:
    texts = parser.add_mutually_exclusive_group(required=True)
    texts.add_argument("text", nargs="?", help="a review, in quotation marks")
    file = texts.add_argument(
        "--file",
        type=Path,
        help="a file of reviews, and of labels if accuracy is wanted: CSV, Excel, JSON Lines, Parquet, a zipped folder with "
        "pos and neg, or a text with one review a line; plain, gzip or zip",
    )
    _completes_files(file)
    file_options(parser)
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
    reviews_option(parser)


def file_options(parser: argparse.ArgumentParser) -> None:
    about = parser.add_argument_group("what a file does not say by itself")
    about.add_argument("--text-column", metavar="COLUMN", help="the column with the texts: its name, or its number from 1")
    about.add_argument("--label-column", metavar="COLUMN", help="the column with the labels, or none")
    about.add_argument("--positive", metavar="LABEL", help="which of two labels is the positive one")
    about.add_argument("--encoding", help="the encoding of the file, such as utf-8, windows-1252 or mac-roman")
    about.add_argument("--strict", action="store_true", help="refuse the file at the first row that cannot be used")


def data_add_options(parser: argparse.ArgumentParser) -> None:
    file = parser.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="CSV, Excel, JSON Lines, Parquet, or a zipped folder with pos and neg; plain, gzip or zip",
    )
    _completes_files(file)
    parser.add_argument("--name", help="what the data set is called (usually as the file)")
    file_options(parser)


def data_remove_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="its name, as `data list` shows it")
    parser.add_argument("--yes", action="store_true", help="do not ask before it is removed")


def exam_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", type=int, metavar="RUN", help="the run whose network sits the exam")
    parser.add_argument(
        "--envelope",
        metavar="NAME",
        default=OWN_TEST,
        help="test: the test reviews; second: sentences from another site; or the name of another data set, such as "
        "official, for its test reviews: does what the network has learned travel? (usually test)",
    )
    percentage = number(
        lambda text: float(text.removesuffix("%")), lambda number: 0 <= number <= 100, "a number between 0 and 100"
    )
    parser.add_argument(
        "--guess", type=percentage, metavar="PERCENT", help="how many percent of them you think it gets right, from 0 to 100"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask before the envelope is opened")


def take_away_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "run", type=int, nargs="?", metavar="RUN", help="the run (usually the champion: the best run of the leading setting)"
    )
    parser.add_argument(
        "--as",
        dest="kinds",
        nargs="+",
        choices=KINDS,
        default=["judge"],
        metavar="KIND",
        help=f"what to write: {'; '.join(f'{name}, {kind.what}' for name, kind in KINDS.items())} (usually judge)",
    )
    parser.add_argument("--folder", type=Path, default=Path(), help="where to write it (usually here)")


def export_options(parser: argparse.ArgumentParser) -> None:
    places = parser.add_mutually_exclusive_group(required=True)
    folder = places.add_argument(
        "--tensorboard",
        type=Path,
        metavar="FOLDER",
        help="a folder for TensorBoard: figures as scalars, settings as HParams",
    )
    folder.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    mlflow = places.add_argument(
        "--mlflow", metavar="PLACE", help="a SQLite file of MLflow, or the address of its database or server"
    )
    _completes_files(mlflow)
    parquet = places.add_argument(
        "--parquet",
        type=Path,
        metavar="FILE",
        help="a Parquet file with a row for each epoch or, if the name does not end in .parquet, a folder with a file of "
        "runs and one of epochs",
    )
    _completes_files(parquet)


def import_options(parser: argparse.ArgumentParser) -> None:
    store = parser.add_argument(
        "store", metavar="STORE", help="the file of the other store, or the address of its database; it stays as it is"
    )
    _completes_files(store)


def encode_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", help="a text, in quotation marks")
    parser.add_argument("--keep-case", action="store_true", help="look words up as they are written, as the article did")
    vocabulary = KNOBS["vocabulary"]
    parser.add_argument("--vocabulary", type=knob_value(vocabulary), default=vocabulary.default, metavar="VOCABULARY")


def fetch_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--reviews",
        choices=[name for name, source in corpus.SOURCES.items() if source.download],
        help="which reviews (usually the first of these that this computer does not have)",
    )


def completion_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=["bash", "zsh"], help="bash or zsh")


def _completes_files(argument: argparse.Action) -> None:
    argument.complete = shtab.FILE  # type: ignore[attr-defined]
