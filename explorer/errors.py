"""The errors that a person can cause or meet. Their messages are sentences for that person."""

import logging
import time

IN_THE_LOG = "Whoever runs this app finds more in its log."
LOGGED_AGAIN_SECONDS = 60
"""A page that draws itself anew several times a second meets the same error each time."""
MOST_LOGGED = 1_000

logger = logging.getLogger(__name__)
_logged: dict[str, float] = {}


class ExplorerError(Exception):
    """An error whose message says what happened and what to do about it.

    Args:
        sentence: The message, for whoever runs this program.
        public: What visitors of the app read instead, where the message has a path, an address or a name of a computer in
            it. None if they may read all of it.
    """

    def __init__(self, sentence: str = "", public: str | None = None) -> None:
        super().__init__(sentence)
        self.public = sentence if public is None else public


class ConfigError(ExplorerError):
    """A value is outside its knob's limits, or not implemented."""


class CorpusError(ExplorerError):
    """The reviews could not be read, prepared or fetched."""


class StoreError(ExplorerError):
    """The store of runs could not be opened, read or written."""


class StoreUnavailable(StoreError):
    """The store cannot be used at the moment, for example because of a lock, a full disk or a stopped server."""


class NetworkError(ExplorerError):
    """The file of a trained network is damaged, or is something else."""


class ClusterError(ExplorerError):
    """The training workers could not be started or reached."""


class LimitError(ExplorerError):
    """More was asked for than the host of this app allows."""


class TooManyRuns(LimitError):
    """A visitor would have more runs that wait or train than one may have: who stops some can have others."""


def for_visitors(error: ExplorerError) -> str:
    """What everybody may read of an error; the rest goes to the log, once a minute at most."""
    sentence, now = str(error), time.monotonic()
    if error.public != sentence and now - _logged.get(sentence, float("-inf")) > LOGGED_AGAIN_SECONDS:
        if len(_logged) >= MOST_LOGGED:
            _logged.clear()
        _logged[sentence] = now
        logger.warning("%s", sentence)
    return error.public
