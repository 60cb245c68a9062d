"""A trained network that judges texts with Python's standard library alone.

Nobody imports this module: `judge_script` copies it, and the cleaning of texts, into the file that people take away.
"""

import json
import math
import sys
from array import array
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from zlib import decompress

from explorer.reading.cleaning import clean

# The columns that are no words.
START, UNKNOWN = 1, 2


def sigmoid(score: float) -> float:
    """The logistic function. For very negative scores, too, no intermediate result is too large."""
    return 1 / (1 + math.exp(-score)) if score >= 0 else math.exp(score) / (1 + math.exp(score))


BENDS = {
    "relu": lambda total: max(total, 0.0),
    "tanh": math.tanh,
    "sigmoid": sigmoid,
    "gelu": lambda total: total * math.erfc(-total / math.sqrt(2)) / 2,
    "linear": lambda total: total,
}


class Network:
    """A stack of dense layers, and what turns a text into its input.

    Args:
        class_names: The names of the labels 0 and 1.
        separators: The characters that separate words, besides the space.
        counting: What a column says of its word: “present”, “log” or “tfidf”.
        activations: The names of the activations of all layers but the last, which has a sigmoid.
        widths: The number of inputs, and of the units of each layer.
        columns: The word of each column, or its two words with a space between them, as a list in JSON, packed.
        numbers: The kernel and bias of each layer, and with TF-IDF the weights of the columns, float32, packed.
    """

    def __init__(
        self,
        class_names: Sequence[str],
        separators: str,
        counting: str,
        activations: Sequence[str],
        widths: Sequence[int],
        columns: str,
        numbers: str,
    ) -> None:
        self.class_names, self.activations, self.counting, self.widths = class_names, activations, counting, widths
        self._spaces = str.maketrans(dict.fromkeys(separators, " "))
        names = json.loads(decompress(b64decode(columns)))
        self.columns = {name: column for column, name in enumerate(names) if name}
        values = array("f", decompress(b64decode(numbers)))
        if sys.byteorder == "big":
            values.byteswap()
        self.layers, start = [], 0
        for inputs, units in pairwise(widths):
            kernel, start = values[start : start + inputs * units], start + inputs * units
            bias, start = values[start : start + units], start + units
            self.layers.append((kernel, bias))
        self.weights = values[start:]

    def words(self, text: str) -> list[str]:
        """The words of a text, in lower case."""
        return [word for word in clean(text).lower().translate(self._spaces).split(" ") if word]

    def row(self, words: Sequence[str]) -> dict[int, float]:
        """The input of the network, column by column, without the zeros."""
        counts = Counter(self.columns.get(word, UNKNOWN) for word in words)
        counts.update(self.columns[pair] for pair in map(" ".join, pairwise(words)) if pair in self.columns)
        counts[START] += 1
        if self.counting == "present":
            return dict.fromkeys(counts, 1.0)
        row = {column: 1 + math.log(count) for column, count in counts.items()}
        if self.counting == "tfidf":
            row = {column: value * self.weights[column] for column, value in row.items()}
            length = math.sqrt(sum(value**2 for value in row.values()))
            row = {column: value / length for column, value in row.items()}
        return row

    def score(self, text: str) -> float:
        """The log-odds that a text is of the second class: 0 if the network cannot tell."""
        inputs = self.row(self.words(text))
        for (kernel, bias), units, activation in zip(self.layers, self.widths[1:], [*self.activations, "linear"]):
            sums = [
                total + sum(value * kernel[column * units + unit] for column, value in inputs.items())
                for unit, total in enumerate(bias)
            ]
            inputs = dict(enumerate(map(BENDS[activation], sums)))
        return inputs[0]

    def judge(self, text: str) -> float:
        """The probability that a text is of the second class, from 0 to 1."""
        return sigmoid(self.score(text))

    def answer(self, text: str) -> str:
        """What it takes a text for, in a sentence."""
        words, probability = self.words(text), self.judge(text)
        known = sum(word in self.columns for word in words)
        says = f"{self.class_names[probability > 0.5]} ({probability:.1%} {self.class_names[1]})"
        if not known:
            return f"It knows none of these words, so this means nothing: {says}"
        return f"{says}; it knows {known} of {len(words)} words"


def asked(arguments: Sequence[str]) -> Iterator[str]:
    """The texts that somebody asks about: those behind the command, or else line by line."""
    if arguments:
        yield from arguments
        return
    if sys.stdin.isatty():
        print("Write a text, and press Enter. An empty line ends.")
    elif hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")
    for line in sys.stdin:
        if line.strip():
            yield line
        elif sys.stdin.isatty():
            return


def main(network: Network, arguments: Sequence[str]) -> None:
    """Judge texts and print the answers, one a line."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    for text in asked(arguments):
        print(network.answer(text), flush=True)
