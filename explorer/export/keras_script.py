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
    lines += ["", _DIFFERENCES_WITH_DROPOUT if config.dropout else _DIFFERENCES]
    return "\n".join([*lines, _LIMITED_LOSS] if config.loss == "binary_crossentropy" else lines)


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


_DIFFERENCES = """\
This script prints the same table. It adds up the same sums in another order, so the last digits may differ,
and more of them after many epochs or with a high learning rate."""
_DIFFERENCES_WITH_DROPOUT = """\
This script begins with the same weights and reads the reviews in the same order, but other dice decide which
units are switched off (dropout). So its table differs by luck, on each backend of Keras in another way."""
_LIMITED_LOSS = """\
On JAX and PyTorch, the loss of a review is never more than about 16. That shows if the network is very sure
of wrong answers, as after many epochs or with a high learning rate."""

_SCRIPT = """\"\"\"A run of Sentiment Explorer, once more in plain Keras.

$settings

$figures

It needs Python 3.11 or later, and: pip install $packages
Any Keras from 3.2 on will do, also with JAX or PyTorch instead of TensorFlow (KERAS_BACKEND=jax or torch).
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
    def __init__(self, reviews, labels, order):
        super().__init__()
        self.reviews, self.labels, self.order = reviews, labels, order

    def __len__(self):
        return math.ceil(len(self.order) / BATCH_SIZE)

    def __getitem__(self, number):
        chosen = self.order[number * BATCH_SIZE : (number + 1) * BATCH_SIZE]
        rows = np.zeros((len(chosen), VOCABULARY), "float32")
        for row, review in zip(rows, chosen):
            row[self.reviews[review]] = 1
        return rows, self.labels[chosen]


# 3. Build the network.

$network
network.compile(optimizer=keras.optimizers.RMSprop($learning_rate), loss="$loss", metrics=["accuracy"])

# 4. Give it the weights that the run began with. Keras would draw some at random, but others with each of its
# backends (TensorFlow, JAX, PyTorch). These are TensorFlow's: `philox` stirs the seed and a counter ten times
# (Salmon et al., 2011), and `glorot_uniform` spreads what comes of it evenly between two limits, which are
# the closer to 0 the larger the layer is (Glorot and Bengio, 2010).


def philox(words, keys):
    a, b, c, d = words
    for turn in range(10):
        first, second = ((key + turn * step) % 2**32 for key, step in zip(keys, (0x9E3779B9, 0xBB67AE85)))
        left, right = a * 0xD2511F53, c * 0xCD9E8D57
        a, b, c, d = right >> 32 ^ b ^ first, right % 2**32, left >> 32 ^ d ^ second, left % 2**32
    return a, b, c, d


def glorot_uniform(seed, inputs, units):
    *keys, third, fourth = philox((seed, 0, 0, 0), (0x3EC8F720, 0x02461E29))
    counter = np.arange(math.ceil(inputs * units / 4), dtype="uint64")
    words = np.stack(philox((counter, 0, third, fourth), keys), axis=1).reshape(-1)[: inputs * units]
    shares = (words % 2**23 / 2**23).astype("float32")
    limit = np.float32(math.sqrt(6 / (inputs + units)))
    return (shares * (2 * limit) - limit).reshape(inputs, units)


for number, layer in enumerate(layer for layer in network.layers if isinstance(layer, Dense)):
    kernel, biases = layer.get_weights()
    layer.set_weights([glorot_uniform(SEED * 10 + number, *kernel.shape), biases])


# 5. Train it. Each epoch reads all training reviews in another order; then the network judges the validation
# reviews. Keep the weights of the epoch in which it judges best.

validation = Batches(validation_reviews, validation_labels, np.arange(len(validation_reviews)))
names = ("loss", "accuracy", "val_loss", "val_accuracy")
print("epoch    loss  accuracy  val_loss  val_accuracy")
best = 0
for epoch in range(EPOCHS):
    order = np.random.default_rng((SEED, epoch)).permutation(len(train_reviews))
    training = Batches(train_reviews, train_labels, order)
    history = network.fit(training, validation_data=validation, shuffle=False, verbose=0).history
    loss, accuracy, val_loss, val_accuracy = (history[name][0] for name in names)
    print(f"{epoch + 1:5}  {loss:6.4f}    {accuracy:6.4f}    {val_loss:6.4f}        {val_accuracy:6.4f}")
    if val_accuracy > best:
        best, best_epoch, best_weights = val_accuracy, epoch + 1, network.get_weights()

network.set_weights(best_weights)
print(f"The best is epoch {best_epoch}: {best:.1%} of the validation reviews right.")

# The network is yours now: network.save("my-network.keras") keeps it.
"""

_KERAS = "import keras\nimport numpy as np\nfrom keras.layers import Dense"
