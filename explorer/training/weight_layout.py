"""Where the weights of each network of a group are stored, side by side with those of the others.

The first layers are columns of one matrix, one column per unit. All other weights are in one vector, made of blocks.
A block holds the same kernel or bias of several networks, so that it can be used as a stack in a batched product.
Each network has a slot, its number in this order: by units of the first layer, then by hidden units, and within the same
units the deeper networks first.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from explorer.scheduling.structure import NetworkShape


@dataclass(frozen=True)
class WidthGroup:
    """The networks in `slots`, which have the same units; `layers` and `activations` of each, deeper ones first."""

    slots: range
    first_units: int
    units: int
    layers: tuple[int, ...]
    activations: tuple[str, ...]

    def slots_with(self, layer: int) -> range:
        """The slots of the networks that have hidden layer `layer`, from 1. They are the first ones of the group."""
        return self.slots[: sum(layers >= layer for layers in self.layers)]


@dataclass(frozen=True)
class WeightBlock:
    """The same kernel or bias, of `shape` in Keras, of each network in `slots`."""

    slots: range
    shape: tuple[int, ...]

    @property
    def stacked_shape(self) -> tuple[int, ...]:
        """The shape of the whole block: (networks, *shape)."""
        return len(self.slots), *self.shape

    @property
    def size(self) -> int:
        """The number of weights in the block."""
        return int(np.prod(self.stacked_shape))


@dataclass(frozen=True)
class WeightLayout:
    """The layout for networks of these shapes, which are in `slot_order`."""

    shapes: tuple[NetworkShape, ...]

    @cached_property
    def width_groups(self) -> list[WidthGroup]:
        """The networks, grouped by the units of their first and of their hidden layers."""
        groups = []
        for widths, members in itertools.groupby(range(len(self.shapes)), key=lambda slot: self.shapes[slot][:2]):
            slots = list(members)
            _, _, layers, activations = zip(*(self.shapes[slot] for slot in slots))
            first_units, units = widths
            groups.append(WidthGroup(range(slots[0], slots[-1] + 1), first_units, units, layers, activations))
        return groups

    @cached_property
    def first_layers(self) -> list[WeightBlock]:
        """The biases of the first layers: a block for all networks with the same units there."""
        by_units = itertools.groupby(range(len(self.shapes)), key=lambda slot: self.shapes[slot].first_units)
        members = [(units, list(slots)) for units, slots in by_units]
        return [WeightBlock(range(slots[0], slots[-1] + 1), (units,)) for units, slots in members]

    @cached_property
    def blocks(self) -> list[WeightBlock]:
        """The blocks of the vector in their order: those of any one network come in the order of its layers.

        First the biases of all first layers; then, for each width group, kernels and biases of each hidden layer and of the
        output layer.
        """
        blocks = [*self.first_layers]
        for group in self.width_groups:
            inputs, units = group.first_units, group.units
            for layer in range(1, group.layers[0] + 1):
                slots = group.slots_with(layer)
                blocks += [WeightBlock(slots, (inputs, units)), WeightBlock(slots, (units,))]
                inputs = units
            blocks += [WeightBlock(group.slots, (inputs, 1)), WeightBlock(group.slots, (1,))]
        return blocks

    @property
    def size(self) -> int:
        """The number of weights in the vector."""
        return sum(block.size for block in self.blocks)

    @property
    def segment_ids(self) -> np.ndarray:
        """The slot of the network that each weight of the vector belongs to: (weights,) int32."""
        return np.concatenate([np.repeat(block.slots, np.prod(block.shape)) for block in self.blocks]).astype(np.int32)

    @property
    def kernel_mask(self) -> np.ndarray:
        """Which weights of the vector are in a kernel and not in a bias: (weights,) bool."""
        return np.concatenate([np.full(block.size, len(block.shape) == 2) for block in self.blocks])

    @cached_property
    def column_slots(self) -> np.ndarray:
        """The slot of the network that each column of the matrix belongs to: (columns,) int32."""
        return np.repeat(np.arange(len(self.shapes), dtype=np.int32), [shape.first_units for shape in self.shapes])

    def columns(self, slot: int) -> slice:
        """The columns of the matrix that are the first layer of the network in `slot`."""
        return slice(*np.searchsorted(self.column_slots, [slot, slot + 1]).tolist())

    def pack(self, weights: Sequence[Sequence[np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
        """The matrix (vocabulary, columns) and the vector (weights,) from the weights of each slot as Keras lists them."""
        remaining = [iter(own[1:]) for own in weights]
        vector = [next(remaining[slot]).ravel() for block in self.blocks for slot in block.slots]
        return np.concatenate([own[0] for own in weights], axis=1), np.concatenate(vector)

    def unpack(self, slot: int, columns: np.ndarray, vector: np.ndarray) -> list[np.ndarray]:
        """The weights of the network in `slot` as Keras lists them, from its own columns and the whole vector.

        What there is for each weight, such as an average of its gradients, is packed and unpacked likewise.
        """
        weights, start = [columns], 0
        for block in self.blocks:
            if slot in block.slots:
                stack = vector[start : start + block.size].reshape(block.stacked_shape)
                weights.append(stack[block.slots.index(slot)].copy())
            start += block.size
        return weights
