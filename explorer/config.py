"""The settings of a run: every knob with its limits, its default from the article, and its help in plain English."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from itertools import pairwise, product
from typing import Any, NamedTuple

from explorer.errors import ConfigError
from explorer.knob import Knob, Value

USUAL_RATES = {"rmsprop": 0.001, "adam": 0.001, "sgd": 0.1, "momentum": 0.03}
"""Optimizer → a learning rate that suits it: the article's, and for the last two the best of five that is steady."""

ARTICLE_KNOBS = ("activation", "loss", "units", "layers", "epochs")
"""The knobs that a description of settings always names. It names the others where they differ from the article."""


def _knob(label: str, default: Value, help: str, **more: Any) -> Any:
    return field(default=default, metadata={"knob": Knob(label, default, help, **more)})


@dataclass(frozen=True)
class RunConfig:
    """The settings of one run. The defaults are the article's.

    Each field is a knob: adding one here adds it to the sidebar, the address bar, the command line and the filters.

    Raises:
        ConfigError: a value is outside its knob's limits.
    """

    activation: str = _knob(
        "Activation",
        "relu",
        "How each hidden unit bends its sum before passing it on. ReLU cuts off everything below zero; tanh squeezes "
        "everything between −1 and 1, and sigmoid between 0 and 1; GELU is a ReLU with a rounded corner. Linear does not "
        "bend at all, and then many layers can do no more than one. The first layer, which reads the words, always uses "
        "ReLU, as in the article, which tried ReLU and tanh.",
        choices={"relu": "ReLU", "tanh": "tanh", "sigmoid": "sigmoid", "gelu": "GELU", "linear": "linear"},
        article=("relu", "tanh"),
    )
    loss: str = _knob(
        "Loss",
        "binary_crossentropy",
        "How wrong answers are counted while learning. Mean squared error squares the distance from the truth, so no "
        "answer counts for more than 1; cross-entropy can count far more, which makes being sure and wrong very "
        "expensive.",
        choices={"mse": "Mean squared error", "binary_crossentropy": "Binary cross-entropy"},
        short={"mse": "MSE", "binary_crossentropy": "BCE"},
        article=("mse", "binary_crossentropy"),
        common_nouns=True,
    )
    units: int = _knob(
        "Hidden units",
        16,
        "How many units sit side by side in each hidden layer. More units can notice more, and can also learn more "
        "by heart. The article tried 16, 32 and 64.",
        low=4,
        high=512,
        article=(16, 32, 64),
        stops=(4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512),
        counted=True,
    )
    layers: int = _knob(
        "Hidden layers",
        1,
        "How many hidden layers are stacked between the first layer, which reads the words, and the last one, "
        "which answers. The article tried 1, 2 and 3.",
        low=0,
        high=5,
        article=(1, 2, 3),
        counted=True,
    )
    epochs: int = _knob(
        "Epochs",
        10,
        "How many times the network reads through all of the training reviews. Too few and it has not learned "
        "yet; too many and it starts to learn the reviews by heart.",
        low=1,
        high=50,
        article=(10,),
        counted=True,
        searched=False,
    )
    optimizer: str = _knob(
        "Optimizer",
        "rmsprop",
        "The rule that turns mistakes into corrections. SGD simply steps downhill, and here it needs a learning rate of "
        "about 0.1; with momentum, which adds nine tenths of the step before, 0.03. RMSprop gives every weight a step of "
        "its own size, and Adam does both; 0.001 suits them. The article used RMSprop.",
        choices={"rmsprop": "RMSprop", "adam": "Adam", "sgd": "SGD", "momentum": "SGD with momentum"},
        short={"momentum": "momentum"},
        article=("rmsprop",),
        group="How it learns",
    )
    learning_rate: float = _knob(
        "Learning rate",
        0.001,
        "How big a step the network takes each time it corrects itself. If it is too small, learning crawls; if it is "
        "too large, the network jumps past the answer or never finds it.",
        low=0.00001,
        high=10.0,
        step=0.0001,
        article=(0.001,),
        digits="%.5f",
        group="How it learns",
        promising=(0.0001, 0.3),
    )
    batch_size: int = _knob(
        "Batch size",
        512,
        "How many reviews the network looks at before each correction. Small batches mean many shaky corrections; "
        "large ones mean fewer and steadier ones.",
        low=16,
        high=4096,
        step=16,
        article=(512,),
        stops=(16, 32, 64, 128, 256, 512, 1024, 2048, 4096),
        shared=True,
        group="How it learns",
        promising=(64, 4096),
    )
    first_units: int = _knob(
        "First-layer units",
        16,
        "How many units read the words. Each gives every word a weight of its own, so nearly all weights of a network are "
        "here. The article used 16.",
        low=4,
        high=64,
        article=(16,),
        stops=(4, 8, 12, 16, 24, 32, 48, 64),
        counted=True,
        group="What it reads",
    )
    vocabulary: int = _knob(
        "Vocabulary",
        10_000,
        "How many words the network knows: about so many of the most frequent ones. All rarer words look the same to it. "
        "Word pairs, if it reads them, count as words.",
        low=500,
        high=40_000,
        step=500,
        article=(10_000,),
        shared=True,
        group="What it reads",
        promising=(2_000, 40_000),
    )
    pairs: str = _knob(
        "Word pairs",
        "off",
        "Whether the network reads single words only, as in the article, or also pairs of neighbours such as “not good”, "
        "which mean something else than their words. The vocabulary then holds the words and pairs that are the most "
        "frequent in the training reviews; 40,000 is a good size.",
        choices={"off": "Single words", "on": "Words and pairs"},
        short={"off": "words", "on": "words and pairs"},
        article=("off",),
        common_nouns=True,
        shared=True,
        group="What it reads",
    )
    counting: str = _knob(
        "How words are counted",
        "present",
        "What the network is told about a word. Present or not: 1 if the review has it, as in the article. Log counts: 1 if "
        "once, 1.7 if twice, 2.1 if three times, so that repeating a word adds less and less. TF-IDF: the same, times how "
        "rare the word is among the training reviews, so that “the” says little.",
        choices={"present": "Present or not", "log": "Log counts", "tfidf": "TF-IDF"},
        short={"present": "present"},
        article=("present",),
        common_nouns=True,
        shared=True,
        group="What it reads",
    )
    training_reviews: int = _knob(
        "Training reviews",
        15_000,
        "How many reviews the network gets to learn from: as many of one class as of the other, as long as there are both. "
        "The seed decides which. The validation reviews stay the same. The article used all of its 15,000.",
        low=100,
        high=15_000,
        article=(15_000,),
        stops=(100, 200, 300, 500, 1_000, 2_000, 3_000, 5_000, 10_000, 15_000),
        highest="all",
        counted=True,
        shared=True,
        searched=False,
        group="What it learns from",
    )
    wrong_labels: float = _knob(
        "Wrong labels",
        0.0,
        "The share of the training reviews whose label is turned round, so that the network is told the opposite of the "
        "truth. The seed decides which. The validation and test reviews stay true. The article had none on purpose.",
        low=0.0,
        high=0.5,
        step=0.05,
        article=(0.0,),
        searched=False,
        group="What it learns from",
    )
    dropout: float = _knob(
        "Dropout",
        0.0,
        "The share of each layer's units that is switched off at random while the network learns, and only then, so "
        "that no unit can rely on another. A brake on learning by heart. The article used none.",
        low=0.0,
        high=0.9,
        step=0.05,
        article=(0.0,),
        group="Brakes on learning by heart",
        promising=(0.0, 0.8),
    )
    l2: float = _knob(
        "L2 penalty",
        0.0,
        "Makes large weights costly, which keeps the network simple. Another brake on learning by heart; 0.001 is a "
        "good start. The article used none.",
        low=0.0,
        high=0.1,
        step=0.0005,
        article=(0.0,),
        group="Brakes on learning by heart",
        digits="%.5f",
        promising=(0.0, 0.003),
    )
    seed: int = _knob(
        "Seed",
        0,
        "The number that decides every roll of the dice: the first weights, the order of the reviews, and what dropout "
        "switches off. The same settings with another seed show how much of a result is luck.",
        low=0,
        high=9999,
        digits="%d",
        shared=True,
        searched=False,
        group="Chance",
    )

    def __post_init__(self) -> None:
        for name, knob in KNOBS.items():
            object.__setattr__(self, name, knob.check(getattr(self, name)))

    def to_dict(self) -> dict[str, Value]:
        """The settings as a dictionary from knob name to value, in the order of the knobs."""
        return {name: getattr(self, name) for name in KNOBS}

    @property
    def widths(self) -> list[int]:
        """The width of the input, of each layer, and of the output: [vocabulary, first_units, units, …, 1]."""
        return [self.vocabulary, self.first_units, *[self.units] * self.layers, 1]

    @property
    def input_format(self) -> "InputFormat":
        """What the network reads."""
        return InputFormat(self.vocabulary, self.pairs, self.counting)

    @property
    def first_epochs(self) -> "RunConfig":
        """What decides about the first epochs, however many will follow: the settings with the usual number of epochs."""
        return with_usual(self, "epochs")

    def learns_from(self, available: int) -> int:
        """How many of that many training reviews the network learns from. The highest value of the knob means all."""
        return (
            available if self.training_reviews == KNOBS["training_reviews"].high else min(self.training_reviews, available)
        )

    @property
    def parameter_counts(self) -> list[int]:
        """The parameters of each layer, first to last, as Keras counts them: a weight per input of a unit, and its bias."""
        return [(inputs + 1) * units for inputs, units in pairwise(self.widths)]

    def describe(self) -> str:
        """The settings in one line, for titles and tables: the article's five knobs, then what differs from the article."""
        layers = KNOBS["layers"].phrase(self.layers)
        parts = [
            KNOBS["activation"].phrase(self.activation),
            KNOBS["loss"].phrase(self.loss),
            f"{layers} of {self.units}" if self.layers else layers,
            KNOBS["epochs"].phrase(self.epochs),
        ]
        values = ((knob, getattr(self, name)) for name, knob in KNOBS.items() if name not in ARTICLE_KNOBS)
        return " · ".join([*parts, *(knob.phrase(value) for knob, value in values if value != knob.default)])


