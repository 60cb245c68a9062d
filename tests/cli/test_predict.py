"""`predict` judges a text or a file of texts, explains its answer, and refuses in a sentence."""

import csv
import json
import math
import re

import pytest

from explorer.cli.evaluation import chosen_run
from explorer.config import RunConfig
from tests.support.cluster import StandIn
from tests.support.command_line import COMPLAINT, PRAISE, assert_is_a_sentence


def test_predict_without_a_trained_network_says_how_to_train_one(call, store):
    code, out, err = call("predict", "A fine film")
    assert (code, out) == (1, "")
    assert err == "No network has been trained yet. Train one with: python -m explorer train\n"


def test_a_refusal_as_json_is_json_too(call, store):
    code, out, err = call("predict", "--json", "A fine film")
    assert code == 1
    assert json.loads(out) == {"error": err.strip()}


def test_predict_uses_the_champion_of_the_pages(store, open_app, cluster, network):
    for units, seed, val_accuracy in ((16, 0, 0.88), (16, 1, 0.88), (32, 0, 0.885), (32, 1, 0.86)):
        cluster.trained(RunConfig(units=units, seed=seed, vocabulary=1_000), model=network, val_accuracy=val_accuracy)
    champion, _ = chosen_run(cluster.store, None)
    assert champion.config.units == 16
    assert open_app("your_review").selectbox[0].value == champion


@pytest.mark.parametrize("run", ["7", "0", "-1", "9" * 30])
def test_predict_with_an_unknown_run_is_refused(call, store, run):
    code, out, err = call("predict", "A fine film", "--run", run)
    assert (code, out) == (1, "")
    assert "with a trained network. See:" in err
    assert_is_a_sentence(err)


@pytest.mark.parametrize("failed", [False, True], ids=["still trains", "failed before it stored a network"])
def test_predict_with_a_run_without_a_network_is_refused(call, store, failed):
    stand_in = StandIn(store)
    stand_in.submit([RunConfig()], "packaged")
    stand_in.begin(1)
    stand_in.epoch(1)
    if failed:
        stand_in.fail(1)
    code, out, err = call("predict", "A fine film", "--run", "1")
    assert (code, out) == (1, "")
    assert_is_a_sentence(err)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "cannot be read"),
        ("", "needs a column “text”"),
        ("text\n", "has no review in its column “text”"),
        ("review,label\nFine.,1\n", "needs a column “text”"),
        ("text,label\nFine.,1\nBad.,2\n", "Row 2 of"),
        ("text,label\nFine.,\n", "Row 1 of"),
        ('text\n"never closed\n', "is not CSV: a quotation mark is not closed"),
        ("text\na,b\na,b,c\n", "Row 1 of"),
    ],
    ids=["missing", "empty", "header only", "no text", "label 2", "no label", "open quote", "ragged"],
)
def test_a_file_without_reviews_is_refused_with_a_sentence(call, store, tmp_path, content, sentence):
    StandIn(store).trained()
    path = tmp_path / "reviews.csv"
    if content is not None:
        path.write_text(content)
    code, out, err = call("predict", "--file", str(path))
    assert (code, out) == (1, "")
    assert sentence in err and str(path) in err
    assert_is_a_sentence(err)


def test_a_folder_is_not_a_file_of_reviews(call, store, tmp_path):
    StandIn(store).trained()
    code, _, err = call("predict", "--file", str(tmp_path))
    assert code == 1
    assert "cannot be read" in err


def test_predict_tells_praise_from_complaint(judge):
    code, out, _ = judge(PRAISE)
    assert code == 0
    assert out.startswith("positive (")
    assert "(Run 1: ReLU · binary cross-entropy · 1 hidden layer of 4 · 2 epochs · vocabulary 2,000)" in out
    assert judge(COMPLAINT)[1].startswith("negative (")


def test_predict_as_json_has_the_probability_and_the_settings_and_nothing_else(judge):
    code, out, err = judge("--json", PRAISE)
    data = json.loads(out)
    assert (code, err) == (0, "")
    assert data["run"] == 1
    assert data["config"]["vocabulary"] == 2_000
    ((text, positive),) = (prediction.values() for prediction in data["predictions"])
    assert text == PRAISE
    assert 0.5 < positive <= 1


def test_predict_can_be_given_the_run_by_its_number(judge):
    assert judge("--json", PRAISE, "--run", "1")[1] == judge("--json", PRAISE)[1]


