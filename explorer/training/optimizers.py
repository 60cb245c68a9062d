"""Keras' optimizers, with one of them and a learning rate of its own for each network of a group."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from explorer.training.keras_backend import keras, tf


class State(NamedTuple):
    """What is remembered of each weight's gradients: averages of their squares, and of themselves. None is not needed."""

    velocity: Any = None
    momentum: Any = None


# Called with the gradient, the state, and the number of the step from 1; returns by how much the weights fall for a learning
# rate of 1, and the new state.
Rule = Callable[[tf.Tensor, State, tf.Tensor], tuple[tf.Tensor, State]]

EPSILON = 1e-7
"""The default of all of Keras' optimizers."""


def _rmsprop(gradient: tf.Tensor, state: State, step: tf.Tensor) -> tuple[tf.Tensor, State]:
    """v ← 0.9 v + 0.1 g²; Δ = g / √(v + ε)."""
    velocity = 0.9 * state.velocity + 0.1 * tf.square(gradient)
    return gradient / tf.sqrt(velocity + EPSILON), state._replace(velocity=velocity)


def _adam(gradient: tf.Tensor, state: State, step: tf.Tensor) -> tuple[tf.Tensor, State]:
    """m ← 0.9 m + 0.1 g; v ← 0.999 v + 0.001 g²; Δ = √(1 - 0.999ᵗ) / (1 - 0.9ᵗ) · m / (√v + ε) (Kingma and Ba 2015).

    As in Keras, ε is added to the root before its bias is corrected, unlike in the paper's first algorithm.
    """
    momentum = 0.9 * state.momentum + 0.1 * gradient
    velocity = 0.999 * state.velocity + 0.001 * tf.square(gradient)
    correction = tf.sqrt(1 - tf.pow(0.999, step)) / (1 - tf.pow(0.9, step))
    return correction * momentum / (tf.sqrt(velocity) + EPSILON), State(velocity, momentum)


def _sgd(gradient: tf.Tensor, state: State, step: tf.Tensor) -> tuple[tf.Tensor, State]:
    """Δ = g."""
    return gradient, state


def _momentum(gradient: tf.Tensor, state: State, step: tf.Tensor) -> tuple[tf.Tensor, State]:
    """m ← 0.9 m + g; Δ = m."""
    momentum = 0.9 * state.momentum + gradient
    return momentum, state._replace(momentum=momentum)


OPTIMIZERS: Mapping[str, Rule] = {"rmsprop": _rmsprop, "adam": _adam, "sgd": _sgd, "momentum": _momentum}
"""Name → the rule, with the defaults of Keras' `RMSprop`, `Adam`, `SGD`, and `SGD(momentum=0.9)`."""

MEMORIES: Mapping[str, tuple[str, ...]] = {
    "rmsprop": ("velocity",),
    "adam": State._fields,
    "sgd": (),
    "momentum": ("momentum",),
}
"""Name → what it remembers. What no network of a group needs takes no memory."""


class OptimizerPerNetwork(keras.optimizers.Optimizer):
    """Applies to each weight the optimizer and learning rate of its own network; with a rate of 0 it does not change.

    Args:
        names: The optimizers in use, names in `OPTIMIZERS`.
        rates_for: Called with a trainable variable; returns the learning rates of its weights, in a shape that broadcasts
            to the variable's.
        kinds_for: The same for the positions of their optimizers in `OPTIMIZERS`.
    """

    def __init__(
        self,
        names: Sequence[str],
        rates_for: Callable[[keras.Variable], tf.Tensor],
        kinds_for: Callable[[keras.Variable], tf.Tensor],
    ) -> None:
        super().__init__(learning_rate=1.0)
        self.names, self.rates_for, self.kinds_for = tuple(names), rates_for, kinds_for

    def build(self, variables: Sequence[keras.Variable]) -> None:
        super().build(variables)
        needed = {memory for name in self.names for memory in MEMORIES[name]}
        self.memories = {name: self.add_optimizer_variables(variables, name) for name in State._fields if name in needed}

    def apply(self, grads: Sequence[tf.Tensor], trainable_variables: Sequence[keras.Variable]) -> None:
        """Update all variables that the optimizer was built for, with their gradients in the same order.

        Keras' own `apply` would first sum the gradients over several devices. There is one here, and that sum has a custom
        gradient, which TensorFlow never releases, and with it the model's graph.
        """
        step = tf.cast(self.iterations, tf.float32) + 1
        for number, (gradient, variable) in enumerate(zip(grads, trainable_variables, strict=True)):
            own = {name: variables[number] for name, variables in self.memories.items()}
            state = State(**{name: tf.convert_to_tensor(memory) for name, memory in own.items()})
            kinds = self.kinds_for(variable) if len(self.names) > 1 else None
            weights = tf.convert_to_tensor(variable)
            new_weights, new_state = _update(self.names, weights, gradient, state, self.rates_for(variable), kinds, step)
            variable.assign(new_weights)
            for name, memory in own.items():
                memory.assign(getattr(new_state, name))
        self.iterations.assign_add(1)

    def reset(self) -> None:
        """Return to the state before the first step."""
        for variable in (self.iterations, *(one for variables in self.memories.values() for one in variables)):
            variable.assign(tf.zeros_like(variable))


# XLA makes a single pass over the memory of a large matrix. The function takes tensors, not variables, because a function
# compiled for the variables of one model would be compiled again for those of the next.
@tf.function(jit_compile=True, autograph=False)
def _update(
    names: tuple[str, ...],
    weights: tf.Tensor,
    gradient: tf.Tensor,
    state: State,
    rates: tf.Tensor,
    kinds: tf.Tensor | None,
    step: tf.Tensor,
) -> tuple[tf.Tensor, State]:
    """The new weights and state. `kinds` may be None if there is only one optimizer."""
    name, *others = names
    change, new_state = OPTIMIZERS[name](gradient, state, step)
    for name in others:
        other_change, other_state = OPTIMIZERS[name](gradient, state, step)
        own = kinds == [*OPTIMIZERS].index(name)
        change = tf.where(own, other_change, change)
        new_state = _where(own, other_state, new_state)
    # A product with 0 would not do: the gradient of a network that has diverged is NaN.
    active = rates > 0
    return tf.where(active, weights - rates * change, weights), _where(active, new_state, state)


def _where(chosen: tf.Tensor, state: State, other: State) -> State:
    return State(*(None if one is None else tf.where(chosen, one, two) for one, two in zip(state, other)))
