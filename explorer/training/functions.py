"""The functions behind the choices of a knob, by the names that Keras and `KNOBS` give them.

The fused model applies these functions itself instead of leaving it to Keras, so a choice that is missing here is refused.
"""

from collections.abc import Callable, Mapping

from explorer.config import KNOBS, RunConfig
from explorer.errors import ConfigError
from explorer.training.keras_backend import tf
from explorer.training.optimizers import OPTIMIZERS


def squared_error(logits: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
    """The squared difference between each label and the probability sigmoid(logit)."""
    return tf.square(tf.sigmoid(logits) - labels)


def cross_entropy(logits: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
    """The binary cross-entropy between each label and the probability sigmoid(logit)."""
    return tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits)


ACTIVATIONS: dict[str, Callable[[tf.Tensor], tf.Tensor]] = {
    "relu": tf.nn.relu,
    "tanh": tf.tanh,
    "sigmoid": tf.sigmoid,
    # With the error function, as in Keras; not the approximation with a tanh.
    "gelu": lambda sums: tf.nn.gelu(sums, approximate=False),
    "linear": tf.identity,
}
"""Name → the element-wise function from a layer's sums to its outputs."""

LOSSES: dict[str, Callable[[tf.Tensor, tf.Tensor], tf.Tensor]] = {
    "mse": squared_error,
    "binary_crossentropy": cross_entropy,
}
"""Name → the function from logits and labels, both (networks, batch), to the loss of each review, (networks, batch).

Every loss is computed for every network, so the gradient of each has to be finite for every finite logit.
"""

IMPLEMENTED: Mapping[str, Mapping[str, Callable]] = {"activation": ACTIVATIONS, "loss": LOSSES, "optimizer": OPTIMIZERS}
"""Knob → the table with the functions of its choices."""


def check_implemented(config: RunConfig) -> None:
    """Make sure that every choice in `config` has its function.

    Raises:
        ConfigError: one has none; the message names the knob, the choice and the alternatives.
    """
    for name, functions in IMPLEMENTED.items():
        knob, choice = KNOBS[name], getattr(config, name)
        if choice not in functions:
            raise ConfigError(
                f"{knob.label} “{knob.show(choice)}” cannot be trained by this version. "
                f"Choose one of {', '.join(map(knob.show, functions))}."
            )
