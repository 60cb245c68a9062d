"""Fetching reviews in the background, while pages go on being drawn."""

import logging
import threading

from explorer import corpus
from explorer.errors import CorpusError

logger = logging.getLogger(__name__)


class Fetch:
    """`corpus.fetch` of a source in a thread of its own. `error` is the sentence it failed with, if it did.

    Args:
        source: The name of a source with a `download`.
        noun: What a sentence calls its reviews.
    """

    def __init__(self, source: str, noun: str) -> None:
        self.source = source
        self.noun = noun
        self.fraction = 0.0
        self.sentence = f"Asking for {noun}."
        self.done = False
        self.error: str | None = None
        threading.Thread(target=self._run, name="fetch", daemon=True).start()

    def _run(self) -> None:
        try:
            corpus.fetch(self.source, self._tell)
        except CorpusError as error:
            self.error = str(error)
        except Exception:
            logger.exception("%s could not be fetched", self.source)
            self.error = f"Fetching {self.noun} failed. Those that are here still work."
        finally:
            self.done = True

    def _tell(self, fraction: float, sentence: str) -> None:
        self.fraction, self.sentence = fraction, sentence
