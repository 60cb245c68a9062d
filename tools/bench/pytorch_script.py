"""What a skilled PyTorch user would write for the article's networks: a side of the comparison.

Two ways: `one` network after another, each an EmbeddingBag with small layers on it, or all of them `fused`, with an
EmbeddingBag as wide as all first layers together and the layers above of equal networks stacked. It imports nothing of this
program, because its start is measured, too.

`python pytorch_script.py ROWS.npz NETWORKS EPOCHS THREADS` does the tasks named on its standard input, one a line, and
answers each with a line of JSON. NETWORKS is JSON: a list of [activation, loss, units, layers].
"""

import itertools
import json
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import nn
from torch.nn import functional

VOCABULARY, FIRST_UNITS = 10_000, 16
BATCH, VALIDATION_BATCH = 512, 2_048
LEARNING_RATE, RHO, EPSILON = 1e-3, 0.9, 1e-7
"""Keras' defaults for RMSprop."""


class Settings(NamedTuple):
    """One network: `activation` is relu or tanh, `loss` mse or binary_crossentropy."""

    activation: str
    loss: str
    units: int
    layers: int


class Reviews:
    """The reviews of one split, from the arrays `NAME_words`, `NAME_starts` (reviews + 1,) and `NAME_labels` of a file."""

    def __init__(self, file: np.lib.npyio.NpzFile, name: str) -> None:
        self.words, starts, self.labels = (
            torch.from_numpy(file[f"{name}_{part}"]) for part in ("words", "starts", "labels")
        )
        self.starts, self.lengths = starts[:-1], starts.diff()

    def batches(self, order: torch.Tensor, size: int) -> Iterator[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]:
        """Words, where each review begins among them, and labels, `size` reviews at a time."""
        for chosen in order.split(size):
            lengths = self.lengths[chosen]
            offsets = lengths.cumsum(0) - lengths
            entries = torch.repeat_interleave(self.starts[chosen] - offsets, lengths)
            yield self.words[entries + torch.arange(len(entries))], offsets, self.labels[chosen]


