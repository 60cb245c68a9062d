"""The rows of texts, made by what a file that is taken away says of its inputs, and nothing else."""

import re
from collections import Counter
from itertools import pairwise

import numpy as np


def row_as_described(described, text):
    """The row of a text, made by what the file says and nothing else."""
    words = re.findall(f"[^{re.escape(described['separators'])}]+", text.lower())
    inputs = {name: number for number, name in enumerate(described["inputs"])}
    counts = Counter(inputs.get(word, 2) for word in words)
    counts.update(inputs[pair] for pair in map(" ".join, pairwise(words)) if pair in inputs)
    row = np.zeros(len(described["inputs"]))
    row[1] = 1
    for number, count in counts.items():
        row[number] = 1 + np.log(count)
        if described["values"].startswith("1 if"):
            row[number] = 1
    if described["weights"]:
        row *= described["weights"]
        row /= np.linalg.norm(row)
    return row
