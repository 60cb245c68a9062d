"""Take it away: downloads of a run's network, curves and figures, and of the Python code that trains it again."""

from collections.abc import Callable, Sequence
from dataclasses import astuple, fields
from functools import partial
from mimetypes import guess_type
from typing import TYPE_CHECKING

import streamlit as st

from explorer import corpus
from explorer.errors import CorpusError, NetworkError, for_visitors
from explorer.export import keras_script
from explorer.export.csv_table import csv_text
from explorer.export.files import KINDS
from explorer.export.network_input import FILE
from explorer.history import Epoch
from explorer.inference.keras_file import unpack
from explorer.store import Run, Store
from explorer.ui import balance, pictures, services
from explorer.ui.escaping import plain
from explorer.ui.folded import folded

if TYPE_CHECKING:  # Altair takes half a second to load.
    from explorer.ui.charts import Picture

NO_NETWORK = "The network of this run is not in the store: only its figures can be taken away. Train it again to have one."
NO_TRIAL_NETWORK = "A search keeps no network of its trials: there are hundreds. Train this setting to have one."

OTHER_FORMATS = {"npz": "For NumPy (npz)", "safetensors": "For safetensors", "onnx": "For ONNX", "litert": "For LiteRT"}
"""Kind of file → its button."""


def draw(run: Run, history: Sequence[Epoch]) -> None:
    """Download buttons for a run that has ended; `history` has at least one epoch."""
    st.header("Take it away", divider="gray")
    store = services.store()
    model = store.model(run.id)
    damage = no_code = ""
    try:
        if model is not None:
            unpack(model)
    except NetworkError as error:
        damage = for_visitors(error)
    try:
        code, packages = keras_script.script(run.config, run.dataset, history), keras_script.export_of(run.dataset).packages
    except CorpusError as error:
        no_code = for_visitors(error)
    has_network = model is not None and not damage
    # What judges texts needs the words of the reviews.
    complete = has_network and run.dataset in corpus.available_sources()
    with st.container(horizontal=True):
        if has_network:
            _offer(
                "Network",
                ":material/network_node:",
                *_file(store, run, "network"),
                "The trained network of its best epoch, as a file that any version of Keras 3 reads: "
                f"keras.models.load_model(…). It is also a zip file, and {FILE} in it says what each input stands for.",
            )
        if complete:
            _offer(
                "Judge",
                ":material/gavel:",
                *_file(store, run, "judge"),
                "One file that judges texts by itself, with network and vocabulary in it. It needs Python, but no package "
                f"and not this program: python {KINDS['judge'].file_name(run.id)} “A lovely film”.",
            )
            _offer(
                "Model card",
                ":material/description:",
                *_file(store, run, "card"),
                "What people want to know who are given this network: what it learned from, how good it is, and what it "
                "cannot do. A text in Markdown, as Hugging Face has them.",
            )
        _offer(
            "Curves",
            ":material/image:",
            *pictures.file("png", partial(_curves, run, history), f"Curves of run {run.id}", run),
            "Loss and accuracy by epoch as a picture (PNG), with the settings above them. The menu in the corner of a chart "
            "has it by itself, also for print (SVG).",
        )
        _offer(
            "History",
            ":material/table:",
            f"sentiment-explorer-run-{run.id}-history.csv",
            history_csv(history),
            "The figures of every epoch as a table (CSV), for a spreadsheet.",
        )
        if not no_code:
            _offer(
                "Python code",
                ":material/code:",
                KINDS["script"].file_name(run.id),
                code,
                "A script that trains this network again with plain Keras, without this program.",
            )
            _offer(
                "Notebook",
                ":material/book_2:",
                *_file(store, run, "notebook"),
                "The Python code cut into steps, with the words of How it works between them and the curves at the end, for "
                "Jupyter or Google Colab.",
            )
        if complete:
            with st.popover("Other formats", icon=":material/data_array:"):
                st.caption(
                    "The network for programs in any language. A JSON in the same file says how a text becomes its input."
                )
                for kind, label in OTHER_FORMATS.items():
                    if missing := KINDS[kind].missing:
                        st.caption(f"{label}: {missing}")
                    else:
                        _offer(label, ":material/data_array:", *_file(store, run, kind))
    if damage:
        st.warning(damage, icon=":material/broken_image:")
    if model is None:
        st.warning(NO_TRIAL_NETWORK if run.is_trial else NO_NETWORK, icon=":material/broken_image:")
    if has_network and not complete:
        st.info(
            "The reviews of this run are not on this computer. Without their words, there is nothing that judges texts.",
            icon=":material/gavel:",
        )
    if no_code:
        st.info(plain(no_code), icon=":material/code_off:")
        return
    folded("Look at the code first", "code_of_run", partial(_code, run, code, packages))


def _code(run: Run, code: str, packages: str) -> None:
    if run.config.dropout:
        difference = "except for the luck of its own dropout"
    else:
        difference = "except for the last digits, or more of them after many epochs or with a high learning rate"
    st.markdown(
        "It loads the same reviews, begins with the same weights and goes through the reviews in the same order, so it "
        f"reaches the same figures, {difference}. It needs Python, and `pip install {packages}`."
    )
    st.code(code, language="python", height=420, wrap_lines=True)


def _file(store: Store, run: Run, kind: str) -> tuple[str, Callable[[], bytes]]:
    """The name of a file of a run, and what makes it."""
    return KINDS[kind].file_name(run.id), partial(KINDS[kind].make, store, run)


def _offer(label: str, icon: str, file_name: str, data: str | Callable[[], bytes], explanation: str | None = None) -> None:
    """A button that hands out a file.

    Args:
        label: What it says.
        icon: Beside it.
        file_name: What the file is called.
        data: What is in it, or what makes that on a click, if it takes long.
        explanation: What it is for.
    """
    mime, _ = guess_type(file_name)
    # `ignore`, because while a page is drawn again, Streamlit forgets what its buttons had offered, and a second press just
    # after the first would fail.
    st.download_button(label, data, file_name=file_name, mime=mime, icon=icon, on_click="ignore", help=explanation)


def history_csv(history: Sequence[Epoch]) -> str:
    """One line per epoch: epoch, loss, accuracy, val_loss, val_accuracy (accuracies between 0 and 1), seconds."""
    return csv_text([field.name for field in fields(Epoch)], map(astuple, history))


def _curves(run: Run, history: Sequence[Epoch]) -> list["Picture"]:
    from explorer.ui import charts

    annotations = charts.Annotations(majority=balance.share_of_one_answer(run.dataset))
    both = (charts.loss_chart, charts.accuracy_chart)
    return [chart(history, run.config, ended=True, annotations=annotations) for chart in both]
