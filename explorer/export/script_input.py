"""The part of an exported script that makes the input: rows from word numbers, and the labels that a network is told."""

from explorer.config import InputFormat, RunConfig
from explorer.corpus import LARGEST_VOCABULARY
from explorer.corpus.draws import CHOOSING, FLIPPING


def encoding(form: InputFormat) -> str:
    """The code that turns the reviews into their columns, and defines `encoded`, which makes a row of them."""
    columns = _PAIRS if form.pairs == "on" else _SINGLE
    row = {"present": _PRESENT, "log": _LOG, "tfidf": _WEIGHTS + _TFIDF}[form.counting]
    return (columns + _BOTH + row).replace("LARGEST", f"{LARGEST_VOCABULARY:_}").strip()


def labels(config: RunConfig, train: int) -> str:
    """The code that leaves out reviews of the `train` training reviews and turns labels round, or an empty line."""
    texts = []
    if config.learns_from(train) < train:
        texts.append(_CHOSEN.format(number=CHOOSING, count=config.training_reviews))
    if config.wrong_labels:
        texts.append(_WRONG.format(number=FLIPPING, share=config.wrong_labels))
    return "\n".join(["", *texts]) if texts else ""


_SINGLE = """
# 2. Give each word of the vocabulary a column of its own, which is its number. All other words share column 2.


def columns(review):
    return np.where(review < VOCABULARY, review, 2)
"""

_PAIRS = """
# 2. Give each of the most frequent words and pairs of neighbours in the training reviews a column of its own,
# from 4 on. A pair is written as one number. All other words share column 2, other pairs have none, and words
# from number LARGEST on, which are very rare, are in no pair.

FIRST = 65_536


def names(review):
    review = np.where(review < LARGEST, review, 2)
    left, right = review[:-1], review[1:]
    is_pair = (left > 3) & (right > 3)
    return np.concatenate([review * FIRST, (left * FIRST + right)[is_pair]])


frequent, counts = np.unique(np.concatenate([names(review) for review in train_reviews]), return_counts=True)
frequent, counts = frequent[frequent > 3 * FIRST], counts[frequent > 3 * FIRST]
order = np.lexsort([frequent, frequent % FIRST > 0, -counts])
column_of = {name: column for column, name in enumerate(frequent[order][: VOCABULARY - 4].tolist(), 4)}
column_of[FIRST] = 1


def columns(review):
    found = [column_of.get(name, 0 if name % FIRST else 2) for name in names(review).tolist()]
    return np.array([column for column in found if column])
"""

_BOTH = """

train_reviews = [columns(review) for review in train_reviews]
validation_reviews = [columns(review) for review in validation_reviews]
"""

_PRESENT = """
# Encode them, batch by batch, as multi-hot rows, with a 1 if the word occurs and a 0 if not. All rows at once
# would take a lot of memory.


def encoded(review):
    row = np.zeros(VOCABULARY, "float32")
    row[review] = 1
    return row
"""

_LOG = """
# Encode them, batch by batch, as rows that say how often a word occurs: 0 if it does not, 1 if once, and
# 1 + log(n) if n times. All rows at once would take a lot of memory.


def encoded(review):
    counts = np.bincount(review, minlength=VOCABULARY)
    return np.where(counts > 0, 1 + np.log(np.maximum(counts, 1)), 0).astype("float32")
"""

_WEIGHTS = """
# A word weighs the more, the fewer of the training reviews have it.

documents = np.bincount(np.concatenate([np.unique(review) for review in train_reviews]), minlength=VOCABULARY)
weights = 1 + np.log((1 + len(train_reviews)) / (1 + documents))
"""

_TFIDF = """
# Encode them, batch by batch, as rows by TF-IDF: 1 + log(n) if the word occurs n times, times its weight, and
# then scaled to length 1. All rows at once would take a lot of memory.


def encoded(review):
    counts = np.bincount(review, minlength=VOCABULARY)
    row = np.where(counts > 0, 1 + np.log(np.maximum(counts, 1)), 0) * weights
    return (row / np.linalg.norm(row)).astype("float32")
"""

_CHOSEN = """
# Learn from {count:,} of the reviews only: the first ones in an order that the seed decides, one of each class
# in turn.

order = np.random.default_rng((SEED, {number:_})).permutation(len(train_labels))
is_one = train_labels[order] == 1
turn = np.where(is_one, np.cumsum(is_one), np.cumsum(~is_one))
chosen = order[np.argsort(turn, kind="stable")][:{count:_}]
train_reviews, train_labels = [train_reviews[number] for number in chosen], train_labels[chosen]
"""

_WRONG = """
# Turn some of the training labels round. The seed decides which.

ranks = np.random.default_rng((SEED, {number:_})).permutation(len(train_labels)) / len(train_labels)
train_labels = np.where(ranks.astype("float32") < np.float32({share}), 1 - train_labels, train_labels)
"""
