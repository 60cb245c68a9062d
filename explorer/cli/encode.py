"""The command `encode`."""

import argparse

from explorer import corpus
from explorer.cli.output import Answer, table_text
from explorer.corpus import UNKNOWN
from explorer.reading import clean


def encode(options: argparse.Namespace) -> Answer:
    """Show each word of a text with its rank, its number and what the network sees of it."""
    vocabulary = corpus.load(corpus.default_source()).vocabulary
    lower = not options.keep_case
    typed = clean(options.text)
    words = corpus.tokens(typed, lower)
    ranks = [vocabulary.rank(word) for word in words]
    shown_ranks = [str(rank or "?") for rank in ranks]
    sequence = vocabulary.encode(typed, options.vocabulary, lower)
    seen = vocabulary.decode(sequence).split(" ") if words else []
    ones = sorted(set(sequence))
    # The first number of the sequence is the start of the review, which belongs to no word.
    numbers = sequence[1:]
    seen = ["an unknown word" if number == UNKNOWN else known for number, known in zip(numbers, seen)]
    rows = zip(words, shown_ranks, map(str, numbers), seen)
    text = (
        f"{table_text(('Word', 'Rank', 'Number', 'What the network sees'), rows)}\nRanks: {' '.join(shown_ranks)}\n"
        f"Numbers: {' '.join(map(str, sequence))} (1 starts a review, {UNKNOWN} is an unknown word, others are rank + 3)\n"
        f"Multi-hot: {options.vocabulary:,} zeros with {len(ones)} ones, at {', '.join(map(str, ones))}. The order is lost."
    )
    data = {
        "words": [{"word": word, "rank": rank, "number": number} for word, rank, number in zip(words, ranks, numbers)],
        "sequence": sequence,
        "ones": ones,
        "vocabulary": options.vocabulary,
    }
    return Answer(text, data)