def test_predict_judges_a_file_and_says_how_many_it_got_right(judge, tmp_path):
    path = tmp_path / "reviews.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(
            [("text", "label"), (PRAISE, "1"), (COMPLAINT, "negative"), (COMPLAINT, "pos"), (PRAISE, "1.0")]
        )
    code, out, _ = judge("--file", str(path))
    assert code == 0
    assert [line.split(" ")[0] for line in out.splitlines()[:4]] == ["positive", "negative", "negative", "positive"]
    assert "75.00% of 4 reviews right." in out
    assert json.loads(judge("--file", str(path), "--json")[1])["accuracy"] == 0.75


def test_predict_judges_a_file_without_labels(judge, tmp_path):
    path = tmp_path / "reviews.csv"
    # With the byte order mark and line ends of a spreadsheet program on Windows.
    path.write_bytes(f'\ufefftext\r\n"{PRAISE}"\r\nNA\r\n'.encode())
    data = json.loads(judge("--file", str(path), "--json")[1])
    assert [prediction["text"] for prediction in data["predictions"]] == [PRAISE, "NA"]
    assert "accuracy" not in data


@pytest.mark.parametrize("text", ["", "qwxyz", "映画 🎬", "<script>alert(1)</script>", "word " * 4_000])
def test_predict_answers_any_text(judge, text):
    code, out, _ = judge("--json", text)
    assert code == 0
    assert 0 <= json.loads(out)["predictions"][0]["positive"] <= 1


def test_predict_why_lists_the_words_with_their_push(judge):
    code, out, _ = judge("--why", "An awful film, qwxyz")
    lines = out.splitlines()
    assert code == 0
    assert lines[1].split() == ["Word", "Rank", "Push", "Positive", "without", "it"]
    word, rank, push, share = lines[2].split()
    assert (word, rank, push[0], share[-1]) == ("awful", "370", "-", "%")
    assert {line.split()[0] for line in lines[3:5]} == {"an", "film"}
    assert lines[5].startswith("The score is -")
    assert "negative" in lines[6] and "*" not in out


def test_predict_why_as_json_has_every_push_and_what_turns_the_verdict(judge):
    data = json.loads(judge("--json", "--why", PRAISE)[1])
    why, positive = data["why"], data["predictions"][0]["positive"]
    assert 1 / (1 + math.exp(-why["score"])) == pytest.approx(positive, abs=1e-5)
    strongest = why["words"][0]
    assert set(strongest) == {"word", "rank", "push", "without"}
    text = re.sub(rf"(?i)\b{strongest['word']}\b", "", PRAISE)
    assert strongest["without"] == pytest.approx(
        json.loads(judge("--json", text)[1])["predictions"][0]["positive"], abs=1e-5
    )
    assert why["flip"]["turned"] and why["flip"]["probability"] <= 0.5
    assert set(why["flip"]["words"]) <= {word["word"] for word in why["words"]}


def test_predict_without_why_has_no_reasons(judge):
    assert "why" not in json.loads(judge("--json", PRAISE)[1])
    assert "Push" not in judge(PRAISE)[1]


@pytest.mark.parametrize("text", ["", "映画 🎬", "qwxyz"])
def test_predict_why_has_a_sentence_for_a_text_without_known_words(judge, text):
    code, out, _ = judge("--why", text)
    assert (code, out.splitlines()[1]) == (0, "The network knows none of these words.")
    assert json.loads(judge("--json", "--why", text)[1])["why"]["words"] == []


def test_predict_why_is_for_one_text(judge, tmp_path):
    code, out, err = judge("--why", "--file", str(tmp_path / "reviews.csv"))
    assert (code, out) == (1, "")
    assert_is_a_sentence(err)


def test_control_characters_are_not_sent_to_the_terminal(call, judge, tmp_path):
    path = tmp_path / "reviews.csv"
    path.write_bytes("text\n\x1b]0;title\x07fine \x9b31m \u202egnol\n".encode())
    code, out, _ = judge("--file", str(path))
    assert code == 0 and "\ufffd]0;title\ufffdfine" in out
    assert not set(out) & set("\x1b\x07\x9b\u202e")
    code, _, err = judge("--file", f"{tmp_path}/\x1b[2Jnone.csv")
    assert code == 1 and "\x1b" not in err


def test_a_lone_surrogate_is_replaced(judge):
    code, out, _ = judge("fine \udcff film")
    assert code == 0 and "fine \ufffd film" in out


def test_a_file_in_another_encoding_is_judged_with_a_note(judge, tmp_path):
    path = tmp_path / "reviews.csv"
    path.write_bytes("text\nA fine café\n".encode("latin-1"))
    code, out, _ = judge("--file", str(path))
    assert code == 0 and "A fine café" in out and "it was read as Latin-1" in out
    assert "Latin-1" in json.loads(judge("--file", str(path), "--json")[1])["note"]
