"""The settings of a run: every knob with its limits, its default from the article and its plain-English help."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from itertools import product
from typing import Any

from explorer.errors import ConfigError

FIRST_UNITS = 16
"""Units of the first layer of every network, as in the article."""


Value = Any
"""What a knob is set to: a name among its choices, or a number. Which of them, only the knob knows: it checks each value."""


@dataclass(frozen=True)
class Knob:
    """One setting a person can turn.

    A knob either has `choices` (value → what people read), or it is a number from `low` to `high`. `article` lists the
    values the article tried, so that a page can mark them.
    """

    name: str
    label: str
    default: Value
    help: str
    choices: Mapping[str, str] | None = None
    low: Value = 0
    high: Value = 0
    step: int | float = 1
    article: tuple[Value, ...] = ()

    @property
    def limits(self) -> str:
        """The allowed values, in words."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        return f"between {self.show(self.low)} and {self.show(self.high)}"

    def check(self, value: Any) -> Value:
        """`value` in this knob's own type.

        Raises:
            ConfigError: it is of another kind or outside the limits; the text names knob, value and limits.
        """
        if self.choices:
            if isinstance(value, str) and value in self.choices:
                return value
        # The comparison is false for NaN, too, and it comes first because float() and int() fail for what is too large.
        elif isinstance(value, (int, float)) and not isinstance(value, bool) and self.low <= value <= self.high:
            number = float(value) if isinstance(self.default, float) else int(value)
            if number == value:
                return number
        raise self._refusal(value)

    def parse(self, text: str) -> Value:
        """The value that `text` spells (from an address bar or a command line).

        Raises:
            ConfigError: as in `check`.
        """
        if self.choices:
            return self.check(text)
        try:
            return self.check(float(text))
        except (ConfigError, ValueError):
            raise self._refusal(text) from None

    def show(self, value: Value) -> str:
        """`value` as people read it: the name of a choice, or a number with its thousands marked."""
        if self.choices:
            return self.choices[value]
        return f"{value:,}" if isinstance(value, int) else f"{value:.7f}".rstrip("0").rstrip(".")

    def _refusal(self, value: Any) -> ConfigError:
        # Python refuses to spell out a number of more than 4,300 digits.
        shown = "a huge number" if isinstance(value, int) and abs(value) > 10**40 else str(value)
        shown = shown if len(shown) <= 40 else shown[:37] + "…"
        kind = "a whole number " if isinstance(self.default, int) else ""
        return ConfigError(f"{self.label} is “{shown}”, but it has to be {kind}{self.limits}.")


