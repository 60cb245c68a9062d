"""The errors that a person can cause or meet. Their messages are sentences for that person."""


class ExplorerError(Exception):
    """An error whose message says what happened and what to do about it."""


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
