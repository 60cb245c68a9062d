"""Fetching the official reviews in the background, while pages go on being drawn."""

import logging
import threading

from explorer import corpus
from explorer.errors import CorpusError

logger = logging.getLogger(__name__)


class Fetch:
    """`corpus.fetch` in a thread of its own. `error` is the sentence it failed with, if it did."""

    def __init__(self) -> None:
        self.fraction = 0.0
        self.sentence = "Asking for the official reviews."
        self.done = False
        self.error: str | None = None
        threading.Thread(target=self._run, name="fetch", daemon=True).start()

    def _run(self) -> None:
        try:
            corpus.fetch(self._tell)
        except CorpusError as error:
            self.error = str(error)
        except Exception:
            logger.exception("The official reviews could not be fetched")
            self.error = "The official reviews could not be fetched. The packaged reviews still work."
        finally:
            self.done = True

    def _tell(self, fraction: float, sentence: str) -> None:
        self.fraction, self.sentence = fraction, sentence
