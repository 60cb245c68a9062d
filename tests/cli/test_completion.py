"""The installed command can be completed by a shell."""

import json
import os
import pty
import select
import shutil
import subprocess

import pytest

from tests.support.waiting import PATIENCE

BASH = shutil.which("bash")
ZSH = shutil.which("zsh")


@pytest.fixture
def script(call, tmp_path):
    """A function that writes the script for a shell into a file."""

    def script(shell):
        code, out, err = call("completion", shell)
        assert (code, err) == (0, "")
        path = tmp_path / shell
        path.write_text(out)
        return path

    return script


def completed(path, *words):
    """What bash offers for the last of the words."""
    typed = " ".join(f"'{word}'" for word in words)
    ask = f"""
        source {path}
        COMP_WORDS=({typed}) COMP_CWORD={len(words) - 1}
        COMP_LINE="${{COMP_WORDS[*]}}" COMP_POINT=${{#COMP_LINE}}
        offer=$(complete -p sentiment-explorer | sed 's/.*-F \\([^ ]*\\).*/\\1/')
        $offer sentiment-explorer "${{COMP_WORDS[-1]}}" "${{COMP_WORDS[-2]}}"
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    done = subprocess.run([BASH, "--norc", "-c", ask], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.skipif(not BASH, reason="bash is not installed.")
@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["le"], ["learning-curve", "leaderboard"]),
        (["data", "re"], ["remove"]),
        (["train", "--act"], ["--activation"]),
        (["train", "--activation", "t"], ["tanh"]),
        (["grid", "--pairs", "o"], ["off", "on"]),
        (["search", "--vary", "un"], ["units"]),
        (["exp"], ["export"]),
        (["export", "--ten"], ["--tensorboard"]),
        (["imp"], ["import"]),
        (["completion", ""], ["bash", "zsh"]),
    ],
)
def test_bash_completes_commands_options_and_choices(script, words, offered):
    assert sorted(completed(script("bash"), "sentiment-explorer", *words)) == sorted(offered)


@pytest.mark.skipif(not ZSH, reason="zsh is not installed.")
@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("leade\t --cs\t", "leaderboard --csv"),
        ("train --activation ta\t", "train --activation tanh"),
        ("data rem\t", "data remove"),
    ],
)
def test_zsh_completes_commands_options_and_choices(script, tmp_path, typed, completed):
    script("zsh").rename(tmp_path / "_sentiment-explorer")
    lines = (
        f"fpath=({tmp_path} $fpath); autoload -Uz compinit; compinit -u -d {tmp_path}/dump; unsetopt zle_bracketed_paste",
        "sentiment-explorer() { print -r -- said: $* }",
        f"sentiment-explorer {typed}",
    )
    ours, theirs = pty.openpty()
    process = subprocess.Popen([ZSH, "-f", "-i"], stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    try:
        for line in lines:
            os.write(ours, f"{line}\n".encode())
        screen = ""
        while f"said: {completed}" not in screen:
            assert select.select([ours], [], [], PATIENCE)[0], screen
            screen += os.read(ours, 4096).decode(errors="replace")
    finally:
        process.kill()
        process.wait()


def test_zsh_gets_commands_options_and_choices(script):
    text = script("zsh").read_text()
    assert text.startswith("#compdef sentiment-explorer\n")
    assert "learning-curve:'Train" in text and ":(relu tanh sigmoid gelu linear)" in text


def test_as_json_it_is_the_same(call):
    assert json.loads(call("completion", "bash", "--json")[1])["script"].rstrip() == call("completion", "bash")[1].rstrip()
