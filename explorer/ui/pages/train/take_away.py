"""Take it away: downloads of a run's network, curves and figures, and of the Python code that trains it again."""

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
from explorer.store import Run, Store
from explorer.ui import services
from explorer.ui.escaping import plain

# The width of one chart in pixels before it is scaled, and of the line above both in characters.
WIDTH, SCALE, LINE = 420, 2, 120


def draw(run: Run, history: Sequence[Epoch]) -> None:
    """Download buttons for a run that has ended; `history` has at least one epoch."""
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
        # A download does not rerun the page (`ignore`). What takes long to make is made only on a click.
        if whole:
            st.download_button(
                "Network",
                partial(network_file, store, run.id),
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


def network_file(store: Store, run_id: int) -> bytes:
    """The `.keras` file of a run that had one when the page was drawn.

    Raises:
        NetworkError: It has been deleted since then.
    """
    model = store.model(run_id)
    if model is None:
        raise NetworkError(f"The network of run {run_id} is not in the store any more.")
    return model


def readable(model: bytes) -> bool:
    """Whether a network's file is intact."""
    try:
        unpack(model)
    except NetworkError:
        return False
    return True


def history_csv(history: Sequence[Epoch]) -> str:
    """One line per epoch: epoch, loss, accuracy, val_loss, val_accuracy (accuracies between 0 and 1), seconds."""
    return csv_text([field.name for field in fields(Epoch)], map(astuple, history))


def curves_png(run: Run, history: Sequence[Epoch]) -> bytes:
    """The charts of loss and accuracy side by side on white, as a PNG file."""
    # Altair and vl-convert take a second to load, and few people ask for a picture.
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
