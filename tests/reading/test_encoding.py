"""The encoding of a file is known by its mark, by trying, or guessed and said so."""

import pytest

from explorer.errors import CorpusError
from explorer.reading.encoding import find
from tests.support.files import BOTH, COMPLAINT, PRAISE, inspected, read

TABLE = f'text,label\n"{PRAISE}",1\n"{COMPLAINT}",0\n'
TYPED = 'text,label\n"I didn’t like it… “Terrible” plot—avoid it.",0\n"It’s a café, très bien.",1\n'
PLAIN = [('I didn\'t like it... "Terrible" plot-avoid it.', 0), ("It's a café, très bien.", 1)]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "cp1252", "mac-roman"],
)
def test_a_file_reads_the_same_in_any_of_these(encoding):
    assert read(TABLE.encode(encoding)) == BOTH
    assert read(TYPED.encode(encoding)) == PLAIN


@pytest.mark.parametrize(("encoding", "spoken"), [("cp1252", "Windows-1252"), ("mac-roman", "Mac Roman")])
def test_a_guess_is_said_and_can_be_changed(encoding, spoken):
    form = inspected(TYPED.encode(encoding))
    assert form.encoding_found == "guessed" and f"it was read as {spoken}" in form.notes[0]
    chosen = inspected(TYPED.encode(encoding), encoding="cp850")
    assert (chosen.encoding, chosen.encoding_found, chosen.notes) == ("cp850", "chosen", ())


def test_a_chosen_encoding_is_used():
    assert read("text\nprzeżyłem\n".encode("cp1250"), encoding="windows-1250") == [("przeżyłem", None)]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Фильм оказался очень скучным, хотя актёры играли хорошо."),
        ("shift_jis", "この映画は本当に素晴らしかった。俳優の演技がとても良かったです。"),
        ("gb18030", "这部电影真的很好看，演员的表演非常出色，我会推荐给朋友。"),
        ("cp949", "이 영화는 정말 재미있었고 배우들의 연기가 훌륭했습니다."),
        ("cp1253", "Η ταινία ήταν πραγματικά υπέροχη και οι ηθοποιοί έπαιξαν πολύ καλά."),
    ],
)
def test_other_scripts_are_detected_and_the_guess_is_said(encoding, text):
    content = f'text,label\n"{text}",1\n"{text}",0\n'.encode(encoding)
    assert inspected(content).encoding_found == "guessed"
    assert [one for one, _ in read(content)] == [text, text]


def test_a_few_damaged_letters_do_not_make_another_encoding():
    content = "text\n" + "Un café très bien.\n" * 20
    form = inspected(content.encode() + b"caf\xe9\n")
    assert form.encoding == "utf-8" and "1 of its characters is damaged" in form.notes[0]


def test_an_encoding_nobody_knows_is_a_sentence():
    for name in ("klingon", "base64", "idna", "\0", "undefined", "rot13"):
        with pytest.raises(CorpusError, match="There is no encoding"):
            inspected(TABLE, encoding=name)


def test_a_mark_before_something_else_and_zero_bytes_are_sentences():
    with pytest.raises(CorpusError, match="has zero bytes in it, so it is not a text"):
        read(bytes(1_000))
    with pytest.raises(CorpusError, match="has zero bytes in it"):
        read(b"text\nA\0B\n")
    with pytest.raises(CorpusError, match="begins like UTF-16"):
        read(TABLE, encoding="utf-16")


@pytest.mark.parametrize("lost", [1, 40])
def test_letters_that_another_program_has_lost_do_not_make_another_encoding(lost):
    # They are good UTF-8, and stand there where it knew no letter. A chunk may end within one.
    form = inspected("text,label\n" + "It was fine.,sp\ufffdam\nIt was bad.,ham\n" * lost)
    assert (form.encoding, form.encoding_found) == ("utf-8", "tried")
    assert "of its characters" in form.notes[0] and "sp\ufffdam" in form.label_counts


def test_a_lost_letter_is_known_across_chunks():
    content = "text\nlost: \ufffd\n".encode()
    for cut in range(1, len(content)):
        assert find([content[:cut], content[cut:]]).name == "utf-8"
