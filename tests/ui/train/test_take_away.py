"""A run's network, curves and figures can be downloaded, and the code that trains it again."""

import csv
import io
import json
import zipfile

import numpy as np
import pytest
import streamlit as st

from explorer.config import RunConfig
from explorer.errors import NetworkError
from explorer.export import files, keras_script, notebook, weight_files
from explorer.export.judge_script import judge_script
from explorer.export.model_card import model_card
from explorer.export.network_input import FILE
from explorer.history import Epoch
from explorer.store import State
from explorer.ui.pages.train.take_away import OTHER_FORMATS, history_csv
from tests.support.keras_files import arguments_without_value
from tests.support.pages import headings, words

EIGHT = RunConfig("tanh", epochs=8)
ROW = ["Network", "Judge", "Model card", "Curves", "History", "Python code", "Notebook"]


def archive(config="{}"):
    """A file with the parts of a `.keras` file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as parts:
        parts.writestr("config.json", config)
        parts.writestr("model.weights.h5", "weights")
    return file.getvalue()


MODEL = archive()


def finished(cluster, config=EIGHT, epochs=8, state=State.FINISHED, model=MODEL):
    """A run that has ended; its id is 1."""
    cluster.submit([config], "packaged")
    cluster.begin(1)
    cluster.epochs(1, epochs)
    cluster.store.finish([1], state, "That was it.", model)


@pytest.fixture
def offered(monkeypatch):
    """File name → what the page offers for download, which AppTest does not keep."""
    files = {}

    def download_button(label, data, file_name, on_click, **options):
        # A page that is drawn again forgets what its buttons had offered: a press just after another would fail.
        assert on_click == "ignore"
        files[file_name] = data

    monkeypatch.setattr(st, "download_button", download_button)
    return files


def labels(app):
    return [download.label for download in app.download_button]


@pytest.fixture(autouse=True)
def all_packages(monkeypatch):
    """As if the packages that come with no installation were there."""
    monkeypatch.setattr(files, "find_spec", lambda name: name)


def test_a_finished_run_offers_all_that_there_is(open_app, cluster):
    finished(cluster)
    app = open_app(run="1")
    assert "Take it away" in headings(app)
    assert labels(app) == [*ROW, *OTHER_FORMATS.values()]
    assert not app.exception


def test_the_files_are_what_their_names_say(open_app, cluster, offered):
    finished(cluster)
    open_app(run="1")
    history = cluster.store.history(1)
    with zipfile.ZipFile(io.BytesIO(offered["sentiment-explorer-run-1.keras"]())) as file:
        assert file.namelist() == ["config.json", "model.weights.h5", FILE]
        assert json.loads(file.read(FILE))["inputs"][4] == "the"
    assert offered["sentiment-explorer-curves-of-run-1.png"]().startswith(b"\x89PNG")
    assert offered["sentiment-explorer-run-1-history.csv"] == history_csv(history)
    assert offered["sentiment-explorer-run-1.py"] == keras_script.script(EIGHT, "packaged", history)
    assert len(offered) == len(ROW) + len(OTHER_FORMATS)


def test_the_judge_is_the_network_in_one_file(open_app, cluster, offered, network):
    finished(cluster, RunConfig(layers=0, vocabulary=1_000), model=network)
    open_app(run="1")
    assert offered["judge_run_1.py"]() == judge_script(cluster.store.run(1), network).encode()


def test_the_model_card_is_that_of_the_run(open_app, cluster, offered):
    finished(cluster)
    open_app(run="1")
    assert offered["sentiment-explorer-run-1.md"]() == model_card(cluster.store, cluster.store.run(1)).encode()


def test_the_notebook_is_that_of_the_run(open_app, cluster, offered):
    finished(cluster)
    open_app(run="1")
    expected = notebook.notebook(EIGHT, "packaged", cluster.store.history(1))
    assert offered["sentiment-explorer-run-1.ipynb"]() == expected.encode()


def test_the_weights_come_in_two_other_formats(open_app, cluster, offered, network):
    finished(cluster, RunConfig(layers=0, vocabulary=1_000), model=network)
    open_app(run="1")
    run = cluster.store.run(1)
    with np.load(io.BytesIO(offered["sentiment-explorer-run-1.npz"]())) as file:
        assert file["first.kernel"].shape == (1_000, 16) and weight_files.DESCRIPTION in file
    assert offered["sentiment-explorer-run-1.safetensors"]() == weight_files.safetensors(run, network)


def test_where_a_package_is_missing_the_page_says_what_to_install(open_app, cluster, monkeypatch):
    finished(cluster)
    monkeypatch.setattr(files, "find_spec", lambda name: None)
    app = open_app(run="1")
    assert labels(app) == [*ROW, "For NumPy (npz)", "For safetensors"]
    assert "For ONNX: This needs packages that are not installed here: `pip install onnx onnxruntime`" in words(app)
    assert "For LiteRT: This needs packages that are not installed here: `pip install ai_edge_litert`" in words(app)


def test_without_its_reviews_there_is_neither_judge_nor_card(open_app, cluster, monkeypatch):
    finished(cluster)
    monkeypatch.setattr("explorer.corpus.available_sources", lambda: ["official"])
    app = open_app(run="1")
    assert labels(app) == ["Network", "Curves", "History", "Python code", "Notebook"]
    assert "Without their words, there is nothing that judges texts." in words(app)


def test_the_code_can_be_read_first(open_app, cluster):
    finished(cluster)
    app = open_app(run="1")
    assert not app.main.code
    app.session_state.code_of_run = True
    (code,) = app.run().main.code
    assert code.language == "python"
    assert code.value == keras_script.script(EIGHT, "packaged", cluster.store.history(1)).strip()


@pytest.mark.parametrize("state", [State.STOPPED, State.DIVERGED])
def test_a_run_that_ended_early_offers_what_it_has_learned(open_app, cluster, offered, state):
    finished(cluster, epochs=3, state=state)
    open_app(run="1")
    assert len(offered) == len(ROW) + len(OTHER_FORMATS)
    assert "\nEPOCHS = 3\n" in offered["sentiment-explorer-run-1.py"]


def test_a_run_whose_network_is_damaged_says_so_and_offers_the_rest(open_app, cluster):
    finished(cluster, model=MODEL[:-30])
    app = open_app(run="1")
    assert labels(app) == ["Curves", "History", "Python code", "Notebook"]
    assert "The network of this run cannot be read: its file is damaged." in words(app)
    assert not app.exception


def test_a_download_of_a_network_that_is_gone_fails_with_a_sentence(cluster):
    finished(cluster, epochs=3, state=State.FAILED, model=None)
    with pytest.raises(NetworkError, match=r"^The network of run 1 is not in the store any more\.$"):
        files.network(cluster.store, cluster.store.run(1))


def test_a_network_is_handed_out_for_any_version_of_keras(cluster):
    """The store has it as the installed version wrote it."""
    config = '{"class_name": "Dense", "config": {"units": 16, "quantization_config": null}}'
    finished(cluster, model=archive(config))
    assert arguments_without_value(cluster.store.model(1)) == {"quantization_config"}
    assert not arguments_without_value(files.network(cluster.store, cluster.store.run(1)))


def test_a_run_whose_network_was_lost_offers_the_rest(open_app, cluster):
    finished(cluster, epochs=3, state=State.FAILED, model=None)
    app = open_app(run="1")
    assert labels(app) == ["Curves", "History", "Python code", "Notebook"]
    assert "The network of this run is not in the store: only its figures can be taken away." in words(app)


def test_a_run_that_has_learned_nothing_offers_nothing(open_app, cluster):
    finished(cluster, epochs=0, state=State.DIVERGED, model=None)
    app = open_app(run="1")
    assert not labels(app) and not app.main.code and not app.exception


def test_a_run_that_still_trains_offers_nothing_yet(open_app, cluster):
    cluster.submit([EIGHT], "packaged")
    cluster.begin(1)
    cluster.epochs(1, 3)
    assert not labels(open_app(run="1"))


def test_the_history_is_a_table_with_one_line_for_each_epoch():
    history = [Epoch(1, 0.5, 0.75, 0.4, 0.8125, 1.5), Epoch(2, 0.25, 0.9, 0.35, 1 / 3, 0.5)]
    text = history_csv(history)
    assert text.splitlines()[:2] == ["epoch,loss,accuracy,val_loss,val_accuracy,seconds", "1,0.5,0.75,0.4,0.8125,1.5"]
    read = [Epoch(int(row.pop("epoch")), **{name: float(value) for name, value in row.items()}) for row in rows(text)]
    assert read == history


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_the_store_knows_which_runs_have_a_network(cluster):
    finished(cluster)
    assert cluster.store.with_model([1, 2]) == {1}