class InputFormat(NamedTuple):
    """What a network reads of a review: the values of the knobs that decide it. The defaults are the article's."""

    vocabulary: int
    pairs: str = "off"
    counting: str = "present"

    @property
    def binary(self) -> bool:
        """Whether every value is 0 or 1."""
        return self.counting == "present"

    @property
    def fitted(self) -> bool:
        """Whether the training reviews decide what is read, and not the vocabulary alone."""
        return self.pairs == "on" or self.counting == "tfidf"


KNOBS: dict[str, Knob] = {one.name: replace(one.metadata["knob"], name=one.name) for one in fields(RunConfig)}


@lru_cache(maxsize=16_384)
def with_usual(config: RunConfig, knob: str) -> RunConfig:
    """The same settings with the usual value of one knob.

    A page asks thousands of times for those of a few settings; to check them every time took a quarter of the Leaderboard's
    time.
    """
    return replace(config, **{knob: KNOBS[knob].default})


def read_config(texts: Mapping[str, str]) -> tuple[RunConfig, list[str]]:
    """Parse settings given as text, as in an address bar.

    Args:
        texts: Knob name → text. Names that are not knobs are ignored.

    Returns:
        The settings, with defaults for knobs that are missing or refused, and a sentence for each refusal.
    """
    values, refusals = {}, []
    for name, knob in KNOBS.items():
        if name in texts:
            try:
                values[name] = knob.parse(texts[name])
            except ConfigError as error:
                refusals.append(str(error))
    return RunConfig(**values), refusals


CORRECTIONS = 20
"""So many corrections an epoch should have at least, where there are reviews enough for that in the smallest batches."""


def suited_batch(reviews: int) -> int:
    """A batch size for that many training reviews: the article's, or a smaller one that corrects the network more often."""
    knob = KNOBS["batch_size"]
    return max((stop for stop in knob.stops if stop <= min(knob.default, reviews / CORRECTIONS)), default=knob.low)


def article_grid() -> list[RunConfig]:
    """The article's 36 combinations, in the order of its loops: activation, loss, units, layers."""
    names = ("activation", "loss", "units", "layers")
    return [RunConfig(**dict(zip(names, values))) for values in product(*(KNOBS[name].article for name in names))]


def repeated(configs: Sequence[RunConfig], seeds: Iterable[int]) -> list[RunConfig]:
    """All `configs` with each of the seeds, seed by seed, because networks with the same seed train together."""
    return [replace(config, seed=seed) for seed in seeds for config in configs]
