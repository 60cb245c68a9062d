"""Take it away: the network of a run, its curves, its figures, and the Python code that makes it again."""

import textwrap
from collections.abc import Sequence
from dataclasses import astuple, fields
from functools import partial

import streamlit as st

from explorer.errors import CorpusError, NetworkError
from explorer.export import keras_script
from explorer.export.csv_table import csv_text
from explorer.history import Epoch
from explorer.inference.keras_file import DAMAGED, unpack
from explorer.store import Run
from explorer.ui import services
from explorer.ui.escaping import plain

# Pixels of one chart before the picture is made twice as fine, and letters of a line above both.
WIDTH, SCALE, LINE = 420, 2, 120


def draw(run: Run, history: Sequence[Epoch]) -> None:
    """A button for each thing that there is of a run that has ended; `history` has at least one epoch."""
    st.subheader("Take it away", divider="gray")
    store = services.store()
    name = f"sentiment-explorer-run-{run.id}"
    model = store.model(run.id)
    whole = model is not None and readable(model)
    code = packages = no_code = ""
    try:
        code, packages = keras_script.script(run.config, run.dataset, history), keras_script.export_of(run.dataset).packages
    except CorpusError as error:
        no_code = str(error)
    with st.container(horizontal=True):
        # Whoever downloads needs no new page, and what takes a while is made when somebody asks for it.
        if whole:
            st.download_button(
                "Network",
                partial(store.model, run.id),
                file_name=f"{name}.keras",
                mime="application/octet-stream",
                icon=":material/network_node:",
                on_click="ignore",
                help="The trained network of its best epoch, as a file that Keras reads: keras.models.load_model(…).",
            )
        st.download_button(
            "Curves",
            partial(curves_png, run, history),
            file_name=f"{name}-curves.png",
            mime="image/png",
            icon=":material/image:",
            on_click="ignore",
            help="Loss and accuracy by epoch as a picture (PNG), with the settings above them.",
        )
        st.download_button(
            "History",
            history_csv(history),
            file_name=f"{name}-history.csv",
            mime="text/csv",
            icon=":material/table:",
            on_click="ignore",
            help="The figures of every epoch as a table (CSV), for a spreadsheet.",
        )
        if code:
            st.download_button(
                "Python code",
                code,
                file_name=f"{name}.py",
                mime="text/x-python",
                icon=":material/code:",
                on_click="ignore",
                help="A script that trains this network again with plain Keras, without this program.",
            )
    if not whole and model is not None:
        st.warning(DAMAGED, icon=":material/broken_image:")
    if no_code:
        st.info(plain(no_code), icon=":material/code_off:")
        return
    with st.expander("Look at the code first"):
        difference = "apart from the luck of its own dropout" if run.config.dropout else "down to the last digit or two"
        st.markdown(
            "It loads the same reviews, begins with the same weights and goes through the reviews in the same order, so it "
            f"reaches the same figures, {difference}. It needs Python, and `pip install {packages}`."
        )
        st.code(code, language="python", height=420)


def readable(model: bytes) -> bool:
    """Whether the file of a network is whole."""
    try:
        unpack(model)
    except NetworkError:
        return False
    return True


def history_csv(history: Sequence[Epoch]) -> str:
    """One line per epoch: epoch, loss, accuracy, val_loss, val_accuracy (shares between 0 and 1), seconds."""
    return csv_text([field.name for field in fields(Epoch)], map(astuple, history))


def curves_png(run: Run, history: Sequence[Epoch]) -> bytes:
    """The charts of loss and accuracy side by side on white, as a PNG file."""
    # Altair and what draws without a browser take a second to load, and few people ask for a picture.
    import vl_convert

    from explorer.ui import charts

    both = [chart(history, run.config, ended=True).to_dict() for chart in (charts.loss_chart, charts.accuracy_chart)]
    title = {
        "text": f"Run {run.id}",
        "subtitle": textwrap.wrap(run.config.describe(), LINE),
        "anchor": "start",
        "offset": 16,
    }
    picture = {
        "hconcat": [{**chart, "width": WIDTH} for chart in both],
        "spacing": 32,
        "title": title,
        "background": "white",
        "padding": 16,
    }
    return vl_convert.vegalite_to_png(picture, scale=SCALE)
