"""What a worker is asked about one review and many networks: the score that each of them gives it."""

from collections.abc import Sequence

from explorer import corpus
from explorer.errors import ExplorerError
from explorer.inference.numpy_network import PlainNetwork
from explorer.store import open_store


def scores(store_url: str, dataset: str, run_ids: Sequence[int], text: str) -> list[float | None]:
    """The score (log-odds of being positive) that the network of each of those runs on that data set gives `text`.

    None stands for a network that is not there or cannot be read; the others are asked all the same. Each is read, asked
    and let go: that takes some five milliseconds, and to keep 256 of them would take a third of a gigabyte.

    Raises:
        ExplorerError: the reviews or the store cannot be read.
    """
    store, vocabulary = open_store(store_url), corpus.load(dataset).vocabulary
    numbers: dict[int, list[int]] = {}

    def score(run_id: int) -> float | None:
        model = store.model(run_id)
        if model is None:
            return None
        try:
            network = PlainNetwork.of(model)
        except ExplorerError:
            return None
        if network.size not in numbers:
            numbers[network.size] = sorted(set(vocabulary.encode(text, network.size)))
        (score,) = network.scores(network.sums(numbers[network.size])[None])
        return float(score)

    return [score(run_id) for run_id in run_ids]
