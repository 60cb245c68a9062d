"""What to try next: for each finding the changes of knobs that may help, the ones that helped most when tried first.

Fewer epochs are never among them. The network that is kept is the best of all epochs, and with the same seed a shorter run
is the beginning of the longer one, so it cannot end up better.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

from explorer.config import KNOBS, USUAL_RATES, RunConfig
from explorer.insight.verdict import Kind
from explorer.insight.verdict.course import Course
from explorer.insight.verdict.rules import too_short
from explorer.knob import Value

ARTICLE = RunConfig()
DROPOUT, MORE_DROPOUT = 0.3, 0.5
L2 = 0.001
"""What the knob's help calls a good start."""
FASTER = 3
"""How many times the usual learning rate is tried where that one is slow."""


class Move(StrEnum):
    """A change of one knob."""

    LOWER_RATE = "the usual learning rate, which is lower"
    TENTH_OF_RATE = "a tenth of the learning rate"
    HIGHER_RATE = "higher learning rate"
    MORE_EPOCHS = "more epochs"
    DROPOUT = "more dropout"
    LESS_DROPOUT = "less dropout"
    L2 = "L2 penalty"
    NO_L2 = "no L2 penalty"
    FEWER_UNITS = "fewer units"
    MORE_UNITS = "more units"
    FEWER_LAYERS = "fewer layers"
    MORE_WORDS = "larger vocabulary"
    SMALLER_BATCHES = "smaller batches"
    LARGER_BATCHES = "larger batches"
    RMSPROP = "RMSprop"
    PAIRS = "word pairs"
    TFIDF = "TF-IDF"
    MORE_REVIEWS = "all training reviews"
    TRUE_LABELS = "no wrong labels"


KNOB = {
    Move.LOWER_RATE: "learning_rate",
    Move.TENTH_OF_RATE: "learning_rate",
    Move.HIGHER_RATE: "learning_rate",
    Move.MORE_EPOCHS: "epochs",
    Move.DROPOUT: "dropout",
    Move.LESS_DROPOUT: "dropout",
    Move.L2: "l2",
    Move.NO_L2: "l2",
    Move.FEWER_UNITS: "units",
    Move.MORE_UNITS: "units",
    Move.FEWER_LAYERS: "layers",
    Move.MORE_WORDS: "vocabulary",
    Move.SMALLER_BATCHES: "batch_size",
    Move.LARGER_BATCHES: "batch_size",
    Move.RMSPROP: "optimizer",
    Move.PAIRS: "pairs",
    Move.TFIDF: "counting",
    Move.MORE_REVIEWS: "training_reviews",
    Move.TRUE_LABELS: "wrong_labels",
}


def _usual_rate(config: RunConfig) -> float:
    return USUAL_RATES[config.optimizer]


