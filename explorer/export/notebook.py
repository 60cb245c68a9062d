"""Export a run as a Jupyter notebook: its script cut into cells, with the words of How it works between them.

It is JSON of nbformat 4.5, which needs no package to write.
"""

import ast
import json
import re
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from explorer.config import RunConfig
from explorer.corpus import get_source
from explorer.export import keras_script
from explorer.history import Epoch
from explorer.wording import how_it_works
from explorer.wording.classes import Classes

TITLES = ("The reviews", "From words to rows", "The network", "The first weights", "Learning")
"""The headings of the five numbered parts of a script."""

_CURVES = """\
import matplotlib.pyplot as plt

losses, accuracies = ("loss", "val_loss"), ("accuracy", "val_accuracy")
epochs = range(1, EPOCHS + 1)
_, axes = plt.subplots(1, 2, figsize=(11, 3.6))
for axis, shown in zip(axes, (losses, accuracies)):
    for name, colour in zip(shown, ("#2f81d7", "#d9730d")):
        kind = "validation" if name.startswith("val") else "training"
        axis.plot(epochs, [row[names.index(name)] for row in figures], color=colour, marker="o", label=kind)
    axis.axvline(best_epoch, color="grey", linestyle=":", label="the best epoch")
    axis.set(title=shown[0].capitalize(), xlabel="epoch")
    axis.legend()
plt.show()"""
# What begins a part of a script: comment lines after a blank line, at the left margin.
_COMMENT = re.compile(r"(?:^|(?<=\n\n))((?:# .*\n?)+)", re.MULTILINE)
_NUMBER = re.compile(r"(\d)\. ")


def notebook(config: RunConfig, dataset: str, history: Sequence[Epoch]) -> str:
    """The notebook of a run, as JSON. It trains the run again, as the script does, and draws the curves.

    Args:
        config: The settings of the run.
        dataset: The name of its data set.
        history: Its epochs.

    Raises:
        CorpusError: as for `keras_script.export_of`.
    """
    script, source = keras_script.script(config, dataset, history), get_source(dataset)
    docstring = ast.get_docstring(ast.parse(script)) or ""
    body = script[script.index('"""', 3) + 3 :].strip()
    words = _words(config, Classes.of(source))
    start, *parts = _COMMENT.split(body)
    cells = [_text(_introduction(docstring, config)), _code(_install(dataset)), _code(start)]
    for comment, code in zip(parts[::2], parts[1::2]):
        cells += [_text(_part(comment, words)), _code(code)]
    # The last comment says how to keep the network: the curves come before it.
    curves = [_text(f"## 6. The curves\n\n{how_it_works.OVERFITTING}"), _code(_CURVES)]
    cells[-2:-2] = curves
    described = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "language_info": {"name": "python"},
        },
        "cells": [{"id": f"cell-{number}", **cell} for number, cell in enumerate(cell for cell in cells if cell["source"])],
    }
    return json.dumps(described, ensure_ascii=False, indent=1)


def _words(config: RunConfig, classes: Classes) -> dict[int, list[str]]:
    """The words of How it works for each numbered part."""
    single = config.pairs == "off" and config.input_format.binary
    return {
        1: [how_it_works.PILES, how_it_works.NUMBERS],
        2: [how_it_works.multi_hot(config.vocabulary) if single else how_it_works.PAIRS],
        3: [how_it_works.UNIT, how_it_works.ACTIVATIONS],
        4: [],
        5: [how_it_works.loss(classes), how_it_works.EPOCHS_AND_BATCHES, how_it_works.STEP_SIZE],
    }


def _introduction(docstring: str, config: RunConfig) -> str:
    """The docstring of a script as Markdown: its table keeps its columns."""
    _, _, *paragraphs = docstring.split("\n\n")
    paragraphs = [one.replace("This script", "This notebook") for one in paragraphs]
    shown = [f"```\n{one}\n```" if one.startswith("epoch ") else one for one in paragraphs]
    installed = ", ".join(f"{name} {version(name)}" for name in ("keras", "tensorflow", "numpy"))
    return "\n\n".join(
        [
            "# A run of Sentiment Explorer, once more in plain Keras",
            config.describe(),
            *shown,
            f"Written with {installed}. Run the cells from top to bottom, each once.",
        ]
    )


def _install(dataset: str) -> str:
    packages = keras_script.export_of(dataset).packages
    return f"# What is there already stays as it is. Colab has most of it.\n%pip install --quiet {packages} matplotlib"


def _part(comment: str, words: dict[int, list[str]]) -> str:
    """A comment of the script as Markdown; below a heading and the words of How it works if a numbered part begins there."""
    said = " ".join(line.removeprefix("# ") for line in comment.strip().splitlines())
    if found := _NUMBER.match(said):
        number = int(found[1])
        return "\n\n".join([f"## {number}. {TITLES[number - 1]}", *words[number], said[found.end() :]])
    return said


def _text(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def _code(source: str) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": source.strip()}
