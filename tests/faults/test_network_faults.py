"""A run with a damaged network says so wherever that is used, and other runs are not affected."""

import io
import json
import zipfile

import h5py
import keras
import numpy as np
import pytest

from explorer.cli.main import main
from explorer.config import RunConfig
from explorer.errors import NetworkError
from explorer.inference.keras_file import CONFIG, LARGEST_BYTES, WEIGHTS, variable_path
from explorer.inference.numpy_network import NumpyNetwork
from explorer.ui.escaping import plain
from tests.support import keras_files, reviewer
from tests.support.pages import button, words
from tests.support.runs import TEST

SAYS = "The network of this run cannot be read: its file is damaged. Train it again, or choose another run."
SOUND = RunConfig(layers=0, vocabulary=1_000, dropout=0.5)


def packed(content):
    """A `.keras` file with these parts, name → bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name, part in content.items():
            target.writestr(name, part)
    return file.getvalue()


def unpacked(model):
    with zipfile.ZipFile(io.BytesIO(model)) as file:
        return {name: file.read(name) for name in file.namelist()}


def truncated(model):
    return model[: len(model) // 2]


def no_zip(model):
    return b"This is a letter. " * 1_000


def one_byte_wrong(model):
    middle = len(model) // 2
    return model[:middle] + bytes([model[middle] ^ 0xFF]) + model[middle + 1 :]


def bomb(model):
    """A small file that unpacks to a huge one."""
    return packed(unpacked(model) | {WEIGHTS: bytes(LARGEST_BYTES + 1)})


def deep(model):
    return packed(unpacked(model) | {CONFIG: b"[" * 100_000})


def of_another_shape(model):
    return with_kernel(model, np.zeros((1_000, 15), np.float32))


def with_endless_weights(model):
    """Settings and weights agree on a size that fits into no memory. In the file, unwritten weights take no space."""
    content = unpacked(model)
    config = json.loads(content[CONFIG])
    config["config"]["layers"][0]["config"]["batch_shape"] = [None, 10**10]
    return with_kernel(packed(content | {CONFIG: json.dumps(config)}), None, shape=(10**10, 16), dtype="float32")


def of_no_numbers(model):
    return with_kernel(model, np.full((1_000, 16), np.nan, np.float32))


def with_kernel(model, values, **options):
    content = unpacked(model)
    weights = io.BytesIO(content[WEIGHTS])
    with h5py.File(weights, "r+") as file:
        del file[variable_path(0, 0)]
        file.create_dataset(variable_path(0, 0), data=values, **options)
    return packed(content | {WEIGHTS: weights.getvalue()})


DAMAGES = (truncated, no_zip, one_byte_wrong, bomb, deep, of_another_shape, with_endless_weights, of_no_numbers)


@pytest.mark.parametrize("damage", DAMAGES)
def test_every_damage_is_the_same_sentence(network, damage):
    assert NumpyNetwork.from_keras_file(network).vocabulary_size == 1_000
    with pytest.raises(NetworkError) as refused:
        NumpyNetwork.from_keras_file(damage(network))
    assert str(refused.value) == SAYS


def test_a_file_that_brings_code_along_is_refused():
    model = keras_files.to_bytes(keras.Sequential([keras.Input((500,)), keras.layers.Lambda(lambda x: x + 1)]))
    with pytest.raises(NetworkError):
        NumpyNetwork.from_keras_file(model)


# The pages and the command line


@pytest.fixture
def damaged(cluster, network):
    """The numbers of two runs: the champion, whose network is damaged, and one with a sound network."""
    run_id = cluster.trained(reviewer.CONFIG, model=truncated(network), val_accuracy=0.9)
    return run_id, cluster.trained(SOUND, model=network, val_accuracy=0.8)


def choose(app, question, run_id):
    """Choose another network."""
    box = next(box for box in app.selectbox if box.label == question)
    return box.select(next(option for option in box.options if option.startswith(f"Run {run_id} "))).run()


def test_your_review_says_so_and_judges_with_another_network(open_app, damaged):
    app = open_app("your_review")
    button(app, "Praise").click().run()
    assert [error.value for error in app.error] == [plain(SAYS)]
    choose(app, "Which network judges?", damaged[1])
    assert app.error == []
    assert "The network says" in words(app)
    assert not app.exception


def test_the_exam_says_so_opens_nothing_and_grades_another_network(open_app, cluster, damaged):
    app = open_app("exam")
    for run_id in damaged:
        if run_id == damaged[1]:
            choose(app, "Which network sits the exam?", run_id)
        next(box for box in app.checkbox if box.key == f"sure_{run_id}_test").check().run()
        button(app, "Open the envelope").click().run()
        assert not app.exception
        assert [error.value for error in app.error] == ([plain(SAYS)] if run_id == damaged[0] else [])
    assert [opening.run_id for opening in cluster.store.openings(TEST)] == [damaged[1]]


def test_the_peeking_simulator_goes_on_without_it(open_app, cluster, network, damaged):
    cluster.trained(RunConfig(layers=0, vocabulary=1_000, dropout=0.2), model=network)
    app = open_app("exam")
    button(app, "Peek 200 times").click().run()
    assert not app.exception
    assert app.error == []
    assert "The best of **2** networks" in words(app)
    assert "1 of the networks cannot be read and took no part" in words(app)


def test_the_command_line_says_so_and_judges_with_another_network(cluster, damaged, monkeypatch, capsys):
    monkeypatch.setenv("EXPLORER_STORE", cluster.store.url)
    assert main(["predict", "A great film", "--run", str(damaged[0])]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err.strip()) == ("", SAYS)
    assert main(["predict", "A great film", "--run", str(damaged[1])]) == 0
    assert "positive" in capsys.readouterr().out
