"""Many networks as one Keras model.

The networks of a batch read the same reviews, so their first layers side by side are one matrix of (vocabulary, 16 N),
and one sparse sum serves them all. The layers above differ in shape; those of one shape are stacked and go through one
batched matrix product. Nothing leads from one network to another: each has its own loss, the loss of the batch is their
sum, and RMSprop divides each weight's gradient by that weight's own past. So each network learns exactly what it would
learn alone with the same initial weights and the same order of reviews.
"""

import itertools
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf

from explorer.config import RunConfig
from explorer.shards import FIRST_UNITS
from explorer.training.batches import Batch
from explorer.training.network import build


@dataclass(frozen=True)
class Tower:
    """Networks of a batch, by number, that share units and activation; `layers` of each, the deeper ones first."""

    networks: range
    layers: tuple[int, ...]
    activation: str

    @property
    def depth(self) -> int:
        """The most hidden layers that one of them has."""
        return self.layers[0]

    def reaching(self, layer: int) -> range:
        """Those that have a hidden layer of that number (from 1): the first ones."""
        return self.networks[: sum(layers >= layer for layers in self.layers)]


class FusedNetworks(keras.Model):
    """The networks of `configs`, which share vocabulary, batch size and seed, as one model.

    Its inputs are a `Batch`, its outputs and metrics one value for each network, in the order of `self.configs`, from
    which `position` leads back to the order of the configs given.
    """

    def __init__(self, configs: Sequence[RunConfig]) -> None:
        super().__init__(name="fused")
        # 1. Networks of one shape stand side by side.
        order = sorted(range(len(configs)), key=lambda number: _shape(configs[number]))
        self.position = np.argsort(order)
        self.configs = [configs[number] for number in order]
        self.towers = _towers(self.configs)

        # 2. Their weights, stacked: (kernel, bias) of the first layers, of each tower's hidden layers, of its answers.
        weights = [build(config).get_weights() for config in self.configs]
        self.owners: dict[str, range] = {}

        def stacked(networks: range, kernel: int) -> tuple[keras.Variable, keras.Variable]:
            """The weights number `kernel` and `kernel + 1` of those networks."""
            pair = tuple(self._variable(np.stack([weights[n][part] for n in networks])) for part in (kernel, kernel + 1))
            self.owners |= {variable.path: networks for variable in pair}
            return pair

        self.first_kernel = self._variable(np.concatenate([own[0] for own in weights], axis=1))
        self.first_bias = self._variable(np.concatenate([own[1] for own in weights]))
        self.hidden = [
            [stacked(tower.reaching(layer), 2 * layer) for layer in range(1, tower.depth + 1)] for tower in self.towers
        ]
        self.answers = [stacked(tower.networks, -2) for tower in self.towers]

        # 3. What differs from network to network, each (networks,).
        self.penalties = np.array([config.l2 for config in self.configs], np.float32)
        self.dropouts = np.array([config.dropout for config in self.configs], np.float32)
        self.is_mse = tf.constant([config.loss == "mse" for config in self.configs])
        self.rates = tf.Variable([config.learning_rate for config in self.configs], trainable=False, name="rates")
        self.losses_mean = MeanPerNetwork(len(configs), name="loss")
        self.accuracy_mean = MeanPerNetwork(len(configs), name="accuracy")

    def _variable(self, values: np.ndarray) -> keras.Variable:
        return self.add_weight(name=f"stack_{len(self.weights)}", shape=values.shape, initializer=lambda *_, **__: values)

    def call(self, inputs: Batch, training: bool = False) -> tf.Tensor:
        """Logits (networks, batch), in the order of `self.configs`."""
        sums = multi_hot_product(inputs, self.first_kernel) + self.first_bias
        first = tf.transpose(tf.reshape(tf.nn.relu(sums), (-1, len(self.configs), FIRST_UNITS)), (1, 0, 2))
        first = self._dropped(first, 0, 0, training)
        logits = []
        for tower, hidden, (kernel, bias) in zip(self.towers, self.hidden, self.answers):
            outputs, ended = first[tower.networks.start : tower.networks.stop], []
            for layer, (hidden_kernel, hidden_bias) in enumerate(hidden, start=1):
                going_on = len(tower.reaching(layer))
                if layer > 1:
                    ended.insert(0, outputs[going_on:])
                sums = tf.matmul(outputs[:going_on], hidden_kernel) + hidden_bias[:, None, :]
                outputs = tf.nn.relu(sums) if tower.activation == "relu" else tf.tanh(sums)
                outputs = self._dropped(outputs, tower.networks.start, layer, training)
            outputs = tf.concat([outputs, *ended], axis=0)
            logits.append((tf.matmul(outputs, kernel) + bias[:, None, :])[:, :, 0])
        return tf.concat(logits, axis=0)

    def _dropped(self, outputs: tf.Tensor, first: int, layer: int, training: bool) -> tf.Tensor:
        """`outputs` (networks, batch, units) with each network's share of them dropped.

        The draws depend on the seed, the layer and the step alone, and all networks see the same ones: so a network
        drops the same units whichever others are in its batch.
        """
        rates = self.dropouts[first : first + outputs.shape[0]][:, None, None]
        if not training or not rates.any():
            return outputs
        seed = (self.configs[0].seed * 10 + layer, tf.cast(self.optimizer.iterations, tf.int32))
        draws = tf.random.stateless_uniform(tf.shape(outputs)[1:], seed)
        return tf.where(draws[None] >= rates, outputs / (1 - rates), 0.0)

    def losses_of(self, logits: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
        """Each network's mean loss over the batch, without its L2 penalty: (networks,)."""
        truth = tf.broadcast_to(labels, tf.shape(logits))
        crossentropy = tf.nn.sigmoid_cross_entropy_with_logits(labels=truth, logits=logits)
        squared = tf.square(tf.sigmoid(logits) - truth)
        return tf.reduce_mean(tf.where(self.is_mse[:, None], squared, crossentropy), axis=1)

    def penalties_of(self) -> tf.Tensor:
        """Each network's L2 penalty, λ · Σ w² over its kernels: (networks,)."""
        if not self.penalties.any():
            return tf.zeros(len(self.configs))
        squares = tf.reduce_sum(tf.reshape(tf.reduce_sum(tf.square(self.first_kernel), axis=0), (-1, FIRST_UNITS)), axis=1)
        for hidden, (kernel, _) in zip(self.hidden, self.answers):
            for stacked in (kernel, *(hidden_kernel for hidden_kernel, _ in hidden)):
                own = tf.reduce_sum(tf.square(stacked), axis=(1, 2))
                owners = self.owners[stacked.path]
                squares += tf.pad(own, [[owners.start, len(self.configs) - owners.stop]])
        return self.penalties * squares

    def train_step(self, data) -> dict[str, tf.Tensor]:
        inputs, labels = data
        with tf.GradientTape() as tape:
            logits = self(inputs, training=True)
            losses = self.losses_of(logits, labels) + self.penalties_of()
            total = tf.reduce_sum(losses)
        self.optimizer.apply(tape.gradient(total, self.trainable_variables), self.trainable_variables)
        return self._record(losses, logits, labels)

    def test_step(self, data) -> dict[str, tf.Tensor]:
        inputs, labels = data
        logits = self(inputs, training=False)
        return self._record(self.losses_of(logits, labels) + self.penalties_of(), logits, labels)

    def _record(self, losses: tf.Tensor, logits: tf.Tensor, labels: tf.Tensor) -> dict[str, tf.Tensor]:
        reviews = tf.cast(tf.size(labels), tf.float32)
        right = tf.reduce_mean(tf.cast((logits > 0) == (labels > 0.5), tf.float32), axis=1)
        self.losses_mean.update_state(losses, reviews)
        self.accuracy_mean.update_state(right, reviews)
        return {"loss": self.losses_mean.result(), "accuracy": self.accuracy_mean.result()}

    def rates_for(self, index: int) -> tf.Tensor:
        """The learning rate of each network, in a shape that fits trainable variable number `index`."""
        variable = self.trainable_variables[index]
        if variable is self.first_kernel or variable is self.first_bias:
            return tf.repeat(self.rates, FIRST_UNITS)
        owners = self.owners[variable.path]
        return tf.reshape(self.rates[owners.start : owners.stop], (len(owners), *[1] * (len(variable.shape) - 1)))

    def learn_on(self, numbers: Collection[int]) -> None:
        """Let only these networks (numbers of the configs given) learn from now on."""
        going_on = np.zeros(len(self.configs), bool)
        going_on[self.position[list(numbers)]] = True
        self.rates.assign(np.where(going_on, self.rates, 0))

    def snapshot(self) -> dict[str, np.ndarray]:
        """The stacked weights as they are now, by the path of their variable."""
        return {variable.path: variable.numpy() for variable in self.trainable_variables}

    def weights_of(self, number: int, snapshot: Mapping[str, np.ndarray]) -> list[np.ndarray]:
        """The weights of network `number` of the configs given, copied from a snapshot, as `keras.Sequential` lists them."""
        place = self.position[number]
        columns = slice(place * FIRST_UNITS, (place + 1) * FIRST_UNITS)
        weights = [snapshot[self.first_kernel.path][:, columns], snapshot[self.first_bias.path][columns]]
        for tower, hidden, answer in zip(self.towers, self.hidden, self.answers):
            if place in tower.networks:
                own = tower.networks.index(place)
                for pair in (*hidden[: self.configs[place].layers], answer):
                    weights += [snapshot[stacked.path][own] for stacked in pair]
        return [own.copy() for own in weights]


WORTH_COMPILING = 500_000


class RMSpropPerNetwork(keras.optimizers.RMSprop):
    """Keras' RMSprop with a learning rate for each network; a network whose rate is 0 does not learn any more.

    v ← ρ v + (1 - ρ) g²; w ← w - η g / √(v + ε), with Keras' ρ = 0.9 and ε = 1e-7. `rates_for(index)` gives η in a
    shape that fits the variable of that number.
    """

    def __init__(self, rates_for: Callable[[int], tf.Tensor]) -> None:
        super().__init__()
        self.rates_for = rates_for
        # One for each optimizer, because a traced function holds on to the variables of the model that it was traced for.
        self.compiled_update = tf.function(_update, jit_compile=True)

    def update_step(self, gradient: tf.Tensor, variable: keras.Variable, learning_rate: tf.Tensor) -> None:
        index = self._get_variable_index(variable)
        velocity, rates = self._velocities[index], self.rates_for(index)
        # XLA makes a single pass over the memory of a large matrix of first layers; for small ones compiling costs more.
        update = self.compiled_update if variable.shape.num_elements() > WORTH_COMPILING else _update
        update(variable, velocity.value, gradient, rates, self.rho, self.epsilon)


def _update(weights: tf.Variable, velocity: tf.Variable, gradient: tf.Tensor, rates: tf.Tensor, rho: float, epsilon: float):
    # Not a product with 0: the gradient of a network that has diverged is not a number.
    learns = rates > 0
    moved = rho * velocity + (1 - rho) * tf.square(gradient)
    velocity.assign(tf.where(learns, moved, velocity))
    weights.assign_sub(tf.where(learns, rates * gradient / tf.sqrt(moved + epsilon), 0.0))


class MeanPerNetwork(keras.metrics.Metric):
    """The mean over batches of a figure that each network has: (networks,)."""

    def __init__(self, networks: int, name: str) -> None:
        super().__init__(name=name)
        self.total = self.add_variable(shape=(networks,), initializer="zeros", name="total")
        self.count = self.add_variable(shape=(), initializer="zeros", name="count")

    def update_state(self, means: tf.Tensor, reviews: tf.Tensor) -> None:
        """Add a batch's means (networks,), each over that many reviews."""
        self.total.assign_add(means * reviews)
        self.count.assign_add(reviews)

    def result(self) -> tf.Tensor:
        return self.total / self.count


def multi_hot_product(inputs: Batch, kernel: tf.Tensor) -> tf.Tensor:
    """Multi-hot rows times `kernel` (vocabulary, units): (batch, units), equal to the dense product.

    With X the multi-hot rows, the gradient for the kernel is Xᵀ · upstream: for each word the sum of the upstream rows of
    the reviews that it occurs in.
    """
    counts, words, gradient_reviews, gradient_words = inputs
    reviews = tf.repeat(tf.range(tf.size(counts)), counts)

    @tf.custom_gradient
    def product(kernel: tf.Tensor):
        def gradient(upstream: tf.Tensor) -> tf.Tensor:
            return tf.sparse.segment_sum(upstream, gradient_reviews, gradient_words, num_segments=kernel.shape[0])

        return tf.sparse.segment_sum(kernel, words, reviews, num_segments=tf.size(counts)), gradient

    return product(tf.convert_to_tensor(kernel))


def _shape(config: RunConfig) -> tuple[int, str, int]:
    """What networks of one tower share, and then the deeper ones first; without hidden layers units do not matter."""
    return (config.units, config.activation, -config.layers) if config.layers else (0, "", 0)


def _towers(configs: Sequence[RunConfig]) -> list[Tower]:
    """The towers of configs that are sorted by `_shape`."""
    towers = []
    for (_, activation), group in itertools.groupby(range(len(configs)), key=lambda number: _shape(configs[number])[:2]):
        numbers = list(group)
        towers.append(Tower(range(numbers[0], numbers[-1] + 1), tuple(configs[n].layers for n in numbers), activation))
    return towers
