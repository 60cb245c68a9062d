"""Keras' RMSprop with a learning rate for each network of a batch."""

from collections.abc import Callable, Sequence

from explorer.training.keras_backend import keras, tf

RHO, EPSILON = 0.9, 1e-7


class RMSpropPerNetwork(keras.optimizers.RMSprop):
    """Keras' RMSprop, in which each weight has the learning rate of its own network; where that is 0, nothing moves.

    v ← ρ v + (1 - ρ) g²; w ← w - η g / √(v + ε), with Keras' defaults ρ = 0.9 and ε = 1e-7. `rates_of(index)`
    gives η in a shape that fits the trainable variable of that number.
    """

    def __init__(self, rates_of: Callable[[int], tf.Tensor]) -> None:
        super().__init__(rho=RHO, epsilon=EPSILON)
        self.rates_of = rates_of

    def update_step(self, gradient: tf.Tensor, variable: keras.Variable, learning_rate: tf.Tensor) -> None:
        index = self._get_variable_index(variable)
        velocity = self._velocities[index]
        now = (tf.convert_to_tensor(values) for values in (variable, velocity))
        weights, moved = _updated(*now, gradient, self.rates_of(index))
        variable.assign(weights)
        velocity.assign(moved)

    def _backend_update_step(
        self, grads: Sequence[tf.Tensor], trainable_variables: Sequence[keras.Variable], learning_rate: tf.Tensor
    ) -> None:
        # Keras would add the gradients of several devices up before. There is one here, and that sum has a custom gradient,
        # which TensorFlow never forgets, and with it the model's graph.
        for gradient, variable in zip(grads, trainable_variables):
            self.update_step(gradient, variable, learning_rate)

    def forget(self) -> None:
        """Begin anew: no steps made, nothing known of past gradients."""
        for variable in (self.iterations, *self._velocities):
            variable.assign(tf.zeros_like(variable))


# XLA makes a single pass over the memory of a large matrix. From tensors to tensors, because what is compiled for one
# model's variables would be compiled again for the next.
@tf.function(jit_compile=True, autograph=False)
def _updated(weights, velocity, gradient, rates) -> tuple[tf.Tensor, tf.Tensor]:
    # Not a product with 0: the gradient of a network that has diverged is not a number.
    learns = rates > 0
    moved = RHO * velocity + (1 - RHO) * tf.square(gradient)
    step = rates * gradient / tf.sqrt(moved + EPSILON)
    return tf.where(learns, weights - step, weights), tf.where(learns, moved, velocity)
