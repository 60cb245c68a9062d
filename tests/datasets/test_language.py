"""The language of texts is guessed where it is clear; scripts without spaces are noticed."""

import pytest

from explorer.datasets.language import is_unspaced, language
from tests.support.own_files import ENGLISH, GERMAN, JAPANESE


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([ENGLISH], "English"),
        ([GERMAN, ENGLISH, GERMAN], "German"),
        ([GERMAN, ENGLISH], ""),
        (["gut", "sehr gut", "leider nicht so gut", "wir kommen wieder"], "German"),
        (["ok"], ""),
        ([], ""),
        (["12345 !!! 12345 ??? 12345 ... 12345 ### 12345 %%% 12345"], ""),
    ],
)
def test_the_language_is_guessed_where_it_is_clear(texts, expected):
    assert language(texts) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (JAPANESE, True),
        ("这部电影非常好看我强烈推荐给大家", True),
        ("หนังเรื่องนี้สนุกมากและฉันชอบมันมาก", True),
        ("这 部 电影 非常 好看 我 强烈 推荐", False),
        ("이 영화는 정말 재미있었어요", False),
        (ENGLISH, False),
        ("A film by 黒澤 明 that everybody should see once in their lives", False),
        ("", False),
    ],
)
def test_scripts_without_spaces_are_noticed(text, expected):
    assert is_unspaced(text) is expected
