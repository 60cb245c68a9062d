"""The errors a person can cause or meet; their text is one sentence or two, written for the person at the screen."""


class ExplorerError(Exception):
    """Something went wrong that a person can understand: what happened, and what to do about it."""


class ConfigError(ExplorerError):
    """A knob was given a value outside its limits."""


class CorpusError(ExplorerError):
    """The reviews could not be read, prepared or fetched."""


class StoreError(ExplorerError):
    """The store of runs could not be opened, read or written."""


class ClusterError(ExplorerError):
    """The training workers could not be started or reached."""


class LimitError(ExplorerError):
    """More was asked for than the host of this app allows."""
