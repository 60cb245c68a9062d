"""What tests have a real worker do. It imports this module by its name, which it could not do with a test."""

from explorer.errors import StoreUnavailable
from explorer.store import open_store


def complaint(store_url: str) -> str | None:
    """The sentence with which the store refuses to be written, or None if it does not."""
    try:
        open_store(store_url).heartbeat("nobody")
    except StoreUnavailable as error:
        return str(error)
    return None