KNOBS = {
    knob.name: knob
    for knob in (
        Knob(
            "activation",
            "Activation",
            "relu",
            "How each hidden unit bends its sum before passing it on. ReLU cuts off everything below zero; tanh "
            "squeezes everything between −1 and 1. Without a bend, many layers could do no more than one.",
            choices={"relu": "ReLU", "tanh": "tanh"},
            article=("relu", "tanh"),
        ),
        Knob(
            "loss",
            "Loss",
            "binary_crossentropy",
            "How a wrong answer is counted while learning. Mean squared error takes the squared distance from the "
            "truth, at most 1; cross-entropy has no such ceiling and makes being confidently wrong very expensive.",
            choices={"mse": "Mean squared error", "binary_crossentropy": "Binary cross-entropy"},
            article=("mse", "binary_crossentropy"),
        ),
        Knob(
            "units",
            "Hidden units",
            16,
            "How many units sit side by side in each hidden layer. More units can notice more, and can also memorise "
            "more. The article tried 16, 32 and 64.",
            low=4,
            high=512,
            article=(16, 32, 64),
        ),
        Knob(
            "layers",
            "Hidden layers",
            1,
            "How many hidden layers are stacked between the first layer, which reads the words, and the last one, "
            "which answers. The article tried 1, 2 and 3.",
            low=0,
            high=5,
            article=(1, 2, 3),
        ),
        Knob(
            "epochs",
            "Epochs",
            10,
            "How many times the network reads through all of the training reviews. Too few and it has not learned "
            "yet; too many and it starts to learn the reviews by heart.",
            low=1,
            high=50,
            article=(10,),
        ),
        Knob(
            "learning_rate",
            "Learning rate",
            0.001,
            "How big a step the network takes each time it corrects itself. Too small and it crawls; too large and it "
            "jumps past the answer, or goes off the rails altogether.",
            low=0.00001,
            high=10.0,
            step=0.0001,
            article=(0.001,),
        ),
        Knob(
            "batch_size",
            "Batch size",
            512,
            "How many reviews the network looks at before each correction. Small batches correct often and wobble; "
            "large ones correct rarely and calmly.",
            low=16,
            high=4096,
            step=16,
            article=(512,),
        ),
        Knob(
            "vocabulary",
            "Vocabulary",
            10_000,
            "How many of the most frequent words the network knows. All rarer words look the same to it.",
            low=500,
            high=20_000,
            step=500,
            article=(10_000,),
        ),
        Knob(
            "dropout",
            "Dropout",
            0.0,
            "The share of each layer's units that is switched off at random while learning (and only then), so that "
            "no unit can rely on another. A brake on learning by heart. The article used none.",
            low=0.0,
            high=0.9,
            step=0.1,
            article=(0.0,),
        ),
        Knob(
            "l2",
            "L2 penalty",
            0.0,
            "A price on large weights, which keeps the network simple. Another brake on learning by heart; 0.001 is a "
            "usual start. The article used none.",
            low=0.0,
            high=0.1,
            step=0.0005,
            article=(0.0,),
        ),
        Knob(
            "seed",
            "Seed",
            0,
            "The number that decides every roll of the dice: the first weights and the order of the reviews. The same "
            "settings with another seed show how much of a result is luck.",
            low=0,
            high=9999,
        ),
    )
}


@dataclass(frozen=True)
class RunConfig:
    """The settings of one run, every value inside its knob's limits. The defaults are the article's.

    Raises:
        ConfigError: a value is outside its knob's limits.
    """

    activation: str = KNOBS["activation"].default
    loss: str = KNOBS["loss"].default
    units: int = KNOBS["units"].default
    layers: int = KNOBS["layers"].default
    epochs: int = KNOBS["epochs"].default
    learning_rate: float = KNOBS["learning_rate"].default
    batch_size: int = KNOBS["batch_size"].default
    vocabulary: int = KNOBS["vocabulary"].default
    dropout: float = KNOBS["dropout"].default
    l2: float = KNOBS["l2"].default
    seed: int = KNOBS["seed"].default

    def __post_init__(self) -> None:
        for field in fields(self):
            value = KNOBS[field.name].check(getattr(self, field.name))
            object.__setattr__(self, field.name, value)

    def to_dict(self) -> dict[str, Value]:
        """Knob name → value, in the order of the knobs."""
        return asdict(self)

    @property
    def widths(self) -> list[int]:
        """What the network's layers take and give, from the vocabulary to the one answer."""
        return [self.vocabulary, FIRST_UNITS, *[self.units] * self.layers, 1]

    def describe(self) -> str:
        """The settings in one line, for a title or a table: the article's five, then what differs from the article."""
        layers = "1 hidden layer" if self.layers == 1 else f"{self.layers} hidden layers"
        epochs = "1 epoch" if self.epochs == 1 else f"{self.epochs} epochs"
        parts = [
            KNOBS["activation"].show(self.activation),
            KNOBS["loss"].show(self.loss).lower(),
            f"{layers} of {self.units}" if self.layers else layers,
            epochs,
        ]
        for name in ("learning_rate", "batch_size", "vocabulary", "dropout", "l2", "seed"):
            value, knob = getattr(self, name), KNOBS[name]
            if value != knob.default:
                parts.append(f"{knob.label.lower() if name != 'l2' else knob.label} {knob.show(value)}")
        return " · ".join(parts)


def read_config(texts: Mapping[str, str]) -> tuple[RunConfig, list[str]]:
    """The settings that `texts` (knob name → text, as from an address bar) spell out, and a sentence for each refusal.

    Knobs that are missing or refused keep their default; names that are no knob are ignored.
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
    """Every one of `configs` with every seed, all of one seed together, as they train together."""
    return [replace(config, seed=seed) for seed in seeds for config in configs]