VALUE: Mapping[Move, Callable[[RunConfig], Value]] = {
    Move.LOWER_RATE: _usual_rate,
    Move.TENTH_OF_RATE: lambda config: (
        # One digit is enough, and a tenth of 0.0003 has sixteen.
        float(f"{config.learning_rate / 10:.0e}") if config.learning_rate <= _usual_rate(config) else config.learning_rate
    ),
    Move.HIGHER_RATE: lambda config: (
        _usual_rate(config) if config.learning_rate < _usual_rate(config) else FASTER * _usual_rate(config)
    ),
    Move.MORE_EPOCHS: lambda config: max(ARTICLE.epochs, 2 * config.epochs),
    Move.DROPOUT: lambda config: DROPOUT if config.dropout < DROPOUT else MORE_DROPOUT,
    Move.LESS_DROPOUT: lambda config: DROPOUT if config.dropout > DROPOUT else ARTICLE.dropout,
    Move.L2: lambda config: L2,
    Move.NO_L2: lambda config: ARTICLE.l2,
    Move.FEWER_UNITS: lambda config: config.units // 2,
    Move.MORE_UNITS: lambda config: 2 * config.units,
    Move.FEWER_LAYERS: lambda config: 1,
    Move.MORE_WORDS: lambda config: max(ARTICLE.vocabulary, 2 * config.vocabulary),
    Move.SMALLER_BATCHES: lambda config: max(ARTICLE.batch_size, config.batch_size // 4),
    Move.LARGER_BATCHES: lambda config: ARTICLE.batch_size,
    Move.RMSPROP: lambda config: "rmsprop" if config.optimizer in ("sgd", "momentum") else config.optimizer,
    Move.PAIRS: lambda config: "on",
    Move.TFIDF: lambda config: "tfidf",
    Move.MORE_REVIEWS: lambda config: ARTICLE.training_reviews,
    Move.TRUE_LABELS: lambda config: ARTICLE.wrong_labels,
}
RAISES = {
    Move.HIGHER_RATE,
    Move.MORE_EPOCHS,
    Move.DROPOUT,
    Move.L2,
    Move.MORE_UNITS,
    Move.MORE_WORDS,
    Move.LARGER_BATCHES,
    Move.MORE_REVIEWS,
}

BETTER_DATA = (Move.PAIRS, Move.TFIDF, Move.MORE_REVIEWS, Move.TRUE_LABELS)
BRAKES = (Move.DROPOUT, Move.L2, Move.FEWER_UNITS, Move.LOWER_RATE, Move.MORE_WORDS, Move.LARGER_BATCHES, *BETTER_DATA)

MOVES: Mapping[Kind, tuple[Move, ...]] = {
    Kind.DIVERGED: (Move.LOWER_RATE, Move.TENTH_OF_RATE, Move.NO_L2, Move.FEWER_LAYERS),
    Kind.NOTHING_LEARNED: (
        Move.LOWER_RATE,
        Move.HIGHER_RATE,
        Move.NO_L2,
        Move.LESS_DROPOUT,
        Move.FEWER_LAYERS,
        Move.MORE_EPOCHS,
        Move.SMALLER_BATCHES,
        Move.MORE_UNITS,
        Move.RMSPROP,
        Move.MORE_REVIEWS,
        Move.TRUE_LABELS,
    ),
    Kind.TOO_SHORT: (Move.MORE_EPOCHS,),
    Kind.ONLY_ITS_OWN: (),
    Kind.NEARLY_PERFECT: (),
    Kind.GETTING_WORSE: (Move.LOWER_RATE, Move.TENTH_OF_RATE, Move.NO_L2, Move.LESS_DROPOUT, Move.FEWER_LAYERS),
    Kind.UNSTABLE: (
        Move.LOWER_RATE,
        Move.TENTH_OF_RATE,
        Move.NO_L2,
        Move.LESS_DROPOUT,
        Move.LARGER_BATCHES,
        Move.MORE_UNITS,
    ),
    Kind.UNDERFITTING: (
        Move.MORE_EPOCHS,
        Move.HIGHER_RATE,
        Move.LOWER_RATE,
        Move.NO_L2,
        Move.LESS_DROPOUT,
        Move.MORE_UNITS,
        Move.MORE_WORDS,
        Move.SMALLER_BATCHES,
        Move.RMSPROP,
        *BETTER_DATA,
    ),
    Kind.MEMORISING: BRAKES,
    Kind.OVERFITTING: BRAKES,
    Kind.LEARNING_WELL: (
        Move.MORE_EPOCHS,
        Move.HIGHER_RATE,
        Move.MORE_WORDS,
        Move.SMALLER_BATCHES,
        Move.NO_L2,
        *BETTER_DATA,
    ),
    Kind.LEVELLED_OFF: (
        Move.MORE_WORDS,
        Move.MORE_UNITS,
        Move.NO_L2,
        Move.LESS_DROPOUT,
        Move.LOWER_RATE,
        Move.DROPOUT,
        Move.L2,
        Move.SMALLER_BATCHES,
        Move.RMSPROP,
        *BETTER_DATA,
    ),
}
"""For each finding what can be its cure; which of them it is, is tried (`evidence`)."""


def change(move: Move, config: RunConfig) -> dict[str, Value]:
    """The knob that a move sets, and to what, inside the knob's limits; empty if it would not change it in its direction."""
    knob = KNOBS[KNOB[move]]
    now, value = getattr(config, knob.name), VALUE[move](config)
    if knob.choices:
        return {} if value == now else {knob.name: value}
    value = knob.check(min(max(value, knob.low), knob.high))
    return {knob.name: value} if (value > now if move in RAISES else value < now) else {}


def fits(move: Move, config: RunConfig, course: Course | None) -> bool:
    """Whether a move is not against what the history shows."""
    if move in (Move.MORE_UNITS, Move.FEWER_UNITS) and not config.layers:
        return False
    if course is None or too_short(course):
        return True
    # A longer run goes on where this one ended, and who improves steadily needs no smaller steps.
    return {Move.MORE_EPOCHS: course.improves, Move.LOWER_RATE: not course.improves}.get(move, True)
