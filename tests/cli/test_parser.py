"""Every command explains itself, and a wrong one ends with 2."""

import re

import pytest

from explorer.config import KNOBS

COMMANDS = ("train", "grid", "search", "leaderboard", "predict", "exam", "encode", "fetch", "bench", "stress")


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


@pytest.mark.parametrize("name", KNOBS)
def test_every_knob_is_an_option_with_its_help_limits_and_default(call, name):
    _, out, _ = call("train", "--help")
    text, knob = " ".join(out.split()), KNOBS[name]
    assert f"--{name.replace('_', '-')} " in text
    assert f"{knob.help.split('.')[0]}." in text.replace("- ", "-")
    assert f"({knob.limits}; usually {knob.default})" in text


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
        [],
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
