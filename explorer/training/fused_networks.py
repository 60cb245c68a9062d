"""Many networks as one Keras model.

The networks of a group read the same reviews, so their first layers form one matrix, and one sparse product serves them
all. The layers above differ in shape; those of the same width are stacked and computed by one batched matrix product. The
networks do not influence each other: the total loss is the sum of theirs, and the optimizers look at each weight and its
own history alone. So each network learns exactly what it would learn alone from the same initial weights
and the same order of reviews.
"""

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np

from explorer.config import RunConfig
from explorer.history import Epoch
from explorer.scheduling.structure import slot_order, structure_of
from explorer.training.checkpoint import Checkpoint
from explorer.training.epoch_batches import Shard
from explorer.training.functions import ACTIVATIONS, LOSSES, check_implemented
from explorer.training.keras_backend import keras, tf
from explorer.training.network import initial_weights
from explorer.training.optimizers import MEMORIES, OPTIMIZERS, OptimizerPerNetwork
from explorer.training.sparse_product import MultiHot
from explorer.training.weight_layout import WeightLayout, WidthGroup


class FusedNetworks(keras.Model):
    """The networks of several configs as one model.

    Its inputs are rows of a `Vectorizer`, a `tf.SparseTensor` (batch, vocabulary). Its outputs and metrics have one value
    per network, in the order of the slots of `layout`; `slots` holds the slot of each config. A model can be used again, by
    `reset`, for other configs of the same `structure`.

    Args:
        configs: Settings of the networks, with the same `fusion_key`.
    """

    def __init__(self, configs: Sequence[RunConfig]) -> None:
        super().__init__(name="fused")
        self.structure = structure_of(configs)
        self.layout = WeightLayout(self.structure.shapes)
        matrix = (configs[0].vocabulary, len(self.layout.column_slots))
        self.first = self.add_weight(name="first", shape=matrix, initializer="zeros")
        self.rest = self.add_weight(name="rest", shape=(self.layout.size,), initializer="zeros")
        # The weights of each network's best epoch so far.
        self.best_first, self.best_rest = (tf.Variable(tf.zeros(weights.shape)) for weights in (self.first, self.rest))

        # Settings that differ from network to network, each (networks,).
        rates = (tf.Variable(tf.zeros(len(configs))) for _ in range(4))
        self.learning_rates, self.l2, self.dropout_rates, self.wrong_labels = rates
        # The position of each network's loss in `LOSSES`, and of its optimizer in `OPTIMIZERS`.
        self.loss_index, self.optimizer_index = (tf.Variable(tf.zeros(len(configs), tf.int32)) for _ in range(2))
        self.seed = tf.Variable(0)
        # Once another thread sets it, the rest of an epoch is skipped.
        self.halted = tf.Variable(False)
        # Tensors, because a graph would store an array once for each use, which takes seconds for a large array of bools.
        self.segment_ids, self.column_slots = tf.constant(self.layout.segment_ids), tf.constant(self.layout.column_slots)
        self.kernel_mask = tf.constant(self.layout.kernel_mask)
        self.mean_losses = MeanPerNetwork(len(configs), name="loss")
        self.mean_accuracies = MeanPerNetwork(len(configs), name="accuracy")
        # Otherwise Keras would build the model by calling it with a `Shard`.
        self.built = True
        self.reset(configs)

    def reset(self, configs: Sequence[RunConfig]) -> None:
        """Take the settings of `configs`, which have the model's `structure`, and their initial weights.

        Raises:
            ConfigError: a choice in them is not implemented.
        """
        for config in configs:
            check_implemented(config)
        order = slot_order(configs)
        self.slots = np.argsort(order)
        in_slots = [configs[number] for number in order]
        first, rest = self.layout.pack([initial_weights(config) for config in in_slots])
        self.first.assign(first)
        self.rest.assign(rest)
        self.learning_rates.assign([config.learning_rate for config in in_slots])
        self.l2.assign([config.l2 for config in in_slots])
        self.dropout_rates.assign([config.dropout for config in in_slots])
        self.wrong_labels.assign([config.wrong_labels for config in in_slots])
        self.loss_index.assign([[*LOSSES].index(config.loss) for config in in_slots])
        self.optimizer_index.assign([[*OPTIMIZERS].index(config.optimizer) for config in in_slots])
        self.seed.assign(configs[0].seed)
        self.halted.assign(False)
        self.optimizer_names = [config.optimizer for config in configs]

    def call(self, inputs: tf.SparseTensor, training: bool = False) -> tf.Tensor:
        """Logits (networks, batch)."""
        return self.logits(self._multi_hot(inputs).matmul(self.first.value), training)

    def _multi_hot(self, inputs: tf.SparseTensor) -> MultiHot:
        return MultiHot(inputs, self.first.shape[1])

    def logits(self, sums: tf.Tensor, training: bool) -> tf.Tensor:
        """Logits (networks, batch) from the first layers' sums without their biases (batch, columns of `first`)."""
        blocks = self.layout.blocks
        parts = tf.split(self.rest.value, [block.size for block in blocks])
        firsts = self.layout.first_layers
        sums += tf.concat(parts[: len(firsts)], axis=0)
        stacks = iter([tf.reshape(part, block.stacked_shape) for part, block in zip(parts, blocks)][len(firsts) :])
        # From here on (networks, units, batch): products, sums and biases are faster on long rows.
        columns = _split(tf.transpose(tf.nn.relu(sums)), [block.size for block in firsts])
        inputs: list[tf.Tensor] = []
        for block, outputs in zip(firsts, columns):
            outputs = self._dropout(tf.reshape(outputs, (*block.stacked_shape, -1)), block.slots, 0, training)
            sizes = [len(group.slots) for group in self.layout.width_groups if (group.first_units,) == block.shape]
            inputs += _split(outputs, sizes)
        logits = []
        for group, outputs in zip(self.layout.width_groups, inputs):
            # Outputs of the last hidden layer of the networks that have no further one, the deepest first.
            finished: list[tf.Tensor] = []
            for layer in range(1, group.layers[0] + 1):
                slots = group.slots_with(layer)
                outputs, *others = _split(outputs, [len(slots), outputs.shape[0] - len(slots)])
                finished = others + finished
                kernels, biases = next(stacks), next(stacks)
                outputs = _activate(group, tf.matmul(kernels, outputs, transpose_a=True) + biases[:, :, None])
                outputs = self._dropout(outputs, slots, layer, training)
            kernels, biases = next(stacks), next(stacks)
            hidden = [outputs, *finished]
            answers = [
                tf.matmul(own, below, transpose_a=True)[:, 0, :]
                for own, below in zip(_split(kernels, [below.shape[0] for below in hidden]), hidden)
            ]
            logits.append(tf.concat(answers, axis=0) + biases)
        return tf.concat(logits, axis=0)

    def _dropout(self, outputs: tf.Tensor, slots: range, layer: int, training: bool) -> tf.Tensor:
        """Drop each network's share of `outputs` (networks, units, batch), where the networks are those in `slots`.

        The draws depend only on the seed, the layer and the step (from 1, so that they differ from those of the initial
        weights), and all networks share them: a network drops the same units whichever others are in its group.
        """
        if not (training and self.structure.dropout):
            return outputs
        rates = self.dropout_rates[slots.start : slots.stop][:, None, None]
        seed = (self.seed * 10 + layer, tf.cast(self.optimizer.iterations, tf.int32) + 1)
        draws = tf.random.stateless_uniform(tf.shape(outputs)[1:], seed)
        return tf.where(draws[None] >= rates, outputs / (1 - rates), 0.0)

    def data_losses(self, logits: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
        """Each network's mean loss over the batch, without its L2 penalty: (networks,). Labels are as for `labels_told`."""
        labels = tf.broadcast_to(labels, tf.shape(logits))
        losses, *others = (loss(logits, labels) for loss in LOSSES.values())
        for index, other in enumerate(others, 1):
            losses = tf.where(self.loss_index[:, None] == index, other, losses)
        return tf.reduce_mean(losses, axis=1)

    def penalties(self) -> tf.Tensor:
        """Each network's L2 penalty, λ · Σ w² over its kernels: (networks,)."""
        if not self.structure.l2:
            return tf.zeros_like(self.l2)
        of_columns = tf.reduce_sum(tf.square(self.first), axis=0)
        first = tf.math.unsorted_segment_sum(of_columns, self.column_slots, len(self.slots))
        squares = tf.where(self.kernel_mask, tf.square(self.rest), 0.0)
        return self.l2 * (first + tf.math.unsorted_segment_sum(squares, self.segment_ids, len(self.slots)))

    def train_step(self, data: Shard) -> dict[str, tf.Tensor]:
        """Learn from every batch of a shard: one step for Keras, whose overhead per step then occurs once per shard."""
        return self._for_each_batch(data, self.train_batch)

    def test_step(self, data: Shard) -> dict[str, tf.Tensor]:
        """Evaluate every batch of a shard."""
        return self._for_each_batch(data, self.test_batch)

    def _for_each_batch(
        self, data: Shard, step: Callable[[tf.SparseTensor, tf.Tensor, tf.Tensor], None]
    ) -> dict[str, tf.Tensor]:
        def body(number: tf.Tensor) -> tf.Tensor:
            step(*data.batch(number, self.structure.vocabulary, self.structure.binary))
            return number + 1

        def goes_on(number: tf.Tensor) -> tf.Tensor:
            return tf.logical_and(number < data.size(), tf.logical_not(self.halted))

        tf.while_loop(goes_on, body, (0,), parallel_iterations=1)
        return {"loss": self.mean_losses.result(), "accuracy": self.mean_accuracies.result()}

    def labels_told(self, labels: tf.Tensor, flip_ranks: tf.Tensor) -> tf.Tensor:
        """The labels (batch,), or with wrong ones those that each network is told (networks, batch)."""
        if not self.structure.wrong_labels:
            return labels
        return tf.where(flip_ranks < self.wrong_labels[:, None], 1 - labels, labels)

    def train_batch(self, inputs: tf.SparseTensor, labels: tf.Tensor, flip_ranks: tf.Tensor) -> None:
        """Update all weights once, from a batch of rows (batch, vocabulary), labels and flip ranks, both (batch,)."""
        labels = self.labels_told(labels, flip_ranks)
        rows = self._multi_hot(inputs)
        sums = rows.matmul(self.first.value)
        with tf.GradientTape() as tape:
            tape.watch(sums)
            logits = self.logits(sums, training=True)
            losses = self.data_losses(logits, labels) + self.penalties()
            total = tf.reduce_sum(losses)
        # The matrix affects the loss through the sums and, with L2, through the penalty.
        sums_gradient, penalty_gradient, rest_gradient = tape.gradient(total, (sums, self.first.value, self.rest.value))
        first_gradient = rows.kernel_gradient(sums_gradient)
        if penalty_gradient is not None:
            first_gradient += penalty_gradient
        self.optimizer.apply((first_gradient, rest_gradient), (self.first, self.rest))
        self._update_metrics(losses, logits, labels)

    def test_batch(self, inputs: tf.SparseTensor, labels: tf.Tensor, _: tf.Tensor) -> None:
        """Add a batch to the metrics without learning from it. Its labels are always the true ones."""
        logits = self(inputs, training=False)
        self._update_metrics(self.data_losses(logits, labels) + self.penalties(), logits, labels)

    def _update_metrics(self, losses: tf.Tensor, logits: tf.Tensor, labels: tf.Tensor) -> None:
        reviews = tf.cast(tf.shape(labels)[-1], tf.float32)
        correct = tf.reduce_mean(tf.cast((logits > 0) == (labels > 0.5), tf.float32), axis=1)
        self.mean_losses.update_state(losses, reviews)
        self.mean_accuracies.update_state(correct, reviews)

    def for_weights(self, values: tf.Tensor, variable: keras.Variable) -> tf.Tensor:
        """`values` (networks,) for each weight of `variable`, `first` or `rest`, in a shape that broadcasts to it."""
        return tf.gather(values, self.column_slots if variable is self.first else self.segment_ids)

    def freeze(self, numbers: Collection[int]) -> None:
        """Stop training these networks (numbers of the configs) until the next `reset`."""
        self.learning_rates.assign(tf.where(self._slot_mask(numbers), 0.0, self.learning_rates))

    def snapshot(self, numbers: Collection[int]) -> None:
        """Store the current weights of these networks (numbers of the configs) as their best."""
        chosen = self._slot_mask(numbers)
        for best, weights in ((self.best_first, self.first), (self.best_rest, self.rest)):
            best.assign(tf.where(self.for_weights(chosen, weights), weights.value, best))

    def best_weights(self, number: int) -> list[np.ndarray]:
        """The weights in the last `snapshot` of the network of config `number`, as `keras.Sequential` lists them."""
        slot = self.slots[number]
        columns = self.best_first[:, self.layout.columns(slot)].numpy()
        return self.layout.unpack(slot, columns, self.best_rest.numpy())

    def checkpoints(self, histories: Mapping[int, Sequence[Epoch]]) -> dict[int, Checkpoint]:
        """Networks as they are now, by the numbers of their configs, as are their epochs so far in `histories`."""
        now = (self.first.numpy(), self.rest.numpy())
        best = (self.best_first.numpy(), self.best_rest.numpy())
        memories = {name: (first.numpy(), rest.numpy()) for name, (first, rest) in self.optimizer.memories.items()}

        def own(slot: int, arrays: tuple[np.ndarray, np.ndarray]) -> list[np.ndarray]:
            return self.layout.unpack(slot, arrays[0][:, self.layout.columns(slot)], arrays[1])

        return {
            number: Checkpoint(
                history,
                own(self.slots[number], now),
                own(self.slots[number], best),
                {name: own(self.slots[number], memories[name]) for name in MEMORIES[self.optimizer_names[number]]},
            )
            for number, history in histories.items()
        }

    def restore(self, checkpoints: Sequence[Checkpoint], steps: int) -> None:
        """Go on with networks as they were, one for each config, after so many steps of the optimizer."""
        in_slots = [checkpoints[number] for number in np.argsort(self.slots)]
        pairs = [(self.first, self.rest), (self.best_first, self.best_rest), *self.optimizer.memories.values()]
        parts = [[one.weights for one in in_slots], [one.best_weights for one in in_slots]]
        for name in self.optimizer.memories:
            # A network without that memory, in a group of several optimizers, never reads its part.
            parts.append([one.memories.get(name) or [np.zeros_like(own) for own in one.weights] for one in in_slots])
        for (first, rest), part in zip(pairs, parts):
            columns, vector = self.layout.pack(part)
            first.assign(columns)
            rest.assign(vector)
        self.optimizer.iterations.assign(steps)

    def _slot_mask(self, numbers: Collection[int]) -> np.ndarray:
        """Which slots belong to these configs: (networks,) bool."""
        mask = np.zeros(len(self.slots), bool)
        mask[self.slots[list(numbers)]] = True
        return mask


def compile_networks(configs: Sequence[RunConfig]) -> FusedNetworks:
    """A compiled model for `configs`."""
    model = FusedNetworks(configs)
    # Compiling the whole model with XLA would take longer than training a small network.
    optimizer = OptimizerPerNetwork(
        model.structure.optimizers,
        rates_for=lambda variable: model.for_weights(model.learning_rates, variable),
        kinds_for=lambda variable: model.for_weights(model.optimizer_index, variable),
    )
    model.compile(optimizer, jit_compile=False)
    model.optimizer.build(model.trainable_variables)
    return model


class MeanPerNetwork(keras.metrics.Metric):
    """The mean of a metric over all reviews, for each network: (networks,)."""

    def __init__(self, networks: int, name: str) -> None:
        super().__init__(name=name)
        self.total = self.add_variable(shape=(networks,), initializer="zeros", name="total")
        self.count = self.add_variable(shape=(), initializer="zeros", name="count")

    def update_state(self, means: tf.Tensor, reviews: tf.Tensor) -> None:
        """Add a batch's means (networks,), each over `reviews` reviews, a scalar."""
        self.total.assign_add(means * reviews)
        self.count.assign_add(reviews)

    def result(self) -> tf.Tensor:
        return self.total / self.count


def _split(stack: tf.Tensor, sizes: Sequence[int]) -> list[tf.Tensor]:
    """`stack` split along its first axis, without empty parts."""
    sizes = [size for size in sizes if size]
    return tf.split(stack, sizes) if len(sizes) > 1 else [stack]


def _activate(group: WidthGroup, sums: tf.Tensor) -> tf.Tensor:
    """Apply each network's own activation to `sums` (networks, units, batch), those of the first networks of the group."""
    activations = np.array(group.activations[: sums.shape[0]])
    name, *others = np.unique(activations)
    outputs = ACTIVATIONS[name](sums)
    for name in others:
        outputs = tf.where((activations == name)[:, None, None], ACTIVATIONS[name](sums), outputs)
    return outputs
