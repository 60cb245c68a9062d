"""The official Keras reviews as a `Source`, with the code that loads them in an exported script."""

from explorer.corpus import official
from explorer.corpus.source import Download, Export, Source
from explorer.corpus.splits import Corpus, Progress
from explorer.errors import CorpusError

_CODE = """# 1. Load the reviews (Keras downloads them if it does not have them yet), and turn each into the
# numbers of the words that occur in it. Use the first 15,000 for training, the others for validation.

(reviews, labels), sealed_test = keras.datasets.imdb.load_data(num_words=VOCABULARY)
reviews = [np.unique(review) for review in reviews]
labels = labels.astype("float32")
train_reviews, train_labels = reviews[:15_000], labels[:15_000]
validation_reviews, validation_labels = reviews[15_000:], labels[15_000:]"""


class OfficialSource(Source):
    """The data set of Keras: word numbers without texts, downloaded when a person asks for it."""

    def version(self) -> str:
        return official.version()

    def is_available(self) -> bool:
        return official.is_cached()

    def prepare(self, progress: Progress) -> Corpus:
        if not self.is_available():
            raise CorpusError(
                "The official Keras reviews are not on this computer yet: fetch them with the button in the sidebar "
                "or with “python -m explorer fetch”. The packaged reviews still work."
            )
        return official.prepare(progress)

    def fetch(self, progress: Progress) -> Corpus:
        official.download(progress)
        return official.prepare(progress)


OFFICIAL = OfficialSource(
    name=official.NAME,
    label="Official Keras reviews",
    description="All 50,000 IMDB reviews as Keras publishes them, in the split of the article; fetched once, 19 MB.",
    train=official.TRAIN,
    validation=official.VALIDATION,
    test=official.TEST,
    export=Export(packages="keras tensorflow", imports=(), code=_CODE),
    download=Download(
        noun="the official reviews",
        label="Get the official Keras reviews",
        help="Downloads 19 MB from the internet, once: the 50,000 reviews that the article used.",
    ),
)
