"""How a network reads a review: the push of each word, and what to leave out to turn the verdict. Also reviews to try."""

import re
from dataclasses import replace

import numpy as np

from explorer import corpus
from explorer.corpus import INDEX_FROM, Corpus, Split, Vocabulary
from explorer.inference.numpy_network import NumpyNetwork, load_network
from explorer.insight.review_reading import (
    LINE_BREAK,
    Flip,
    Piece,
    Push,
    Reading,
    RealReview,
    Surprise,
    against_its_meaning,
    sigmoid,
)

# A longer list of words would no longer explain anything.
MAX_FLIP_WORDS = 50
# Stands for a word that was not kept. Unlike the usual "?", it counts as a word, which no network knows.
GAP = "…"
# How the reviews' web pages break a line. It is one word for a network, and a line break for people.
_BREAK = "<br />"
_PIECE = re.compile(f"<br ?/?>|{corpus.WORD.pattern}")


def explain_review(store_url: str, run_id: int, text: str) -> Reading:
    """How the network of a run in the store at `store_url` reads `text`, and what may surprise a person about it.

    Raises:
        ExplorerError: there is no such run, or it has kept no network.
    """
    network, dataset = load_network(store_url, run_id)
    reviews = corpus.load(dataset)
    reading = explain(network, reviews.vocabulary, text)
    push = against_its_meaning(reading.pushes)
    return replace(reading, surprise=None if push is None else _surprise(push, reviews.train))


def random_review(dataset: str, number: int) -> RealReview:
    """A validation review.

    Args:
        dataset: The source of the reviews.
        number: Any number; its remainder by the number of reviews picks the review.

    Raises:
        CorpusError: the reviews cannot be read.
    """
    reviews = corpus.load(dataset)
    (review,) = real_reviews(reviews, reviews.validation.take(np.array([number % len(reviews.validation)])))
    return review


def real_reviews(reviews: Corpus, split: Split) -> list[RealReview]:
    """The reviews of a split of `reviews`, as they were written where that is known.

    A network reads these texts exactly as it reads the split.

    Raises:
        CorpusError: the file that holds the texts cannot be read.
    """
    return [
        RealReview(original or _decode(reviews.vocabulary, split.sequence(i)), original is not None, bool(split.labels[i]))
        for i, original in enumerate(corpus.originals(reviews, split))
    ]


def _decode(vocabulary: Vocabulary, sequence: np.ndarray) -> str:
    """An encoded review in the words that were kept of it, with a `GAP` for each of the others."""
    words = vocabulary.decode(sequence).split(" ")
    return " ".join({"?": GAP, LINE_BREAK: _BREAK}.get(word, word) for word in words)


def _surprise(push: Push, train: Split) -> Surprise | None:
    """In which training reviews a word stands; nothing if it stands in none."""
    places = np.flatnonzero(train.words == push.rank + INDEX_FROM)
    rows = np.unique(np.searchsorted(train.offsets, places, side="right") - 1)
    negative, positive = np.bincount(train.labels[rows], minlength=2).tolist()
    return Surprise(push, negative, positive) if len(rows) else None


def explain(network: NumpyNetwork, vocabulary: Vocabulary, text: str) -> Reading:
    """How `network` reads `text`: its score, and the push of each different word that it knows, by leaving that word out."""
    numbers = sorted(set(vocabulary.encode(text, network.vocabulary_size)))
    # START and UNKNOWN come before the words.
    known = [number for number in numbers if number > INDEX_FROM]
    sums, rows = network.first_sums(numbers), network.kernels[0][known]
    score, *without = network.scores(np.vstack([sums, sums - rows])).tolist()
    pushes = [
        Push(vocabulary.words[number - INDEX_FROM - 1], number - INDEX_FROM, score - other, sigmoid(other))
        for number, other in zip(known, without)
    ]
    return Reading(
        pieces=tuple(_split_words(network, vocabulary, text)),
        score=score,
        pushes=tuple(sorted(pushes, key=lambda push: (-abs(push.push), push.rank))),
        flip=_find_flip(network, sums, rows, [push.word for push in pushes]),
    )


def _find_flip(network: NumpyNetwork, sums: np.ndarray, rows: np.ndarray, words: list[str]) -> Flip:
    """Search greedily for words to leave out: each time the one that moves the score most, until the verdict turns.

    Args:
        network: The network.
        sums: The sums of the first layer, (units,).
        rows: What each word contributes to them, (words, units).
        words: The words.
    """
    score = network.scores(sums[np.newaxis])[0]
    side = 1 if score > 0 else -1
    remaining = list(range(len(words)))
    removed: list[int] = []
    while remaining and len(removed) < MAX_FLIP_WORDS and (score > 0) == (side > 0):
        scores = side * network.scores(sums - rows[remaining])
        best = int(np.argmin(scores))
        if scores[best] >= side * score:
            break
        score = side * scores[best]
        sums = sums - rows[remaining[best]]
        removed.append(remaining.pop(best))
    return Flip(tuple(words[number] for number in removed), sigmoid(score), bool((score > 0) != (side > 0)))


def _split_words(network: NumpyNetwork, vocabulary: Vocabulary, text: str) -> list[Piece]:
    """`text` split at the words that `corpus.tokens` finds, with everything between them kept.

    Only the line breaks of web pages become line breaks.
    """
    lower = text.lower()
    # A few characters, such as the Turkish İ, become longer in lower case. Then positions in `lower` do not fit `text`.
    shown = text if len(text) == len(lower) else lower
    pieces, end = [], 0
    for found in _PIECE.finditer(lower):
        if found.start() > end:
            pieces.append(Piece(shown[end : found.start()]))
        end = found.end()
        word, written = (LINE_BREAK, "\n") if found[0].startswith("<") else (found[0], shown[found.start() : end])
        rank = vocabulary.rank(word)
        known = rank is not None and rank + INDEX_FROM < network.vocabulary_size
        pieces.append(Piece(written, word, rank, known))
    return [*pieces, Piece(shown[end:])] if end < len(shown) else pieces
