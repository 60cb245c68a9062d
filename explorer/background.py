"""Long work in a thread of its own, while pages keep responding: how far it is, what came of it, and ending it."""

import logging
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from explorer.errors import ExplorerError, for_visitors

T = TypeVar("T")
logger = logging.getLogger(__name__)


class _Cancelled(BaseException):
    """Raised within work that is to end. No handler of errors stops it."""


class Work(Generic[T]):
    """Work that has begun.

    Args:
        work: It gets a function to report its progress to: how much is done, from 0 to 1, and a sentence.
        sentence: What is being done at first.
        failure: The sentence for an error that this program does not know.

    Attributes:
        fraction: How much is done, from 0 to 1.
        sentence: What is being done.
        done: Whether it has ended, in any way.
        error: The sentence it failed with, or None.
        result: What came of it, or None.
    """

    def __init__(self, work: Callable[[Callable[[float, str], None]], T], sentence: str, failure: str) -> None:
        self.fraction = 0.0
        self.sentence = sentence
        self.done = False
        self.error: str | None = None
        self.result: T | None = None
        self._cancelled = False
        self._failure = failure
        threading.Thread(target=self._run, args=(work,), name="work", daemon=True).start()

    def cancel(self) -> None:
        """End it when it next reports. Nothing comes of it."""
        self._cancelled = True

    def _run(self, work: Callable[[Callable[[float, str], None]], T]) -> None:
        try:
            self.result = work(self._report)
        except _Cancelled:
            pass
        except ExplorerError as error:
            self.error = for_visitors(error)
        except Exception:
            logger.exception("Work in the background broke off")
            self.error = self._failure
        finally:
            self.done = True

    def _report(self, fraction: float, sentence: str) -> None:
        if self._cancelled:
            raise _Cancelled
        self.fraction, self.sentence = fraction, sentence
