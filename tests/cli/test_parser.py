"""Every command explains itself, with examples that are right, and a wrong one ends with 2."""

import argparse
import re
import shlex
import sys

import pytest

from explorer import __version__
from explorer.cli.examples import EXAMPLES
from explorer.cli.parser import GROUPS, parser
from explorer.config import KNOBS

COMMANDS = (
    *("train", "grid", "search", "leaderboard", "predict", "exam", "take-away", "export", "import", "encode", "fetch"),
    *("bench", "stress", "completion"),
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(call, command):
    code, out, _ = call(command, "--help")
    assert code == 0
    assert out.startswith(f"usage: python -m explorer {command} ")
    assert "--json" in out


def test_the_program_explains_its_commands_and_exit_codes(call):
    code, out, _ = call("--help")
    assert code == 0
    assert [command for command in COMMANDS if not re.search(rf"^    {command}\b", out, re.MULTILINE)] == []
    assert "exit codes:" in out
    headings = re.findall(r"^  (\S.*):\n    ([\w-]+)\b", out, re.MULTILINE)
    assert dict(headings) == GROUPS


def commands():
    """Every command as it is typed, and its own parser."""
    (among,) = (action for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    for name, command in among.choices.items():
        below = [action for action in command._actions if isinstance(action, argparse._SubParsersAction)]
        yield from [(f"{name} {one}", of) for one, of in below[0].choices.items()] if below else [(name, command)]


def test_every_command_has_examples_in_its_help():
    told = {name: command.format_help() for name, command in commands()}
    assert told.keys() == EXAMPLES.keys()
    for name, help in told.items():
        assert all(f"  python -m explorer {example}\n" in help for example in EXAMPLES[name])


@pytest.mark.parametrize("example", [example for examples in EXAMPLES.values() for example in examples])
def test_every_example_can_be_typed(example):
    options = parser().parse_args(shlex.split(example.partition(" > ")[0]))
    assert callable(options.command)


def test_the_installed_program_calls_itself_by_its_name(call, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["/usr/bin/sentiment-explorer"])
    assert call("--help")[1].startswith("usage: sentiment-explorer [-h] [--version] COMMAND ...")
    assert "  sentiment-explorer train --activation tanh" in call("train", "--help")[1]


def test_there_is_one_version(call):
    assert call("--version")[:2] == (0, f"Sentiment Explorer {__version__}\n")


@pytest.mark.parametrize("name", KNOBS)
def test_every_knob_is_an_option_with_its_help_limits_and_default(call, name):
    _, out, _ = call("train", "--help")
    text, knob = " ".join(out.split()), KNOBS[name]
    assert f"--{name.replace('_', '-')} " in text
    assert f"{knob.help.split('.')[0]}." in text.replace("- ", "-")
    assert f"({knob.limits}; usually {knob.default}" in text


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--units", "3", "Hidden units is “3”, but it has to be a whole number between 4 and 512."),
        ("--units", "many", "Hidden units is “many”, but it has to be a whole number between 4 and 512."),
        ("--epochs", "51", "Epochs is “51”, but it has to be a whole number between 1 and 50."),
        ("--learning-rate", "nan", "Learning rate is “nan”, but it has to be between 0.00001 and 10."),
        ("--dropout", "1", "Dropout is “1”, but it has to be between 0 and 0.9."),
        ("--activation", "swish", "Activation is “swish”, but it has to be one of relu, tanh, sigmoid, gelu, linear."),
    ],
)
def test_a_knob_outside_its_limits_is_refused_by_name_value_and_limits(call, option, value, sentence):
    code, out, err = call("train", option, value)
    assert code == 2
    assert sentence in err
    assert out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["app", "--port", "0"],
        ["dance"],
        ["train", "--colour", "red"],
        ["data"],
        ["data", "add"],
        ["data", "dance"],
        ["data", "remove"],
        ["search", "--minutes", "0"],
        ["search", "--minutes", "nan"],
        ["search", "--minutes", "601"],
        ["search", "--networks", "0"],
        ["search", "--networks", "2.5"],
        ["search", "--minutes", "5", "--networks", "9"],
        ["search", "--vary", "colour"],
        ["search", "--vary", "seed"],
        ["search", "--vary"],
        ["search", "--units", "3"],
        ["search", "--resume", "many"],
        ["predict"],
        ["predict", "x", "--run", "one"],
        ["export"],
        ["import"],
        ["exam"],
        ["exam", "one"],
        ["exam", "1", "--envelope"],
        ["exam", "1", "--guess", "nan"],
        ["exam", "1", "--guess", "101"],
    ],
)
def test_a_wrong_command_ends_with_2(call, arguments):
    code, out, err = call(*arguments)
    assert code == 2
    assert err.startswith("usage: python -m explorer")
    assert out == ""
