"""`predict` judges a text or a file of texts, explains its answer, and refuses in a sentence."""

import csv
import io
import json
import math
import re

import pytest

from explorer.cli.evaluation import chosen_run
from explorer.config import RunConfig
from tests.support.cluster import StandIn
from tests.support.command_line import COMPLAINT, PRAISE, assert_is_a_sentence
from tests.support.stores import add


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
        ("", "has no review"),
        ("text\n", "has no review below its first line"),
        ("date,place,label\nFine.,here,1\n", "The columns of"),
        ("text,label\nFine.,3\nBad.,3\n", "2 rows are left out (lines 2 and 3)"),
        ("text,label\nFine.,\n", "1 row is left out (line 2): it has no label"),
        ("text,label\nFine.,ham\nBad.,spam\n", "Which one is the positive one? Name it with --positive."),
        ("text,label\nFine,fine,1\n", "it has 3 cells, and the first line has 2"),
    ],
    ids=["missing", "empty", "header only", "no text", "neutral", "no label", "two words", "ragged"],
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


@pytest.mark.parametrize("text", ["qwxyz", "映画 🎬", "<script>alert(1)</script>", "word " * 4_000])
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


@pytest.mark.parametrize("text", ["", "!?", "  \n", "<br />"])
def test_predict_gives_no_answer_to_a_text_without_a_word(judge, text):
    sentence = "There is no word in this, so there is nothing that the network could read.\n"
    assert judge(text) == (1, "", sentence)
    assert judge(text, "--why") == (1, "", sentence)


@pytest.mark.parametrize("text", ["映画 🎬", "qwxyz"])
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
    path.write_bytes("text\nA fine “café”\n".encode("cp1252"))
    code, out, _ = judge("--file", str(path))
    assert code == 0 and 'A fine "café"' in out and "it was read as Windows-1252" in out
    assert "Windows-1252" in json.loads(judge("--file", str(path), "--json")[1])["note"]
    chosen = json.loads(judge("--file", str(path), "--json", "--encoding", "latin2")[1])
    assert chosen["predictions"][0]["text"] == 'A fine "café"' and "it was read as" not in chosen["note"]


@pytest.fixture
def reviews_file(tmp_path):
    """A file in which four of eight rows can be used."""
    path = tmp_path / "reviews.csv"
    rows = [("review", "stars"), (PRAISE, 5), (COMPLAINT, 1), ("It was a film.", 3), ("", 1), (PRAISE, ""), ("Great", "x")]
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([*rows, (COMPLAINT, 4), ("Qwxyz zyzzy film", 2)])
    return path


def test_rows_that_cannot_be_used_are_counted_with_their_lines(judge, reviews_file):
    code, out, _ = judge("--file", str(reviews_file))
    assert code == 0
    assert "of 4 reviews right." in out
    assert "Labels: column “stars”. Stars from 1 to 5: 4 and 5 are positive, 1 and 2 negative, 3 is left out." in out
    assert "1 row is left out (line 4): it has the label “3”, which is neither one nor the other." in out
    assert "1 row is left out (line 5): it has no text." in out
    assert "1 row is left out (line 6): it has no label." in out
    assert "1 row is left out (line 7): it has the label “x”, which is not understood" in out
    assert "(line 9: the network knows only 1 of its 3 words)" in out


def test_the_same_facts_are_in_the_json(judge, reviews_file):
    data = json.loads(judge("--json", "--file", str(reviews_file))[1])
    assert data["left_out"] == {"neutral_label": 1, "empty_text": 1, "no_label": 1, "other_label": 1}
    assert data["labels"]["column"] == "stars" and data["labels"]["class_names"] == ["negative", "positive"]
    assert [one["line"] for one in data["predictions"]] == [2, 3, 8, 9]
    assert [one["label"] for one in data["predictions"]] == ["positive", "negative", "positive", "negative"]
    assert [one["right"] for one in data["predictions"][:3]] == [True, True, False]
    assert "caution" in data["predictions"][3] and "caution" not in data["predictions"][0]
    assert data["accuracy"] == sum(one["right"] for one in data["predictions"]) / 4


def test_the_accuracy_has_its_interval(judge, reviews_file):
    low, high = (data := json.loads(judge("--json", "--file", str(reviews_file))[1]))["interval_95"]
    assert 0 <= low < data["accuracy"] < high <= 1 and 0 <= data["balanced_accuracy"] <= 1
    assert (
        f"it would most likely get between {low:.1%} and {high:.1%} right (95% interval)."
        in judge("--file", str(reviews_file))[1]
    )


def test_as_csv_only_the_table_is_on_standard_output(judge, reviews_file):
    code, out, err = judge("--csv", "--file", str(reviews_file))
    columns, *rows = csv.reader(io.StringIO(out))
    assert code == 0 and columns == ["line", "text", "answer", "probability of positive", "label", "right", "caution"]
    assert [row[0] for row in rows] == ["2", "3", "8", "9"] and rows[0][1] == PRAISE
    data = json.loads(judge("--json", "--csv", "--file", str(reviews_file))[1])
    assert [float(row[3]) for row in rows] == [pytest.approx(one["positive"], abs=1e-6) for one in data["predictions"]]
    assert [row[5] == "yes" for row in rows] == [one["right"] for one in data["predictions"]]
    assert "of 4 reviews right." in err and "1 row is left out (line 5): it has no text." in err


