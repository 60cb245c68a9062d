"""`import` takes over the runs and data sets of another store, and says what came and what did not."""

import json

import pytest

from explorer.store import Store
from tests.support.command_line import assert_is_a_sentence
from tests.support.experiments import OWN, add_search, in_training, train
from tests.support.pages import words
from tests.support.stores import add


@pytest.fixture
def other(tmp_path):
    """The store of another computer."""
    return Store(f"sqlite:///{tmp_path}/other.db")


@pytest.fixture
def bring(call, tmp_path):
    """A function that takes it over."""
    return lambda *more: call("import", f"{tmp_path}/other.db", *more)


def test_what_came_is_said_and_the_second_time_that_all_is_here(call, store, other, bring):
    other.add_dataset(OWN, b"rows", [b"text"])
    train(other, add(other), epochs=3)
    train(other, add(other, dataset=OWN.name))
    assert bring() == (
        0,
        "2 runs came, with 5 epochs and 2 networks.\n1 data set came: “Mine”.\n",
        "",
    )
    assert bring() == (0, "No run came: 2 runs were here already.\n1 data set was here already.\n", "")
    assert json.loads(call("leaderboard", "--json")[1])[0]["dataset"] == "packaged"


def test_what_did_not_come_is_said(store, other, bring):
    other.add_dataset(OWN, b"rows", [b"text"])
    store.add_dataset(OWN.__class__(**(vars(OWN) | {"name": "own-ffffffffffff"})), b"", [])
    out = bring()[1]
    assert out.startswith(
        "No run came: none has ended there.\n1 data set came: “Mine (2)”.\n“Mine” is called “Mine (2)” here"
    )
    in_training(other)
    search_id = add_search(other)
    assert "4 runs were left out, because not all of it has ended. Import again then." in bring()[1]
    other.stop_search(search_id)
    out = bring()[1]
    assert "3 runs came, with 6 epochs, 1 network and 1 search.\n" in out
    assert "1 run was left out, because not all of it has ended. Import again then." in out


def test_as_json_it_is_counted(store, other, bring):
    train(other, add(other), epochs=3)
    data = json.loads(bring("--json")[1])
    assert (data["runs"], data["epochs"], data["networks"], data["known_runs"], data["datasets"]) == (1, 3, 1, 0, [])
    assert json.loads(bring("--json")[1])["known_runs"] == 1


def test_where_there_is_no_store_one_is_made(call, other, bring, monkeypatch, tmp_path):
    train(other, add(other))
    monkeypatch.setenv("EXPLORER_STORE", str(tmp_path / "new.db"))
    assert bring()[0] == 0
    assert len(Store(f"sqlite:///{tmp_path}/new.db").runs()) == 1


def test_what_is_no_store_is_said_in_a_sentence(call, store, tmp_path):
    (tmp_path / "poem.txt").write_text("Rough winds do shake the darling buds of May")
    for place, said in (("poem.txt", "is not a store"), ("nowhere.db", "There is no file"), (".", "is not a store")):
        code, out, err = call("import", str(tmp_path / place))
        assert (code, out) == (1, "") and said in err
        assert_is_a_sentence(err)
    assert store.runs() == []


def test_an_open_app_shows_what_came(open_app, cluster, other, bring, monkeypatch):
    monkeypatch.setenv("EXPLORER_STORE", cluster.store.url)
    app = open_app("leaderboard")
    assert not app.dataframe
    train(other, add(other))
    assert bring()[0] == 0
    assert app.run().dataframe and not app.exception
    assert "Nobody has won yet" not in words(app)
