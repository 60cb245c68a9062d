"""How a network reads a review: the push of each word, and what to leave out to turn the verdict. Also reviews to try."""

import re
from dataclasses import replace

import numpy as np

from explorer import corpus
from explorer.corpus import INDEX_FROM, LARGEST_VOCABULARY, Bag, Corpus, Split, Vocabulary
from explorer.corpus.word_evidence import label_counts
from explorer.inference.numpy_network import NumpyNetwork, load_network
from explorer.insight.review_reading import (
    LINE_BREAK,
    Flip,
    PairPush,
    Piece,
    Push,
    Reading,
    RealReview,
    Surprise,
    against_its_meaning,
    sigmoid,
)
from explorer.reading import Cleaned, clean_with_origins

# A longer list of words would no longer explain anything.
MAX_FLIP_WORDS = 50
# Stands for a word that was not kept. Unlike the usual "?", it counts as a word, which no network knows.
GAP = "…"
# How the reviews' web pages break a line. It is one word for a network, and a line break for people.
_BREAK = "<br />"
_BREAKS = re.compile("<br ?/?>", re.IGNORECASE)
_PIECE = re.compile(f"<br ?/?>|{corpus.WORD.pattern}")


def explain_review(store_url: str, run_id: int, text: str, typed: bool = False) -> Reading:
    """How the network of a run in the store at `store_url` reads `text`, and what may surprise a person about it.

    `typed` is as in `explain`.

    Raises:
        ExplorerError: there is no such run, or it has kept no network.
    """
    network, dataset = load_network(store_url, run_id)
    reviews = corpus.load(dataset)
    reading = explain(network, reviews.vocabulary, text, typed)
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
    negative, positive = label_counts(train, [push.rank + INDEX_FROM])
    return Surprise(push, negative, positive) if negative + positive else None


def explain(network: NumpyNetwork, vocabulary: Vocabulary, text: str, typed: bool = False) -> Reading:
    """How `network` reads `text`: its score, and the push of each different word that it knows, by leaving that word out.

    What somebody has `typed` is cleaned before it is cut into words, and its pieces show it as it was typed. A review of a
    data set is read as it is.
    """
    cleaned = clean_with_origins(text) if typed else None
    read = cleaned.text if cleaned else text
    review = _Review(network, network.vectorizer.bag(vocabulary.encode(read, LARGEST_VOCABULARY)))
    score, without = review.score(), review.scores_without_each().tolist()
    pushes = [
        Push(vocabulary.word(number), number - INDEX_FROM, score - other, sigmoid(other))
        for number, other in zip(review.words.tolist(), without)
    ]
    pairs = [
        PairPush((vocabulary.word(first), vocabulary.word(second)), score - other)
        for (first, second), other in zip(*(found.tolist() for found in review.scores_without_each_pair()))
    ]
    return Reading(
        pieces=tuple(
            _split_typed(network, vocabulary, text, cleaned) if cleaned else _split_words(network, vocabulary, text)
        ),
        score=score,
        pushes=tuple(sorted(pushes, key=lambda push: (-abs(push.push), push.rank))),
        flip=_find_flip(review, [push.word for push in pushes]),
        form=network.vectorizer.form,
        pairs=tuple(sorted(pairs, key=lambda pair: -abs(pair.push))),
    )