def test_no_cell_of_the_csv_is_a_formula_and_none_controls_the_terminal(judge, tmp_path):
    path = tmp_path / "reviews.csv"
    path.write_text('text\n=1+1 is a film\n@someone said \x1b[2J\n"-1, or less"\n')
    rows = list(csv.reader(io.StringIO(judge("--csv", "--file", str(path))[1])))
    assert [row[1] for row in rows[1:]] == ["'=1+1 is a film", "'@someone said \ufffd[2J", "'-1, or less"]


def test_classes_with_other_names_and_uneven_ones_are_explained(judge, tmp_path):
    path = tmp_path / "reviews.csv"
    path.write_text(f'text,kind\n"{PRAISE}",ham\n"{PRAISE}",ham\n"{COMPLAINT}",spam\n')
    out = judge("--file", str(path), "--positive", "ham")[1]
    assert "where the label is “ham”, the answer positive counts as right" in out
    assert "balanced accuracy" in out and "always answering “ham” gets 66.7% right" in out


def test_strict_refuses_at_the_first_row_that_cannot_be_used(judge, reviews_file):
    code, out, err = judge("--strict", "--file", str(reviews_file))
    assert (code, out) == (1, "")
    assert err == f"Line 4 of {reviews_file} has the label “3”, which is neither one nor the other.\n"


def test_without_labels_it_says_that_there_is_no_accuracy(judge, reviews_file):
    out = judge("--file", str(reviews_file), "--label-column", "none")[1]
    assert "nobody can say how many of these answers are right" in out and "reviews right" not in out
    assert "nobody can say" in judge("--file", str(reviews_file), "--label-column", "none", "--json")[1]


def test_columns_and_the_positive_label_can_be_chosen(judge, tmp_path):
    path = tmp_path / "mails.tsv"
    path.write_text(f"a\tb\tc\n{PRAISE}\tham\t{COMPLAINT}\n{PRAISE}\tspam\t{COMPLAINT}\n")
    assert "which one is the text? Name it with --text-column." in judge("--file", str(path))[2]
    call = ("--json", "--file", str(path), "--label-column", "b", "--positive", "Spam")
    first, third = (json.loads(judge(*call, "--text-column", column)[1]) for column in ("a", "3"))
    assert [one["label"] for one in first["predictions"]] == ["ham", "spam"]
    assert (first["predictions"][0]["text"], third["predictions"][0]["text"]) == (PRAISE, COMPLAINT)
    assert "has no column “d”. Its columns are “a”, “b” and “c”" in judge("--file", str(path), "--text-column", "d")[2]


def test_what_is_said_about_a_file_belongs_to_a_file(judge):
    for said in (["--strict"], ["--encoding", "utf-8"], ["--text-column", "text"], ["--csv"]):
        code, out, err = judge(PRAISE, *said)
        assert (code, out) == (1, "") and "it belongs to --file" in err
        assert_is_a_sentence(err)


def test_typographic_quotes_are_read_as_plain_ones(judge):
    plain = "I didn't like it. It wasn't good. The \"terrible\" plot...boring."
    typed = "I didn’t like it. It wasn’t good. The “terrible” plot…boring."
    first, second = (json.loads(judge("--json", "--why", text)[1]) for text in (plain, typed))
    assert first["why"] == second["why"] and {"didn't", "terrible"} <= {word["word"] for word in second["why"]["words"]}
    assert first["predictions"][0]["positive"] == second["predictions"][0]["positive"]


def test_a_text_of_few_known_words_comes_with_a_caution(judge):
    out = judge("Qwxyz zyzzy film")[1]
    assert "The network knows 1 of these 3 words. It can only go by what it knows" in out
    assert "caution" in json.loads(judge("--json", "Great")[1]) and "caution" not in json.loads(judge("--json", PRAISE)[1])


def test_a_network_of_another_store_judges_here_as_it_did_there(call, store, judge, trained, tmp_path, monkeypatch):
    there = judge(PRAISE)[1]
    monkeypatch.setenv("EXPLORER_STORE", str(tmp_path / "runs.db"))
    add(store)
    assert call("import", str(trained))[0] == 0
    assert call("predict", PRAISE)[1] == there.replace("(Run 1:", "(Run 2:")


def test_hidden_networks_are_not_called_untrained(call, store, network):
    run_id = StandIn(store).trained(model=network)
    store.hide([run_id])
    for command in (["predict", "A fine film"], ["leaderboard"]):
        _, out, err = call(*command)
        assert "All runs on these reviews are hidden." in out + err and "trained yet" not in out + err
    assert call("predict", "A fine film", "--run", str(run_id))[0] == 0
