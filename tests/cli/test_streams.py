"""Any encoding, a full disk, and a reader that has gone: what is printed is readable, or a sentence says why not."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.cli.streams import PLAIN

ROOT = Path(__file__).parents[2]


def run(*arguments, path="", **more):
    environment = os.environ | ({"EXPLORER_STORE": str(path)} if path else {}) | more.pop("env", {})
    command = [sys.executable, "-m", "explorer", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, timeout=120, **{"stdout": -1, "stderr": -1} | more)


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_what_an_encoding_lacks_is_written_with_other_characters(trained, encoding):
    with_encoding = {"PYTHONIOENCODING": encoding}
    done = run("leaderboard", path=trained, env=with_encoding)
    text = done.stdout.decode(encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    assert re.search(r"^ +1 +\d\d\.\d\d% (±|\+/-) ", text, re.MULTILINE) and "?" not in text
    done = run("train", "--help", env=with_encoding)
    assert done.returncode == 0 and b"--learning-rate" in done.stdout and done.stderr == b""
    done = run("predict", "--file", "nowhere “at all” ←", path=trained, env=with_encoding)
    assert (done.returncode, done.stdout) == (1, b"")
    assert "<-" in done.stderr.decode(encoding) and "Traceback" not in done.stderr.decode(encoding)


def test_every_sign_of_the_sentences_has_another_way_to_be_written():
    sources = [*(ROOT / "explorer/cli").glob("*.py"), *(ROOT / "explorer/wording").rglob("*.py")]
    signs = set(re.findall(r"[^\x00-\x7f]", "".join(path.read_text() for path in sources)))
    assert {"←", "−", "×", "±"} <= signs
    lost = {sign for sign in signs if sign.encode("ascii", "explorer.readable") == b"?"}
    assert lost == {"\ufffd"} & signs
    assert all(plain.isascii() for plain in PLAIN.values())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="This system has no full device.")
@pytest.mark.parametrize(
    "arguments", [["--help"], ["train", "--help"], ["leaderboard"], ["leaderboard", "--json"], ["predict", "", "--json"]]
)
def test_a_full_disk_is_a_sentence(trained, arguments):
    with Path("/dev/full").open("w") as full:
        done = run(*arguments, path=trained, stdout=full)
    last = done.stderr.decode().splitlines()[-1]
    assert (done.returncode, last) == (1, "The answer could not be written: No space left on device.")
    assert "Traceback" not in done.stderr.decode()


def test_a_reader_that_has_gone_is_no_fault(trained):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as gone:
        done = run("leaderboard", path=trained, stdout=gone)
    assert (done.returncode, done.stderr) == (1, b"")