class Network(nn.Module):
    """A single network. Its answers are logits (1, batch)."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.losses_are_mse = torch.tensor([[settings.loss == "mse"]])
        self.first, self.bias = nn.EmbeddingBag(VOCABULARY, FIRST_UNITS, mode="sum"), nn.Parameter(torch.zeros(FIRST_UNITS))
        nn.init.xavier_uniform_(self.first.weight)
        widths = [FIRST_UNITS, *[settings.units] * settings.layers]
        self.hidden = nn.ModuleList(itertools.starmap(nn.Linear, itertools.pairwise(widths)))
        self.last = nn.Linear(widths[-1], 1)
        self.activate = getattr(torch, settings.activation)

    def forward(self, words: torch.Tensor, offsets: torch.Tensor) -> torch.Tensor:
        outputs = torch.relu(self.first(words, offsets) + self.bias)
        for layer in self.hidden:
            outputs = self.activate(layer(outputs))
        return self.last(outputs).T


class Stack(nn.Module):
    """Equally wide and deep networks, those with relu first, as batched products: (networks, batch, 16) to logits."""

    def __init__(self, settings: Sequence[Settings]) -> None:
        super().__init__()
        self.networks, self.with_relu = len(settings), sum(one.activation == "relu" for one in settings)
        self.kernels, self.biases = nn.ParameterList(), nn.ParameterList()
        for inputs, units in itertools.pairwise([FIRST_UNITS, *[settings[0].units] * settings[0].layers, 1]):
            limit = (6 / (inputs + units)) ** 0.5
            self.kernels.append(nn.Parameter(torch.empty(self.networks, inputs, units).uniform_(-limit, limit)))
            self.biases.append(nn.Parameter(torch.zeros(self.networks, 1, units)))

    def forward(self, outputs: torch.Tensor) -> torch.Tensor:
        *hidden, (kernel, bias) = zip(self.kernels, self.biases)
        for weights, shift in hidden:
            sums = torch.baddbmm(shift, outputs, weights)
            outputs = torch.cat([torch.relu(sums[: self.with_relu]), torch.tanh(sums[self.with_relu :])])
        return torch.baddbmm(bias, outputs, kernel)[:, :, 0]


class FusedNetworks(nn.Module):
    """All networks at once. Its answers are logits (networks, batch)."""

    def __init__(self, settings: Iterable[Settings]) -> None:
        super().__init__()
        ordered = sorted(settings, key=lambda one: (one.units, one.layers, one.activation))
        self.losses_are_mse = torch.tensor([[one.loss == "mse"] for one in ordered])
        columns, limit = FIRST_UNITS * len(ordered), (6 / (VOCABULARY + FIRST_UNITS)) ** 0.5
        self.first, self.bias = nn.EmbeddingBag(VOCABULARY, columns, mode="sum"), nn.Parameter(torch.zeros(columns))
        nn.init.uniform_(self.first.weight, -limit, limit)
        groups = itertools.groupby(ordered, key=lambda one: (one.units, one.layers))
        self.stacks = nn.ModuleList(Stack([*group]) for _, group in groups)

    def forward(self, words: torch.Tensor, offsets: torch.Tensor) -> torch.Tensor:
        outputs = torch.relu(self.first(words, offsets) + self.bias).view(len(offsets), -1, FIRST_UNITS).transpose(0, 1)
        parts = outputs.split([stack.networks for stack in self.stacks])
        return torch.cat([stack(part) for stack, part in zip(self.stacks, parts)])


def losses(network: Network | FusedNetworks, logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """The mean loss of each network: (networks,)."""
    told = labels.expand_as(logits)
    squares = (torch.sigmoid(logits) - told) ** 2
    entropies = functional.binary_cross_entropy_with_logits(logits, told, reduction="none")
    return torch.where(network.losses_are_mse, squares, entropies).mean(1)


def fit(network: Network | FusedNetworks, training: Reviews, validation: Reviews, epochs: int) -> float:
    """Train, and validate after each epoch. Returns the best validation accuracy of any network."""
    optimizer = torch.optim.RMSprop(network.parameters(), lr=LEARNING_RATE, alpha=RHO, eps=EPSILON, foreach=True)
    best = 0.0
    for _ in range(epochs):
        for words, offsets, labels in training.batches(torch.randperm(len(training.labels)), BATCH):
            optimizer.zero_grad()
            losses(network, network(words, offsets), labels).sum().backward()
            optimizer.step()
        with torch.no_grad():
            right = torch.zeros(len(network.losses_are_mse))
            for words, offsets, labels in validation.batches(torch.arange(len(validation.labels)), VALIDATION_BATCH):
                right += ((network(words, offsets) > 0) == (labels > 0.5)).sum(1)
        best = max(best, right.max().item() / len(validation.labels))
    return best


def main(rows: str, networks: str, epochs: str, threads: str) -> None:
    """Do what standard input asks for."""
    torch.set_num_threads(int(threads))
    settings = [Settings(*one) for one in json.loads(networks)]
    with np.load(rows) as file:
        training, validation = Reviews(file, "train"), Reviews(file, "validation")
    tasks: dict[str, Callable[[], Network | FusedNetworks]] = {
        "fused": lambda: FusedNetworks(settings),
        "one": lambda: Network(settings[0]),
    }
    for line in sys.stdin:
        began, busy = time.perf_counter(), time.process_time()
        accuracy = fit(tasks[line.strip()](), training, validation, int(epochs))
        seconds = {"seconds": time.perf_counter() - began, "processor_seconds": time.process_time() - busy}
        print(json.dumps({**seconds, "best_val_accuracy": accuracy, "peak_bytes": peak_bytes()}), flush=True)


def peak_bytes() -> int:
    """The peak memory of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1_024)


if __name__ == "__main__":
    main(*sys.argv[1:])
