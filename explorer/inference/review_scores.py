"""What networks say about texts: one network about many texts, and many networks about one."""

from collections.abc import Sequence
from contextlib import suppress

from explorer import corpus
from explorer.corpus import LARGEST_VOCABULARY, UNKNOWN, Split, Vocabulary
from explorer.errors import NetworkError
from explorer.inference.numpy_network import NumpyNetwork, load_network, network_of
from explorer.insight.judged_file import Judged
from explorer.insight.review_reading import sigmoid
from explorer.store import open_store


def judge(network: NumpyNetwork, vocabulary: Vocabulary, texts: Sequence[str]) -> list[Judged]:
    """What a network says about each text, which is cleaned already."""
    sequences = [vocabulary.encode(text, LARGEST_VOCABULARY) for text in texts]
    scores = network.score_split(Split.of(sequences)).tolist()
    # The first number of a sequence is the start of the review, which belongs to no word.
    knows = network.vectorizer.knows
    known = [sum(number != UNKNOWN and knows(number) for number in sequence[1:]) for sequence in sequences]
    return [Judged(sigmoid(score), len(sequence) - 1, count) for score, sequence, count in zip(scores, sequences, known)]


def judge_reviews(store_url: str, run_id: int, texts: Sequence[str]) -> list[Judged]:
    """What the network of a run in the store at `store_url` says about each text, which is cleaned already.

    Raises:
        ExplorerError: there is no such run, or it has kept no network.
    """
    network, dataset = load_network(store_url, run_id)
    return judge(network, corpus.load(dataset).vocabulary, texts)


def score_review(store_url: str, dataset: str, run_ids: Sequence[int], text: str) -> list[float | None]:
    """The score that the network of each run gives `text`.

    Networks are read one at a time and not cached: reading one takes about five milliseconds, and keeping 256 of them would
    take a third of a gigabyte.

    Args:
        store_url: The address of the store.
        dataset: The source of the reviews that the runs learned from.
        run_ids: The runs.
        text: The review.

    Returns:
        For each run its score, the log-odds of being positive, or None if its network is missing or cannot be read.

    Raises:
        ExplorerError: the reviews or the store cannot be read.
    """
    store, vocabulary = open_store(store_url), corpus.load(dataset).vocabulary
    split = Split.of([vocabulary.encode(text, LARGEST_VOCABULARY)])
    runs = {run.id: run for run in store.runs(ids=run_ids)}

    def score(run_id: int) -> float | None:
        model = store.model(run_id)
        with suppress(NetworkError):
            if model is not None and run_id in runs:
                return network_of(runs[run_id], model).score_split(split).item()
        return None

    return [score(run_id) for run_id in run_ids]
