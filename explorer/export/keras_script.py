"""Export a run as a Python script that takes the article's steps in plain Keras, with the run's settings and reviews.

The script draws the run's initial weights and its order of the reviews in NumPy and calls `fit` once for each epoch, so that
nothing depends on the version of Keras or on its backend. It reaches the same figures, except for the rounding of sums and,
with dropout, the random choice of the units to switch off.
"""

from collections.abc import Sequence
from string import Template

from explorer.config import RunConfig
from explorer.corpus import Export, get_source
from explorer.errors import CorpusError
from explorer.export.script_input import encoding, labels
from explorer.export.script_texts import DIFFERENCES, DIFFERENCES_WITH_DROPOUT, KERAS, LIMITED_LOSS, SCRIPT
from explorer.history import Epoch, best_epoch

OPTIMIZERS = {
    "rmsprop": "RMSprop({rate})",
    "adam": "Adam({rate})",
    "sgd": "SGD({rate})",
    "momentum": "SGD({rate}, momentum=0.9)",
}
"""Name → the optimizer in the code of a script."""


def export_of(dataset: str) -> Export:
    """How a script loads the data set of that name.

    Raises:
        CorpusError: there is no such data set, or no script can load it.
    """
    source = get_source(dataset)
    if source.export is None:
        raise CorpusError(
            f"There are no script and no notebook for these reviews: “{source.label}” come without code that loads them."
        )
    return source.export


def script(config: RunConfig, dataset: str, history: Sequence[Epoch]) -> str:
    """The script for a run. It writes no file and leaves the test set sealed.

    Args:
        config: The settings of the run.
        dataset: The name of its data set.
        history: Its epochs. The script trains for as many.

    Raises:
        CorpusError: as `export_of`.
    """
    export = export_of(dataset)
    imports = sorted(["import math", *export.imports], key=lambda line: (line.startswith("from "), line))
    return Template(SCRIPT).substitute(
        config.to_dict(),
        settings=config.describe(),
        figures=_figures(config, history),
        packages=export.packages,
        imports="\n".join([*imports, "", KERAS]),
        reviews=export.code,
        encoding=encoding(config.input_format),
        labels=labels(config, get_source(dataset).train),
        optimizer=OPTIMIZERS[config.optimizer].format(rate=config.learning_rate),
        network=_network(config),
        epochs=history[-1].epoch if history else config.epochs,
        vocabulary=f"{config.vocabulary:_}",
    )


def _figures(config: RunConfig, history: Sequence[Epoch]) -> str:
    """The figures of the run and how closely the script reproduces them, for the script's docstring."""
    if not history:
        return "It ended before its first epoch was over, so there are no figures to compare with."
    ended = f"after {len(history)} of its {config.epochs} epochs" if len(history) < config.epochs else "there"
    lines = [
        f"The figures that it reached {ended} (val: on the validation reviews):\n",
        "epoch    loss  accuracy  val_loss  val_accuracy",
    ]
    best = best_epoch(history)
    for epoch in history:
        figures = f"{epoch.loss:6.4f}    {epoch.accuracy:6.4f}    {epoch.val_loss:6.4f}        {epoch.val_accuracy:6.4f}"
        lines.append(f"{epoch.epoch:5}  {figures}{'   the best' if epoch is best else ''}")
    lines += ["", DIFFERENCES_WITH_DROPOUT if config.dropout else DIFFERENCES]
    return "\n".join([*lines, LIMITED_LOSS] if config.loss == "binary_crossentropy" else lines)


def _network(config: RunConfig) -> str:
    """The network of `training.network.build` as Python code."""
    activations = ["relu", *[config.activation] * config.layers, "sigmoid"]
    penalty = ", kernel_regularizer=penalty" if config.l2 else ""
    layers = ["keras.Input((VOCABULARY,))"]
    for number, (units, activation) in enumerate(zip(config.widths[1:], activations)):
        layers.append(f'Dense({units}, activation="{activation}"{penalty})')
        if config.dropout and activation != "sigmoid":
            layers.append(f"keras.layers.Dropout({config.dropout}, seed={config.seed + number})")
    lines = [f"penalty = keras.regularizers.L2({config.l2})"] if config.l2 else []
    return "\n".join(
        [*lines, "network = keras.Sequential(", "    [", *(f"        {layer}," for layer in layers), "    ]", ")"]
    )
