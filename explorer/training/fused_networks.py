"""Many networks as one Keras model.

The networks of a batch read the same reviews, so their first layers side by side are one matrix, and one sparse product
serves them all. The layers above differ in shape; those with the same units are stacked and go through one batched matrix
product. Nothing leads from one network to another: each has its own loss, the loss of the batch is their sum, and RMSprop
divides each weight's gradient by that weight's own past. So each network learns exactly what it would learn alone with
the same initial weights and the same order of reviews.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.config import FIRST_UNITS, RunConfig
from explorer.training.epoch_batches import Pass
from explorer.training.functions import ACTIVATIONS, LOSSES, check_implemented
from explorer.training.keras_backend import keras, tf
from explorer.training.network import initial_weights
from explorer.training.sparse_product import MultiHot
from explorer.training.weight_layout import Layout, Shape, Tower, order_of, shape_of


class FusedNetworks(keras.Model):
    """The networks of `configs`, which share vocabulary, batch size and seed, as one model.

    Its inputs are multi-hot rows as a `tf.SparseTensor` (batch, vocabulary), its outputs and metrics one value for each
    network, in the order of their places in `layout`; `position` has the place of each of the configs given. A model that
    has been compiled serves again, by `begin`, for other configs of the same `structure`.
    """

    def __init__(self, configs: Sequence[RunConfig]) -> None:
        super().__init__(name="fused")
        self.structure = structure(configs)
        self.layout = Layout(self.structure.shapes)
        matrix = (configs[0].vocabulary, FIRST_UNITS * len(configs))
        self.first = self.add_weight(name="first", shape=matrix, initializer="zeros")
        self.rest = self.add_weight(name="rest", shape=(self.layout.size,), initializer="zeros")
        # The weights of each network's best epoch so far.
        self.best_first, self.best_rest = (tf.Variable(tf.zeros(weights.shape)) for weights in (self.first, self.rest))

        # What differs from network to network, each (networks,).
        self.rates, self.penalties, self.dropouts = (tf.Variable(tf.zeros(len(configs))) for _ in range(3))
        # The number of each one's loss in `LOSSES`.
        self.loss_index = tf.Variable(tf.zeros(len(configs), tf.int32))
        self.seed = tf.Variable(0)
        # The place of each weight's network: a tensor, because a graph would hold an array once for each use.
        self.owners = tf.constant(self.layout.owners)
        self.losses_mean = MeanPerNetwork(len(configs), name="loss")
        self.accuracy_mean = MeanPerNetwork(len(configs), name="accuracy")
        # Else Keras would call it with a `Pass` to have it built.
        self.built = True
        self.begin(configs)

    def begin(self, configs: Sequence[RunConfig]) -> None:
        """Take the settings of `configs`, which have the model's `structure`, and the weights that they begin with.

        Raises:
            ConfigError: a choice of theirs is not implemented.
        """
        for config in configs:
            check_implemented(config)
        order = order_of([shape_of(config) for config in configs])
        self.position = np.argsort(order)
        placed = [configs[number] for number in order]
        first, rest = self.layout.pack([initial_weights(config) for config in placed])
        self.first.assign(first)
        self.rest.assign(rest)
        self.rates.assign([config.learning_rate for config in placed])
        self.penalties.assign([config.l2 for config in placed])
        self.dropouts.assign([config.dropout for config in placed])
        self.loss_index.assign([[*LOSSES].index(config.loss) for config in placed])
        self.seed.assign(configs[0].seed)

    def call(self, inputs: tf.SparseTensor, training: bool = False) -> tf.Tensor:
        """Logits (networks, batch), in the order of the places."""
        return self.towers(self._multi_hot(inputs).times(self.first.value), training)

    def _multi_hot(self, inputs: tf.SparseTensor) -> MultiHot:
        return MultiHot(inputs, self.first.shape[1])

    def towers(self, sums: tf.Tensor, training: bool) -> tf.Tensor:
        """Logits (networks, batch) from the first layers' sums without their biases (batch, columns of `first`)."""
        pieces = self.layout.pieces
        cut = tf.split(self.rest.value, [piece.size for piece in pieces])
        stacks = iter([tf.reshape(part, piece.stack) for part, piece in zip(cut, pieces)])
        sums += tf.reshape(next(stacks), (-1,))
        # From here on with the reviews last, (networks, units, batch): long rows suit products, sums and biases.
        first = tf.reshape(tf.transpose(tf.nn.relu(sums)), (len(self.position), FIRST_UNITS, -1))
        first = self._dropped(first, range(len(self.position)), 0, training)
        logits = []
        for tower, outputs in zip(self.layout.towers, _split(first, [len(tower.places) for tower in self.layout.towers])):
            ended = []
            for layer in range(1, tower.layers[0] + 1):
                reaching = tower.reaching(layer)
                outputs, *others = _split(outputs, [len(reaching), outputs.shape[0] - len(reaching)])
                ended = others + ended
                kernels, biases = next(stacks), next(stacks)
                outputs = _activated(tower, tf.matmul(kernels, outputs, transpose_a=True) + biases[:, :, None])
                outputs = self._dropped(outputs, reaching, layer, training)
            kernels, biases = next(stacks), next(stacks)
            groups = [outputs, *ended]
            answers = [
                tf.matmul(own, group, transpose_a=True)[:, 0, :]
                for own, group in zip(_split(kernels, [group.shape[0] for group in groups]), groups)
            ]
            logits.append(tf.concat(answers, axis=0) + biases)
        return tf.concat(logits, axis=0)

    def _dropped(self, outputs: tf.Tensor, places: range, layer: int, training: bool) -> tf.Tensor:
        """`outputs` (networks, units, batch) of the networks at `places` with each one's share of them dropped.

        The draws depend on the seed, the layer and the step alone (from 1, so that they are not those of the initial
        weights), and all networks see the same ones: a network drops the same units whichever others are in its batch.
        """
        if not (training and self.structure.dropout):
            return outputs
        rates = self.dropouts[places.start : places.stop][:, None, None]
        seed = (self.seed * 10 + layer, tf.cast(self.optimizer.iterations, tf.int32) + 1)
        draws = tf.random.stateless_uniform(tf.shape(outputs)[1:], seed)
        return tf.where(draws[None] >= rates, outputs / (1 - rates), 0.0)

    def losses_of(self, logits: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
        """Each network's mean loss over the batch, without its L2 penalty: (networks,)."""
        labels = tf.broadcast_to(labels, tf.shape(logits))
        losses, *others = (loss(logits, labels) for loss in LOSSES.values())
        for index, other in enumerate(others, 1):
            losses = tf.where(self.loss_index[:, None] == index, other, losses)
        return tf.reduce_mean(losses, axis=1)

    def penalties_of(self) -> tf.Tensor:
        """Each network's L2 penalty, λ · Σ w² over its kernels: (networks,)."""
        if not self.structure.l2:
            return tf.zeros_like(self.penalties)
        first = tf.reduce_sum(tf.reshape(tf.reduce_sum(tf.square(self.first), axis=0), (-1, FIRST_UNITS)), axis=1)
        squares = tf.where(self.layout.in_kernels, tf.square(self.rest), 0.0)
        return self.penalties * (first + tf.math.unsorted_segment_sum(squares, self.owners, len(self.position)))

    def train_step(self, data: Pass) -> dict[str, tf.Tensor]:
        """Learn from every batch of a pass; Keras' epoch is then one step, and Keras takes its time but once an epoch."""
        return self._over(data, self.learn)

    def test_step(self, data: Pass) -> dict[str, tf.Tensor]:
        """Judge the reviews of a pass."""
        return self._over(data, self.judge)

    def _over(self, data: Pass, step: Callable[[tf.SparseTensor, tf.Tensor], None]) -> dict[str, tf.Tensor]:
        def once(number: tf.Tensor) -> tf.Tensor:
            step(*data.batch(number, self.structure.vocabulary))
            return number + 1

        tf.while_loop(lambda number: number < data.batches(), once, (0,), parallel_iterations=1)
        return {"loss": self.losses_mean.result(), "accuracy": self.accuracy_mean.result()}

    def learn(self, inputs: tf.SparseTensor, labels: tf.Tensor) -> None:
        """Correct all weights once, by a batch of rows (batch, vocabulary) and their labels (batch,)."""
        rows = self._multi_hot(inputs)
        sums = rows.times(self.first.value)
        with tf.GradientTape() as tape:
            tape.watch(sums)
            logits = self.towers(sums, training=True)
            losses = self.losses_of(logits, labels) + self.penalties_of()
            total = tf.reduce_sum(losses)
        # The matrix counts by the sums, and where there is a penalty on it, by that.
        by_sums, by_penalty, to_rest = tape.gradient(total, (sums, self.first.value, self.rest.value))
        to_first = rows.gradient(by_sums)
        if by_penalty is not None:
            to_first += by_penalty
        self.optimizer.apply((to_first, to_rest), (self.first, self.rest))
        self._record(losses, logits, labels)

    def judge(self, inputs: tf.SparseTensor, labels: tf.Tensor) -> None:
        """Take a batch into the figures, and learn nothing from it."""
        logits = self(inputs, training=False)
        self._record(self.losses_of(logits, labels) + self.penalties_of(), logits, labels)

    def _record(self, losses: tf.Tensor, logits: tf.Tensor, labels: tf.Tensor) -> None:
        reviews = tf.cast(tf.size(labels), tf.float32)
        right = tf.reduce_mean(tf.cast((logits > 0) == (labels > 0.5), tf.float32), axis=1)
        self.losses_mean.update_state(losses, reviews)
        self.accuracy_mean.update_state(right, reviews)

    def rates_of(self, index: int) -> tf.Tensor:
        """The learning rate of each weight's network, in a shape that fits trainable variable number `index`."""
        is_first = self.trainable_variables[index] is self.first
        return tf.repeat(self.rates, FIRST_UNITS) if is_first else tf.gather(self.rates, self.owners)

    def learn_on(self, numbers: Collection[int]) -> None:
        """Let only these networks (numbers of the configs given) learn from now on."""
        self.rates.assign(tf.where(self._among(numbers), self.rates, 0.0))

    def keep(self, numbers: Collection[int]) -> None:
        """Remember the weights that these networks have now as their best."""
        kept = self._among(numbers)
        self.best_first.assign(tf.where(tf.repeat(kept, FIRST_UNITS), self.first.value, self.best_first))
        self.best_rest.assign(tf.where(tf.gather(kept, self.owners), self.rest.value, self.best_rest))

    def kept(self, number: int) -> list[np.ndarray]:
        """The best weights of network `number` of the configs given, as `keras.Sequential` lists them."""
        place = self.position[number]
        columns = self.best_first[:, self.layout.columns(place)].numpy()
        return self.layout.unpack(place, columns, self.best_rest.numpy())

    def _among(self, numbers: Collection[int]) -> np.ndarray:
        """By place, whether a network is one of those: (networks,)."""
        chosen = np.zeros(len(self.position), bool)
        chosen[self.position[list(numbers)]] = True
        return chosen


@dataclass(frozen=True)
class Structure:
    """What of a batch is built into its model, and not set by `begin`; `shapes` in the order of the places."""

    vocabulary: int
    shapes: tuple[Shape, ...]
    dropout: bool
    l2: bool


def structure(configs: Sequence[RunConfig]) -> Structure:
    """The structure of the model for `configs`."""
    shapes = [shape_of(config) for config in configs]
    return Structure(
        vocabulary=configs[0].vocabulary,
        shapes=tuple(shapes[number] for number in order_of(shapes)),
        dropout=any(config.dropout for config in configs),
        l2=any(config.l2 for config in configs),
    )


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


def _split(stack: tf.Tensor, sizes: Sequence[int]) -> list[tf.Tensor]:
    """`stack` cut along its first axis, without empty parts."""
    sizes = [size for size in sizes if size]
    return tf.split(stack, sizes) if len(sizes) > 1 else [stack]


def _activated(tower: Tower, sums: tf.Tensor) -> tf.Tensor:
    """Each network's own activation of `sums` (networks, units, batch), which are those of the first ones of the tower."""
    activations = np.array(tower.activations[: sums.shape[0]])
    name, *others = np.unique(activations)
    outputs = ACTIVATIONS[name](sums)
    for name in others:
        outputs = tf.where((activations == name)[:, None, None], ACTIVATIONS[name](sums), outputs)
    return outputs
