"""How the networks of a batch lie side by side, and how the weights of each are found there again.

The first layers are the columns of one matrix, `FIRST_UNITS` for each network. All other weights lie one after another in
one vector, cut into pieces: a piece is one kernel or one bias of each network that has it, so it can be used as a stack.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from explorer.config import FIRST_UNITS, RunConfig

# Hidden units, hidden layers, activation.
Shape = tuple[int, int, str]


def shape_of(config: RunConfig) -> Shape:
    """What of a network decides where its weights lie; without hidden layers units and activation do not matter."""
    return (config.units, config.layers, config.activation) if config.layers else (0, 0, "")


def order_of(shapes: Sequence[Shape]) -> list[int]:
    """Their numbers in the order of the places: by units, the deeper ones first."""

    def place(number: int) -> tuple[int, int, str]:
        units, layers, activation = shapes[number]
        return units, -layers, activation

    return sorted(range(len(shapes)), key=place)


@dataclass(frozen=True)
class Tower:
    """The networks at `places`, which share their hidden units; `layers` and `activations` of each, the deeper first."""

    places: range
    layers: tuple[int, ...]
    activations: tuple[str, ...]

    def reaching(self, layer: int) -> range:
        """Those that have a hidden layer of that number (from 1): the first ones."""
        return self.places[: sum(layers >= layer for layers in self.layers)]


@dataclass(frozen=True)
class Piece:
    """One kernel or bias, of `shape` as Keras has it, of each of the networks at `places`."""

    places: range
    shape: tuple[int, ...]

    @property
    def stack(self) -> tuple[int, ...]:
        """The shape of all of them together, network by network."""
        return len(self.places), *self.shape

    @property
    def size(self) -> int:
        """How many weights that are."""
        return int(np.prod(self.stack))


@dataclass(frozen=True)
class Layout:
    """Networks of these shapes, which stand in the order of `order_of`."""

    shapes: tuple[Shape, ...]

    @cached_property
    def towers(self) -> list[Tower]:
        """The networks by their hidden units."""
        towers = []
        for _, group in itertools.groupby(range(len(self.shapes)), key=lambda place: self.shapes[place][0]):
            places = list(group)
            _, layers, activations = zip(*(self.shapes[place] for place in places))
            towers.append(Tower(range(places[0], places[-1] + 1), layers, activations))
        return towers

    @cached_property
    def pieces(self) -> list[Piece]:
        """The vector's pieces from its beginning: those of any one network come in the order of its layers.

        The biases of the first layers; then, tower by tower, kernels and biases of each hidden layer and of the answers.
        """
        pieces = [Piece(range(len(self.shapes)), (FIRST_UNITS,))]
        for tower in self.towers:
            below, units = FIRST_UNITS, self.shapes[tower.places[0]][0]
            for layer in range(1, tower.layers[0] + 1):
                pieces += [Piece(tower.reaching(layer), (below, units)), Piece(tower.reaching(layer), (units,))]
                below = units
            pieces += [Piece(tower.places, (below, 1)), Piece(tower.places, (1,))]
        return pieces

    @property
    def size(self) -> int:
        """The number of weights in the vector."""
        return sum(piece.size for piece in self.pieces)

    @property
    def owners(self) -> np.ndarray:
        """The place of the network that each weight of the vector belongs to: (weights,), int32."""
        return np.concatenate([np.repeat(piece.places, np.prod(piece.shape)) for piece in self.pieces]).astype(np.int32)

    @property
    def in_kernels(self) -> np.ndarray:
        """Which weights of the vector are in a kernel, not in a bias: (weights,), bool."""
        return np.concatenate([np.full(piece.size, len(piece.shape) == 2) for piece in self.pieces])

    def columns(self, place: int) -> slice:
        """The columns of the matrix that are the first layer of the network at `place`."""
        return slice(place * FIRST_UNITS, (place + 1) * FIRST_UNITS)

    def pack(self, weights: Sequence[Sequence[np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
        """The matrix (vocabulary, columns) and the vector (weights,) made of each network's weights as Keras lists them."""
        remaining = [iter(own[1:]) for own in weights]
        vector = [next(remaining[place]).ravel() for piece in self.pieces for place in piece.places]
        return np.concatenate([own[0] for own in weights], axis=1), np.concatenate(vector)

    def unpack(self, place: int, columns: np.ndarray, vector: np.ndarray) -> list[np.ndarray]:
        """The weights, as Keras lists them, of the network at `place`, from its own columns and the whole vector."""
        return [columns, *(own.copy() for own in self._unpacked(place, vector))]

    def _unpacked(self, place: int, vector: np.ndarray) -> Iterator[np.ndarray]:
        start = 0
        for piece in self.pieces:
            if place in piece.places:
                yield vector[start : start + piece.size].reshape(piece.stack)[piece.places.index(place)]
            start += piece.size
