"""`export` writes all runs for TensorBoard, MLflow or as Parquet, and says what to do with them."""

import json
import sys

import pandas as pd
import pytest

from explorer.cli import exporting
from tests.support.command_line import assert_is_a_sentence
from tests.support.experiments import in_training, train
from tests.support.stores import SECRET, add


@pytest.fixture
def two(store, tmp_path, monkeypatch):
    """Two runs that have ended, and one that has not."""
    for epochs in (2, 3):
        train(store, add(store), epochs)
    in_training(store)
    monkeypatch.chdir(tmp_path)


LEFT_OUT = "1 run was left out, because it has not ended. Export again then.\n"


@pytest.mark.parametrize(
    ("where", "place", "next_step"),
    [
        ("--tensorboard", "boards", "Look at them with: tensorboard --logdir boards"),
        ("--mlflow", "mlflow.db", "Look at them with: mlflow ui --backend-store-uri sqlite:///{}/mlflow.db"),
        ("--parquet", "all.parquet", 'Read with: pandas.read_parquet("all.parquet")'),
    ],
)
def test_it_is_said_how_much_is_where_and_what_next(call, two, tmp_path, where, place, next_step):
    first = call("export", where, place)
    said = f"{next_step.format(tmp_path)}\n{LEFT_OUT}"
    assert first == (0, f"2 runs with 5 epochs are in {place}.\n{said}", "")
    assert (tmp_path / place).exists()
    known = "" if where == "--parquet" else " 2 of them were there already."
    assert call("export", where, place) == (0, f"2 runs with 5 epochs are in {place}.{known}\n{said}", "")


def test_as_json_it_is_counted(call, two):
    assert json.loads(call("export", "--parquet", "folder", "--json")[1]) == {
        "place": "folder",
        "runs": 2,
        "epochs": 5,
        "known_runs": 0,
        "unended": 1,
    }
    assert len(pd.read_parquet("folder/epochs.parquet")) == 5


def test_one_place_has_to_be_named(call, two):
    assert call("export")[0] == 2
    assert call("export", "--parquet", "x.parquet", "--tensorboard", "y")[0] == 2


def test_where_nothing_has_ended_it_is_said(call, store):
    in_training(store)
    code, out, err = call("export", "--parquet", "x")
    assert (code, out, err) == (1, "", "No run has ended yet. Train one with: python -m explorer train\n")


@pytest.mark.parametrize(("where", "packages"), [("tensorboard", "tensorboard"), ("mlflow", "mlflow-skinny alembic")])
def test_without_its_package_it_says_what_to_install(call, two, monkeypatch, where, packages, tmp_path):
    monkeypatch.setattr(exporting, "find_spec", lambda _name: None)
    code, out, err = call("export", f"--{where}", "place")
    assert (code, out) == (1, "")
    assert err == f"This needs packages that are not installed here: pip install {packages}\n"
    assert not (tmp_path / "place").exists()


@pytest.mark.parametrize("where", ["tensorboard", "parquet"])
def test_a_place_that_cannot_be_written_is_said(call, two, tmp_path, where):
    (tmp_path / "file").write_text("")
    code, _, err = call("export", f"--{where}", "file/folder")
    assert code == 1 and "cannot be written: " in err
    assert_is_a_sentence(err)


def test_no_password_is_printed(call, two):
    code, out, err = call("export", "--mlflow", f"postgresql://me:{SECRET}@127.0.0.1:1/runs", "--json")
    assert code == 1 and "MLflow cannot take the runs" in err and SECRET not in out + err
    place = exporting._without_password(f"postgresql://me:{SECRET}@host/runs")
    assert place == "postgresql://me:***@host/runs"


def test_parquet_needs_neither_tensorboard_nor_mlflow(call, two, monkeypatch):
    for name in ("tensorboard", "mlflow"):
        monkeypatch.setitem(sys.modules, name, None)
    assert call("export", "--parquet", "x.parquet")[0] == 0
