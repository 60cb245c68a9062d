"""Fetching reviews in a background thread, while pages keep responding."""

import logging
import threading

from explorer import corpus
from explorer.errors import CorpusError

logger = logging.getLogger(__name__)


class Fetch:
    """`corpus.fetch` in its own thread.

    Args:
        source: The name of a source with a `download`.
        noun: Its reviews within a sentence: “the official reviews”.

    Attributes:
        fraction: How much is done, from 0 to 1.
        sentence: What is being done.
        done: Whether it has ended, with or without an error.
        error: The sentence it failed with, or None.
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
            corpus.fetch(self.source, self._report)
        except CorpusError as error:
            self.error = str(error)
        except Exception:
            logger.exception("%s could not be fetched", self.source)
            self.error = f"Fetching {self.noun} failed. Those that are here still work."
        finally:
            self.done = True

    def _report(self, fraction: float, sentence: str) -> None:
        self.fraction, self.sentence = fraction, sentence
