"""The bench of the first minute: its words, and what it refuses."""

import pytest

from explorer.cli.main import main
from tools.bench.first_minute import AIM, MEASURES, in_words


def test_the_words_compare_each_figure():
    then = dict.fromkeys(MEASURES, 20.0)
    result = {"machine": "A", "commit": "0123456789abcdef", "rounds": [0] * 3, "then": then, "now": then | {"page": 5.0}}
    words = in_words(result)
    assert words.count("1.00×") == 3 and words.count("0.25×") == 1 and "0123456789 " in words
    assert f"Aim for each: {AIM}. They are medians of 3 starts each" in words


@pytest.mark.parametrize("revision", ["no-such-revision", "", "--help"])
def test_a_revision_that_does_not_exist_is_refused_in_a_sentence(revision, capsys):
    assert main(["bench", f"--first-minute={revision}"]) == 1
    err = capsys.readouterr().err
    assert f"There is no revision “{revision}” in this checkout." in err or "no git checkout" in err
