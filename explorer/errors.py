"""The errors a person can cause or meet; their text is one sentence or two, written for the person at the screen."""


class ExplorerError(Exception):
    """Something went wrong that a person can understand: what happened, and what to do about it."""


class ConfigError(ExplorerError):
    """A knob was given a value outside its limits, or one that is not implemented."""


class CorpusError(ExplorerError):
    """The reviews could not be read, prepared or fetched."""


class StoreError(ExplorerError):
    """The store of runs could not be opened, read or written."""


class StoreUnavailable(StoreError):
    """Something stands in the way of the store, which may be gone a moment later: a lock, a full disk, a server at rest."""


class NetworkError(ExplorerError):
    """The file of a trained network is damaged, or holds something else."""


class ClusterError(ExplorerError):
    """The training workers could not be started or reached."""


class LimitError(ExplorerError):
    """More was asked for than the host of this app allows."""