class _Review:
    """A review as a network reads it, from which words are left out, each with all the pairs that it is in.

    A column that is left out takes away what it adds to the sums of the first layer, and makes the row longer again if rows
    are scaled to length 1.
    """

    def __init__(self, network: NumpyNetwork, bag: Bag) -> None:
        self._network, self._kept = network, np.ones(len(bag.columns), bool)
        self._contributions, self._squares = network.contributions(bag), bag.values**2
        self._words = bag.words
        self.words = np.unique(bag.words[bag.words > 0])
        """The numbers of the words that may be left out, ascending."""
        # Column by column, the words that take it along, and where each such pair of word and column is.
        first, second = (np.searchsorted(self.words, bag.words[:, place]) for place in (0, 1))
        own, double = np.flatnonzero(bag.words[:, 0]), np.flatnonzero(bag.words[:, 1])
        # A word before itself, as in “very very”, is one word.
        double = double[first[double] != second[double]]
        self._word_of, self._column_of = np.append(first[own], second[double]), np.append(own, double)

    def score(self) -> float:
        """The score of what is kept."""
        return self._scores(np.zeros((1, self._contributions.shape[1])), np.zeros(1)).item()

    def scores_without_each(self) -> np.ndarray:
        """The scores if one more word is left out, (words,)."""
        kept = self._kept[self._column_of]
        words, columns = self._word_of[kept], self._column_of[kept]
        missing = np.zeros((len(self.words), self._contributions.shape[1]))
        np.add.at(missing, words, self._contributions[columns])
        return self._scores(missing, np.bincount(words, self._squares[columns], len(self.words)))

    def scores_without_each_pair(self) -> tuple[np.ndarray, np.ndarray]:
        """The numbers of the words of each pair, (pairs, 2), and the scores if that pair alone is left out, (pairs,)."""
        pairs = np.flatnonzero(self._words[:, 1])
        return self._words[pairs], self._scores(self._contributions[pairs], self._squares[pairs])

    def leave_out(self, word: int) -> None:
        """Leave out a word, by its place in `words`."""
        self._kept[self._column_of[self._word_of == word]] = False

    def _scores(self, missing: np.ndarray, missing_squares: np.ndarray) -> np.ndarray:
        sums = self._contributions[self._kept].sum(axis=0) - missing
        if self._network.vectorizer.scales:
            # START is always kept, so the length is never zero.
            sums /= np.sqrt(self._squares[self._kept].sum() - missing_squares)[:, None]
        return self._network.scores(sums + self._network.biases[0])


def _find_flip(review: _Review, words: list[str]) -> Flip:
    """Search greedily for words to leave out: each time the one that moves the score most, until the verdict turns."""
    score = review.score()
    side = 1 if score > 0 else -1
    removed: list[int] = []
    while len(removed) < min(len(words), MAX_FLIP_WORDS) and (score > 0) == (side > 0):
        scores = side * review.scores_without_each()
        scores[removed] = np.inf
        best = int(np.argmin(scores))
        if scores[best] >= side * score:
            break
        score = side * scores[best].item()
        review.leave_out(best)
        removed.append(best)
    return Flip(tuple(words[number] for number in removed), sigmoid(score), bool((score > 0) != (side > 0)))


def _split_words(network: NumpyNetwork, vocabulary: Vocabulary, text: str, wanted: re.Pattern[str] = _PIECE) -> list[Piece]:
    """`text` split at the words that `corpus.tokens` finds, with everything between them kept.

    Only the line breaks of web pages become line breaks.
    """
    lower = text.lower()
    # A few characters, such as the Turkish İ, become longer in lower case. Then positions in `lower` do not fit `text`.
    shown = text if len(text) == len(lower) else lower
    pieces, end = [], 0
    for found in wanted.finditer(lower):
        if found.start() > end:
            pieces.append(Piece(shown[end : found.start()]))
        end = found.end()
        word, written = (LINE_BREAK, "\n") if found[0].startswith("<") else (found[0], shown[found.start() : end])
        rank = vocabulary.rank(word)
        known = rank is not None and network.vectorizer.knows(rank + INDEX_FROM)
        pieces.append(Piece(written, word, rank, known))
    return [*pieces, Piece(shown[end:])] if end < len(shown) else pieces


def _split_typed(network: NumpyNetwork, vocabulary: Vocabulary, text: str, cleaned: Cleaned) -> list[Piece]:
    """The pieces of a text that somebody has typed: the words of the cleaned text, shown as they were typed."""
    read = _split_words(network, vocabulary, cleaned.text, corpus.WORD)
    if len(cleaned.text) != len(cleaned.text.lower()):
        return read
    pieces, place, end = [], 0, 0
    for piece in read:
        if piece.word is not None:
            first, last = cleaned.origins[place][0], cleaned.origins[place + len(piece.text) - 1][1]
            if first > end:
                pieces.append(Piece(_BREAKS.sub("\n", text[end:first])))
            pieces.append(replace(piece, text=text[first:last]))
            end = last
        place += len(piece.text)
    return [*pieces, Piece(_BREAKS.sub("\n", text[end:]))] if end < len(text) else pieces
