"""Keras' RMSprop with a learning rate for each network of a group."""

from collections.abc import Callable, Sequence

from explorer.training.keras_backend import keras, tf

RHO, EPSILON = 0.9, 1e-7


class RMSpropPerNetwork(keras.optimizers.Optimizer):
    """RMSprop in which each weight has the learning rate of its own network; weights with a rate of 0 do not change.

    v ← ρ v + (1 - ρ) g²; w ← w - η g / √(v + ε), with the defaults of `keras.optimizers.RMSprop`, ρ = 0.9 and ε = 1e-7.

    Args:
        rates_for: Called with a trainable variable; returns the learning rates η of its weights, in a shape that
            broadcasts to the variable's.
    """

    def __init__(self, rates_for: Callable[[keras.Variable], tf.Tensor]) -> None:
        super().__init__(learning_rate=1.0)
        self.rates_for = rates_for

    def build(self, variables: Sequence[keras.Variable]) -> None:
        super().build(variables)
        self.velocities = self.add_optimizer_variables(variables, "velocity")

    def apply(self, grads: Sequence[tf.Tensor], trainable_variables: Sequence[keras.Variable]) -> None:
        """Update all variables that the optimizer was built for, with their gradients in the same order.

        Keras' own `apply` would first sum the gradients over several devices. There is one here, and that sum has a custom
        gradient, which TensorFlow never releases, and with it the model's graph.
        """
        for gradient, variable, velocity in zip(grads, trainable_variables, self.velocities, strict=True):
            current = (tf.convert_to_tensor(values) for values in (variable, velocity))
            new_weights, new_velocity = _update(*current, gradient, self.rates_for(variable))
            variable.assign(new_weights)
            velocity.assign(new_velocity)
        self.iterations.assign_add(1)

    def reset(self) -> None:
        """Return to the state before the first step."""
        for variable in (self.iterations, *self.velocities):
            variable.assign(tf.zeros_like(variable))


# XLA makes a single pass over the memory of a large matrix. The function takes tensors, not variables, because a function
# compiled for the variables of one model would be compiled again for those of the next.
@tf.function(jit_compile=True, autograph=False)
def _update(weights: tf.Tensor, velocity: tf.Tensor, gradient: tf.Tensor, rates: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    # A product with 0 would not do: the gradient of a network that has diverged is NaN.
    active = rates > 0
    new_velocity = RHO * velocity + (1 - RHO) * tf.square(gradient)
    step = rates * gradient / tf.sqrt(new_velocity + EPSILON)
    return tf.where(active, weights - step, weights), tf.where(active, new_velocity, velocity)
