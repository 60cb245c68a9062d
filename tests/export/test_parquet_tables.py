"""Parquet has every run with every epoch and every setting, as one table or as two, as pandas reads them."""

import datetime

import pandas as pd
import pytest

from explorer.config import KNOBS
from explorer.errors import ExplorerError
from explorer.export import parquet_tables
from explorer.export.experiments import BEST, FIGURES, experiments
from explorer.store import State


def moment(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC)


def assert_runs(table, store):
    """Each row of a table, by the number of its run, has what the store knows."""
    runs = store.runs(ids=store.ended())
    assert table["run"].tolist() == [run.id for run in runs]
    assert table["fingerprint"].is_unique
    for run, row in zip(runs, table.to_dict("records"), strict=True):
        assert {name: row[name] for name in KNOBS} == run.config.to_dict()
        assert (row["dataset"], row["state"], row["message"]) == (run.dataset, run.state, run.message)
        assert row["dataset_label"] == ("Mine" if run.dataset.startswith("own-") else "Packaged reviews")
        assert (row["hidden"], row["is_trial"], row["seconds"]) == (run.hidden, run.is_trial, run.seconds)
        for name in ("created", "started", "finished"):
            assert abs(row[name] - moment(getattr(run, name))) < datetime.timedelta(microseconds=2)
        assert row["epochs_done"] == run.epochs_done
        if run.best:
            assert [row[f"best_{name}"] for name in BEST] == [getattr(run.best, name) for name in BEST]
        else:
            assert pd.isna(row["best_epoch"]) and pd.isna(row["best_val_accuracy"])


def test_a_folder_has_a_table_of_runs_and_one_of_epochs(connected, tmp_path):
    paths = parquet_tables.write(experiments(connected), tmp_path / "new" / "folder")
    assert [path.name for path in paths] == ["runs.parquet", "epochs.parquet"]
    runs, epochs = map(pd.read_parquet, paths)
    assert_runs(runs, connected)
    histories = connected.histories(connected.ended())
    expected = [(run_id, *vars(epoch).values()) for run_id, history in histories.items() for epoch in history]
    assert [tuple(row) for row in epochs[["run", "epoch", *FIGURES]].itertuples(index=False)] == expected
    assert set(epochs["fingerprint"]) < set(runs["fingerprint"])


def test_a_file_has_a_row_for_each_epoch_and_one_for_a_run_without(connected, tmp_path):
    (path,) = parquet_tables.write(experiments(connected), tmp_path / "all.parquet")
    table = pd.read_parquet(path)
    histories = connected.histories(connected.ended())
    assert len(table) == sum(len(history) or 1 for history in histories.values())
    for run_id, rows in table.groupby("run"):
        figures = [tuple(row) for row in rows[["epoch", *(f"epoch_{name}" for name in FIGURES)]].itertuples(index=False)]
        if histories[run_id]:
            assert figures == [tuple(vars(epoch).values()) for epoch in histories[run_id]]
        else:
            assert rows[["epoch", "epoch_loss"]].isna().all(axis=None)
    assert_runs(table.drop_duplicates("run"), connected)


def test_repeats_are_those_that_the_leaderboard_counts(connected, tmp_path):
    parquet_tables.write(experiments(connected), tmp_path)
    runs = pd.read_parquet(tmp_path / "runs.parquet")
    # Three seeds were trained, of which one is hidden.
    assert set(runs.loc[runs["units"] == 24, "repeats"]) == {2}
    assert set(runs.loc[runs["state"] == State.DIVERGED, "repeats"]) == {0}
    # A search's trial is none of the repeats, and its winner's repeat is one.
    assert runs.loc[runs["units"] == 12, ["is_trial", "repeats"]].values.tolist() == [[True, 1], [False, 1]]


def test_writing_again_replaces_what_was_there(connected, tmp_path):
    for place in (tmp_path / "all.pq", tmp_path / "folder"):
        first = [pd.read_parquet(path) for path in parquet_tables.write(experiments(connected), place)]
        again = [pd.read_parquet(path) for path in parquet_tables.write(experiments(connected), place)]
        for one, other in zip(first, again, strict=True):
            pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize("theirs", [b"mine", None])
def test_a_file_that_is_not_from_here_is_left_alone(connected, tmp_path, theirs):
    path = tmp_path / "all.parquet"
    pd.DataFrame({"a": [1]}).to_parquet(path) if theirs is None else path.write_bytes(theirs)
    before = path.read_bytes()
    with pytest.raises(ExplorerError, match="is there already, and is not from here"):
        parquet_tables.write(experiments(connected), path)
    assert path.read_bytes() == before


def test_one_that_breaks_off_leaves_what_was_there(connected, tmp_path):
    path = tmp_path / "all.parquet"
    parquet_tables.write(experiments(connected), path)
    before = path.read_bytes()

    def some():
        yield next(experiments(connected))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        parquet_tables.write(some(), path)
    assert path.read_bytes() == before and [one.name for one in tmp_path.iterdir()] == ["all.parquet"]
