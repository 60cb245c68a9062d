"""Export a run as a Python script that takes the article's steps in plain Keras, with the run's settings and reviews.

The script begins with the run's initial weights and reads the reviews in the run's order, so it reaches the same figures,
except for the rounding of sums and, with dropout, the random choice of the units to switch off.
"""

from collections.abc import Sequence
from string import Template

from explorer.config import RunConfig
from explorer.corpus import Export, get_source
from explorer.errors import CorpusError
from explorer.history import Epoch, best_epoch


def export_of(dataset: str) -> Export:
    """How a script loads the data set of that name.

    Raises:
        CorpusError: there is no such data set, or no script can load it.
    """
    source = get_source(dataset)
    if source.export is None:
        raise CorpusError(f"There is no script for these reviews: “{source.label}” come without code that loads them.")
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
    return Template(_SCRIPT).substitute(
        config.to_dict(),
        settings=config.describe(),
        figures=_figures(config, history),
        packages=export.packages,
        imports="\n".join([*imports, "", _KERAS]),
        reviews=export.code,
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
    return "\n".join([*lines, "", _DIFFERENCES_WITH_DROPOUT if config.dropout else _DIFFERENCES])


def _network(config: RunConfig) -> str:
    """The network of `training.network.build` as Python code."""
    activations = ["relu", *[config.activation] * config.layers, "sigmoid"]
    penalty = ", kernel_regularizer=penalty" if config.l2 else ""
    layers = ["keras.Input((VOCABULARY,))"]
    for number, (units, activation) in enumerate(zip(config.widths[1:], activations)):
        seed = config.seed * 10 + number
        layers.append(f'Dense({units}, activation="{activation}", kernel_initializer=GlorotUniform({seed}){penalty})')
        if config.dropout and activation != "sigmoid":
            layers.append(f"keras.layers.Dropout({config.dropout}, seed={config.seed + number})")
    lines = [f"penalty = keras.regularizers.L2({config.l2})"] if config.l2 else []
    return "\n".join(
        [*lines, "network = keras.Sequential(", "    [", *(f"        {layer}," for layer in layers), "    ]", ")"]
    )


_DIFFERENCES = "Here the same sums are added up in another order, so the last digits may differ."
_DIFFERENCES_WITH_DROPOUT = "Here other dice decide which units are switched off (dropout), so they differ by a little luck."

_SCRIPT = """\"\"\"A run of Sentiment Explorer, once more in plain Keras.

$settings

$figures

It needs Python 3.11 or later, and: pip install $packages
\"\"\"

$imports

EPOCHS = $epochs
BATCH_SIZE = $batch_size
VOCABULARY = $vocabulary
SEED = $seed

$reviews


# 2. Encode them, batch by batch, as multi-hot rows: one column for each word of the vocabulary, with a
# 1 if the word occurs and a 0 if not. All rows at once would take a lot of memory.


class Batches(keras.utils.PyDataset):
    def __init__(self, reviews, labels, shuffled):
        super().__init__()
        self.reviews, self.labels, self.shuffled = reviews, labels, shuffled
        self.order = np.arange(len(reviews))
        self.epoch = -1

    def on_epoch_begin(self):
        self.epoch += 1
        if self.shuffled:
            self.order = np.random.default_rng((SEED, self.epoch)).permutation(len(self.reviews))

    def __len__(self):
        return math.ceil(len(self.reviews) / BATCH_SIZE)

    def __getitem__(self, number):
        chosen = self.order[number * BATCH_SIZE : (number + 1) * BATCH_SIZE]
        rows = np.zeros((len(chosen), VOCABULARY), "float32")
        for row, review in zip(rows, chosen):
            row[self.reviews[review]] = 1
        return rows, self.labels[chosen]


# 3. Build the network. The numbers in GlorotUniform are the seeds of its initial weights.

$network
network.compile(optimizer=keras.optimizers.RMSprop($learning_rate), loss="$loss", metrics=["accuracy"])

# 4. Train it, and restore the weights of the epoch with the highest validation accuracy.

history = network.fit(
    Batches(train_reviews, train_labels, shuffled=True),
    validation_data=Batches(validation_reviews, validation_labels, shuffled=False),
    epochs=EPOCHS,
    shuffle=False,  # Batches does it.
    callbacks=[
        keras.callbacks.EarlyStopping("val_accuracy", mode="max", patience=EPOCHS, restore_best_weights=True),
    ],
    verbose=2,
).history

best = max(history["val_accuracy"])
print(f"The best is epoch {history['val_accuracy'].index(best) + 1}: {best:.1%} of the validation reviews right.")

# The network is yours now: network.save("my-network.keras") keeps it.
"""

_KERAS = "import keras\nimport numpy as np\nfrom keras.initializers import GlorotUniform\nfrom keras.layers import Dense"
