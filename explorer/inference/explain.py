"""What a worker is asked about reviews while the pages wait: why one scored so, and for a real one."""

import re

import numpy as np

from explorer import corpus
from explorer.corpus import INDEX_FROM, Vocabulary
from explorer.inference.numpy_network import PlainNetwork, network_of
from explorer.insight.review_reading import Flip, Piece, Push, Reading, sigmoid

# Words of the longest search: who reads through more of them has not been told why.
MOST_LEFT_OUT = 50
# Stands for a word that was not kept. Unlike the usual "?", it is a word itself, and so unknown to every network.
GAP = "…"


def read(store_url: str, run_id: int, text: str) -> Reading:
    """How the network of a run in the store at `store_url` reads `text`.

    Raises:
        ExplorerError: there is no such run, or it has kept no network.
    """
    network, dataset = network_of(store_url, run_id)
    return explain(network, corpus.load(dataset).vocabulary, text)


def random_review(dataset: str, number: int) -> tuple[str, bool]:
    """The validation review that `number`, of any size, picks, in the words that were kept of it; whether it is positive.

    A network reads exactly what it read of the original.
    """
    reviews = corpus.load(dataset)
    row = number % len(reviews.validation)
    return as_read(reviews.vocabulary, reviews.validation.sequence(row)), bool(reviews.validation.labels[row])


def as_read(vocabulary: Vocabulary, sequence: np.ndarray) -> str:
    """An encoded review in the words that were kept of it, with a `GAP` for each other one."""
    return vocabulary.decode(sequence).replace("?", GAP)


def explain(network: PlainNetwork, vocabulary: Vocabulary, text: str) -> Reading:
    """How `network` reads `text`: its score, and of every different word that it knows the push, by leaving it out."""
    numbers = sorted(set(vocabulary.encode(text, network.size)))
    # The marks for the start and for unknown words come before the words.
    known = [number for number in numbers if number > INDEX_FROM]
    sums, rows = network.sums(numbers), network.kernels[0][known]
    score, *without = network.scores(np.vstack([sums, sums - rows]))
    pushes = [
        Push(vocabulary.words[number - INDEX_FROM - 1], number - INDEX_FROM, float(score - other), sigmoid(other))
        for number, other in zip(known, without)
    ]
    return Reading(
        pieces=tuple(_pieces(network, vocabulary, text)),
        score=float(score),
        pushes=tuple(sorted(pushes, key=lambda push: (-abs(push.push), push.rank))),
        flip=_flip(network, sums, rows, [push.word for push in pushes]),
    )


def _flip(network: PlainNetwork, sums: np.ndarray, rows: np.ndarray, words: list[str]) -> Flip:
    """Leave out the word that moves the score most towards the other side, again and again, until the verdict turns.

    `rows`, (words, units), are the parts of the `words` in the first layer's `sums`.
    """
    score = network.scores(sums[np.newaxis])[0]
    side = 1 if score > 0 else -1
    left, out = list(range(len(words))), []
    while left and len(out) < MOST_LEFT_OUT and (score > 0) == (side > 0):
        scores = side * network.scores(sums - rows[left])
        best = int(np.argmin(scores))
        if scores[best] >= side * score:
            break
        score = side * scores[best]
        sums = sums - rows[left[best]]
        out.append(words[left.pop(best)])
    return Flip(tuple(out), sigmoid(score), bool((score > 0) != (side > 0)))


def _pieces(network: PlainNetwork, vocabulary: Vocabulary, text: str) -> list[Piece]:
    """`text` cut where `corpus.tokens` cuts it, with nothing lost."""
    small = text.lower()
    # A few letters, such as the Turkish İ, are longer in small: then the places in the two are not the same.
    shown = text if len(text) == len(small) else small
    pieces, end = [], 0
    for found in re.finditer(corpus.WORD, small):
        if found.start() > end:
            pieces.append(Piece(shown[end : found.start()]))
        end = found.end()
        rank = vocabulary.rank(found[0])
        known = rank is not None and rank + INDEX_FROM < network.size
        pieces.append(Piece(shown[found.start() : end], found[0], rank, known))
    return [*pieces, Piece(shown[end:])] if end < len(shown) else pieces
