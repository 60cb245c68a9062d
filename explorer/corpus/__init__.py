"""The reviews: where they come from, their splits, their vocabulary, and the rows a network reads.

`load(source)` returns a `Corpus`; everything else is about what is in it. Nothing here imports Streamlit or Keras.
"""

from explorer.corpus.rows import multi_hot
from explorer.corpus.source import Download, Export, Library, Source
from explorer.corpus.sources import (
    SOURCES,
    add_library,
    all_sources,
    available_sources,
    default_source,
    fetch,
    forget,
    get_source,
    is_prepared,
    keep,
    label,
    load,
    originals,
)
from explorer.corpus.splits import Corpus, Progress, Split
from explorer.corpus.translation import translate
from explorer.corpus.vectorizer import Bag, Vectorizer, vectorizer
from explorer.corpus.vocabulary import (
    INDEX_FROM,
    LARGEST_VOCABULARY,
    PADDING,
    START,
    UNKNOWN,
    WORD,
    TextIndex,
    Vocabulary,
    tokens,
)

__all__ = [
    "INDEX_FROM",
    "LARGEST_VOCABULARY",
    "PADDING",
    "SOURCES",
    "START",
    "UNKNOWN",
    "WORD",
    "Bag",
    "Corpus",
    "Download",
    "Export",
    "Library",
    "Progress",
    "Source",
    "Split",
    "TextIndex",
    "Vectorizer",
    "Vocabulary",
    "add_library",
    "all_sources",
    "available_sources",
    "default_source",
    "fetch",
    "forget",
    "get_source",
    "is_prepared",
    "keep",
    "label",
    "load",
    "multi_hot",
    "originals",
    "tokens",
    "translate",
    "vectorizer",
]
