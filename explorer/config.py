"""The settings of a run: every knob with its limits, its default from the article, and its help in plain English."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from itertools import pairwise, product
from typing import Any

from explorer.errors import ConfigError
from explorer.knob import Knob, Value

FIRST_UNITS = 16
"""The units of the first layer, which are the same in every network, as in the article."""

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
        more=False,
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
        more=False,
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
        more=False,
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
        more=False,
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
        more=False,
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
    )
    vocabulary: int = _knob(
        "Vocabulary",
        10_000,
        "How many words the network knows: about so many of the most frequent ones. All rarer words look the same to it.",
        low=500,
        high=20_000,
        step=500,
        article=(10_000,),
        shared=True,
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
        digits="%.4f",
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
    )

    def __post_init__(self) -> None:
        for name, knob in KNOBS.items():
            object.__setattr__(self, name, knob.check(getattr(self, name)))

    def to_dict(self) -> dict[str, Value]:
        """The settings as a dictionary from knob name to value, in the order of the knobs."""
        return asdict(self)

    @property
    def widths(self) -> list[int]:
        """The width of the input, of each layer, and of the output: [vocabulary, 16, units, …, 1]."""
        return [self.vocabulary, FIRST_UNITS, *[self.units] * self.layers, 1]

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


KNOBS: dict[str, Knob] = {one.name: replace(one.metadata["knob"], name=one.name) for one in fields(RunConfig)}


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


def article_grid() -> list[RunConfig]:
    """The article's 36 combinations, in the order of its loops: activation, loss, units, layers."""
    names = ("activation", "loss", "units", "layers")
    return [RunConfig(**dict(zip(names, values))) for values in product(*(KNOBS[name].article for name in names))]


def repeated(configs: Sequence[RunConfig], seeds: Iterable[int]) -> list[RunConfig]:
    """All `configs` with each of the seeds, seed by seed, because networks with the same seed train together."""
    return [replace(config, seed=seed) for seed in seeds for config in configs]
