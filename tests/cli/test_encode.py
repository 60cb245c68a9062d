"""`encode` shows how a text becomes numbers."""

import json

import pytest

EXAMPLE = "Shawshank Redemption is probably the best movie ever"


def test_encode_shows_the_articles_example_as_the_article_has_it(call, reviews):
    code, out, _ = call("encode", "--keep-case", EXAMPLE)
    assert code == 0
    assert "Ranks: ? ? 6 239 1 115 17 123\n" in out


def test_encode_ignores_capitals(call, reviews):
    _, out, _ = call("encode", "--json", "The BEST movie")
    assert [word["word"] for word in json.loads(out)["words"]] == ["the", "best", "movie"]
    assert [word["rank"] for word in json.loads(out)["words"]] == [1, 115, 17]


def test_encode_as_json_has_what_the_network_sees(call, reviews):
    code, out, err = call("encode", "--json", "--keep-case", EXAMPLE)
    data = json.loads(out)
    assert code == 0
    assert err == ""
    assert [word["rank"] for word in data["words"]] == [None, None, 6, 239, 1, 115, 17, 123]
    assert data["sequence"] == [1, 2, 2, 9, 242, 4, 118, 20, 126]
    assert data["ones"] == [1, 2, 4, 9, 20, 118, 126, 242]
    assert data["vocabulary"] == 10_000


def test_encode_with_a_smaller_vocabulary_knows_fewer_words(call, reviews):
    _, out, _ = call("encode", "--json", "--vocabulary", "500", "the movie redemption")
    assert json.loads(out)["sequence"] == [1, 4, 20, 2]


@pytest.mark.parametrize("text", ["", "   ", "...", "<br />"])
def test_encode_accepts_a_text_without_words(call, reviews, text):
    code, _, err = call("encode", text)
    assert code == 0
    assert err == ""


def test_a_review_is_not_terminal_markup(call, reviews):
    code, out, _ = call("encode", "[red]great[/red] :smile: [/] [link=http://evil.example]x[/link]")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()[1:5]] == ["red", "great", "red", "smile"]


def test_encode_reads_typographic_apostrophes_as_plain_ones(call, reviews):
    plain, typed = (json.loads(call("encode", "--json", text)[1]) for text in ('I didn\'t "like" it', "I didn’t “like” it"))
    assert typed == plain and None not in [word["rank"] for word in typed["words"]]
