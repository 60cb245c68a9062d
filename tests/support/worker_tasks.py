"""Functions that tests call on a real worker, which can import this module but not a test."""

from explorer.errors import StoreUnavailable
from explorer.store import open_store


def complaint(store_url: str) -> str | None:
    """The sentence with which the store refuses to be written, or None if it does not."""
    try:
        open_store(store_url).heartbeat("nobody")
    except StoreUnavailable as error:
        return str(error)
    return None
