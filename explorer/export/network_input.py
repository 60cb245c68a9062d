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
    """`input_description` as JSON.

    Raises:
        CorpusError: the reviews cannot be read.
    """
    return json.dumps(input_description(dataset, form), ensure_ascii=False, indent=1)


def input_description(dataset: str, form: InputFormat) -> dict[str, Any]:
    """What the inputs of the networks of a data set that read `form` stand for, for JSON.

    `inputs` has for each input its word, its two words with a space between them, or what else it stands for; `weights`
    their weights, or None.

    Raises:
        CorpusError: the reviews cannot be read.
    """
    inputs = [name or "(not used)" for name in input_names(dataset, form)]
    inputs[START], inputs[UNKNOWN] = "(start of the review, in every review)", "(any word that is not among the inputs)"
    weights = corpus.vectorizer(dataset, form).weights
    return {
        "words": "Lower case; spaces and the characters below separate words. A pair is two words that follow each other. "
        "A word that is not among the inputs counts for the one that stands for all such words; a pair is left out.",
        "separators": f" {SEPARATORS}",
        "values": _VALUES[form.counting],
        "inputs": inputs,
        "weights": None if weights is None else [round(weight, 6) for weight in weights.tolist()],
    }


def input_names(dataset: str, form: InputFormat) -> list[str]:
    """The word of each input, or its two words with a space between them; nothing for an input that is no word.

    Raises:
        CorpusError: the reviews cannot be read.
    """
    vectorizer, vocabulary = corpus.vectorizer(dataset, form), corpus.load(dataset).vocabulary
    return [_name(vocabulary, words) for words in vectorizer.words.tolist()]


def _name(vocabulary: Vocabulary, words: list[int]) -> str:
    return " ".join(vocabulary.word(number) for number in words if number and number - INDEX_FROM <= len(vocabulary))
