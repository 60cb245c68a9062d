"""The files that can be taken away of a run, for pages and commands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec

from explorer.errors import CorpusError, ExplorerError, NetworkError
from explorer.export import keras_script, notebook
from explorer.export.network_input import FILE, input_json
from explorer.inference.keras_file import portable
from explorer.store import Run, Store


@dataclass(frozen=True)
class Kind:
    """A kind of file.

    Args:
        pattern: Its name, with {} for the number of the run.
        make: Makes it of a run that has a best epoch. It raises an `ExplorerError` where that is not possible.
        what: What it is, in a few words.
        packages: Packages that it needs and that do not come with this program: each as it is imported.
    """

    pattern: str
    make: Callable[[Store, Run], bytes]
    what: str
    packages: tuple[str, ...] = ()

    def file_name(self, run_id: int) -> str:
        """What it is called for a run."""
        return self.pattern.format(run_id)

    @property
    def missing(self) -> str:
        """What to install before it can be made, in a sentence; nothing if all is there."""
        if all(map(find_spec, self.packages)):
            return ""
        return f"This needs packages that are not installed here: `pip install {' '.join(self.packages)}`"

    def refuse_if_missing(self) -> None:
        """Say what to install.

        Raises:
            ExplorerError: a package is missing.
        """
        if self.missing:
            raise ExplorerError(self.missing)


def network(store: Store, run: Run) -> bytes:
    """The `.keras` file of a run, for any version of Keras 3.

    Raises:
        NetworkError: it has none, or one that is damaged.
    """
    model = _stored_model(store, run)
    try:
        return portable(model, {FILE: input_json(run.dataset, run.config.input_format)})
    except CorpusError:
        # The program no longer has these reviews.
        return portable(model)


def judge(store: Store, run: Run) -> bytes:
    """The Python file that judges texts by itself, as `judge_script`."""
    # It brings SciPy, for which a page of buttons does not wait.
    from explorer.export.judge_script import judge_script

    return judge_script(run, _stored_model(store, run)).encode()


def script(store: Store, run: Run) -> bytes:
    """The script that trains the run again, as `keras_script.script`."""
    return keras_script.script(run.config, run.dataset, store.history(run.id)).encode()


def notebook_file(store: Store, run: Run) -> bytes:
    """The notebook that trains the run again, as `notebook.notebook`."""
    return notebook.notebook(run.config, run.dataset, store.history(run.id)).encode()


def card(store: Store, run: Run) -> bytes:
    """The model card, as `model_card`."""
    from explorer.export.model_card import model_card

    return model_card(store, run).encode()


def npz(store: Store, run: Run) -> bytes:
    """The weights for NumPy, as `weight_files.npz`."""
    from explorer.export import weight_files

    return weight_files.npz(run, _stored_model(store, run))


def safetensors(store: Store, run: Run) -> bytes:
    """The weights for anything else, as `weight_files.safetensors`."""
    from explorer.export import weight_files

    return weight_files.safetensors(run, _stored_model(store, run))


def onnx(store: Store, run: Run) -> bytes:
    """The network for ONNX, as `onnx_file.onnx_file`.

    Raises:
        ExplorerError: as there, or the packages that it needs are not installed.
    """
    KINDS["onnx"].refuse_if_missing()
    from explorer.export import onnx_file

    return onnx_file.onnx_file(run, _stored_model(store, run))


def litert(store: Store, run: Run) -> bytes:
    """The network for LiteRT, as `litert_file.litert_file`.

    Raises:
        ExplorerError: as there, or the package that it needs is not installed.
    """
    KINDS["litert"].refuse_if_missing()
    from explorer.export import litert_file

    return litert_file.litert_file(run, _stored_model(store, run))


def _stored_model(store: Store, run: Run) -> bytes:
    """The `.keras` file of a run as it was stored.

    Raises:
        NetworkError: it has none.
    """
    model = store.model(run.id)
    if model is None:
        raise NetworkError(f"The network of run {run.id} is not in the store any more.")
    return model


KINDS: Mapping[str, Kind] = {
    "network": Kind("sentiment-explorer-run-{}.keras", network, "the trained network, for any version of Keras 3"),
    "judge": Kind("judge_run_{}.py", judge, "a Python file that judges texts by itself, without any package"),
    "card": Kind("sentiment-explorer-run-{}.md", card, "a model card: what it is, how good, and what it cannot do"),
    "script": Kind("sentiment-explorer-run-{}.py", script, "Python code that trains the network again, in plain Keras"),
    "notebook": Kind("sentiment-explorer-run-{}.ipynb", notebook_file, "the same as a notebook, explained step by step"),
    "npz": Kind("sentiment-explorer-run-{}.npz", npz, "the weights for NumPy, with a JSON that says how to use them"),
    "safetensors": Kind("sentiment-explorer-run-{}.safetensors", safetensors, "the same for safetensors"),
    "litert": Kind("sentiment-explorer-run-{}.tflite", litert, "the network for LiteRT", ("ai_edge_litert",)),
    "onnx": Kind("sentiment-explorer-run-{}.onnx", onnx, "the network for ONNX", ("onnx", "onnxruntime")),
}
"""Name on the command line → the kind of file."""
