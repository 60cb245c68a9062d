"""What the inputs of a network stand for, for people who use its file without this program."""

import json
from typing import Any

from explorer import corpus
from explorer.config import InputFormat
from explorer.corpus import INDEX_FROM, START, UNKNOWN, Vocabulary
from explorer.corpus.vocabulary import SEPARATORS

FILE = "input.json"
"""Its name inside the `.keras` file, which Keras does not look at."""

_VALUES = {
    "present": "1 if the review has the word or pair, else 0.",
    "log": "0 if the review does not have the word or pair, else 1 + ln(how often it does).",
    "tfidf": "0 if the review does not have the word or pair, else (1 + ln(how often it does)) times the weight of the "
    "input. Then the whole row is divided by its length, the root of the sum of the squares.",
}


def input_json(dataset: str, form: InputFormat) -> str:
    """The inputs of the networks of a data set that read `form`, as JSON.

    `inputs` has for each input its word, its two words with a space between them, or what else it stands for; `weights`
    their weights, or null.

    Raises:
        CorpusError: the reviews cannot be read.
    """
    inputs = [name or "(not used)" for name in input_names(dataset, form)]
    inputs[START], inputs[UNKNOWN] = "(start of the review, in every review)", "(any word that is not among the inputs)"
    weights = corpus.vectorizer(dataset, form).weights
    described: dict[str, Any] = {
        "words": f"Lower case; spaces and the characters {SEPARATORS.strip()} and line breaks separate words. "
        "A pair is two words that follow each other.",
        "values": _VALUES[form.counting],
        "inputs": inputs,
        "weights": None if weights is None else [round(weight, 6) for weight in weights.tolist()],
    }
    return json.dumps(described, ensure_ascii=False, indent=1)


def input_names(dataset: str, form: InputFormat) -> list[str]:
    """The word of each input, or its two words with a space between them; nothing for an input that is no word.

    Raises:
        CorpusError: the reviews cannot be read.
    """
    vectorizer, vocabulary = corpus.vectorizer(dataset, form), corpus.load(dataset).vocabulary
    return [_name(vocabulary, words) for words in vectorizer.words.tolist()]


def _name(vocabulary: Vocabulary, words: list[int]) -> str:
    return " ".join(vocabulary.word(number) for number in words if number and number - INDEX_FROM <= len(vocabulary))
