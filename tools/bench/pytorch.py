"""PyTorch's side: the rows as a file, the best of its settings on this machine, and its script as a process."""

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np

from explorer import corpus
from explorer.config import RunConfig
from tools.bench.levers import HUGE_PAGES
from tools.bench.processes import Side, whole_seconds
from tools.bench.sides import chosen

SCRIPT = Path(__file__).with_name("pytorch_script.py")
FUSED, ONE = "fused", "one"
NEEDS = "PyTorch may not work on this machine"


@dataclass(frozen=True)
class Settings:
    """With how many threads it trains, and whether its memory is in huge pages."""

    threads: int
    huge_pages: bool

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables of its process."""
        return HUGE_PAGES if self.huge_pages else {}

    def __str__(self) -> str:
        threads = f"{self.threads} thread{'s' if self.threads > 1 else ''}"
        return f"{threads}, huge pages {'asked for' if self.huge_pages else 'not asked for'}"


class PyTorch:
    """The script on prepared rows, for some of the article's networks.

    Args:
        rows: The file with the rows.
        networks: How many of the article's networks.
        epochs: How long they train.
    """

    def __init__(self, rows: Path, networks: int, epochs: int) -> None:
        settings = [(one.activation, one.loss, one.units, one.layers) for one in chosen(networks, epochs)]
        self.rows, self.networks, self.epochs = rows, json.dumps(settings), epochs

    def side(self, task: str, settings: Settings, epochs: int | None = None) -> Side:
        """The script as a process that stays."""
        return Side(f"PyTorch, {task}", NEEDS, self._arguments(settings, epochs or self.epochs), settings.environment)

    def whole_seconds(self, settings: Settings) -> float:
        """Seconds of the whole script for the fused networks, from its start to its end."""
        return whole_seconds("PyTorch's script", self._arguments(settings, self.epochs), settings.environment, FUSED)

    def best_settings(self, task: str) -> Settings:
        """The settings that train fastest for an epoch, of those that may matter, each tried twice after a first time."""

        def seconds(settings: Settings) -> float:
            with self.side(task, settings, epochs=1) as side:
                side.measure(task)
                return min(side.measure(task)["seconds"] for _ in range(2))

        cores = os.cpu_count() or 1
        tried = [Settings(*one) for one in product(sorted({cores, max(1, cores // 2)}), (False, True))]
        return min(tried, key=seconds)

    def _arguments(self, settings: Settings, epochs: int) -> list[object]:
        # -P: the modules beside the script are none of its own.
        return ["-P", SCRIPT, self.rows, self.networks, epochs, settings.threads]


@contextmanager
def prepared(networks: int, epochs: int) -> Iterator[PyTorch]:
    """PyTorch's side with the rows of the packaged reviews, in a file that is deleted afterwards."""
    reviews = corpus.load(corpus.default_source())
    arrays: dict[str, np.ndarray] = {}
    for name, split in (("train", reviews.train), ("validation", reviews.validation)):
        rows = corpus.multi_hot(split, RunConfig().vocabulary)
        # 32 bits are enough, and faster than the 64 of PyTorch's default.
        arrays[f"{name}_words"] = rows.indices.astype(np.int32)
        arrays[f"{name}_starts"] = rows.indptr.astype(np.int32)
        arrays[f"{name}_labels"] = split.labels.astype(np.float32)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "rows.npz"
        np.savez(path, allow_pickle=False, **arrays)
        yield PyTorch(path, networks, epochs)
