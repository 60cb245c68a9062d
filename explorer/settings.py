"""The settings of a host: all environment variables of this program. Each is read when its function is called.

These are functions instead of one object, so that an invalid limit stops only what needs the limits.
"""

import os
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

import platformdirs

from explorer.errors import LimitError
from explorer.scheduling.limits import LEAST_MEMORY, Limits


def store() -> str | None:
    """`EXPLORER_STORE`, a database URL or a file's path, or None for a file in the user's data folder."""
    return os.environ.get("EXPLORER_STORE", "").strip() or None


def data_folder() -> Path:
    """The user's data folder, in which a store is unless `EXPLORER_STORE` names another place."""
    return platformdirs.user_data_path("sentiment-explorer")


def cache_folder() -> Path:
    """`EXPLORER_CACHE`, the folder of prepared reviews, else the user's cache folder."""
    chosen = os.environ.get("EXPLORER_CACHE", "").strip()
    return Path(chosen).expanduser() if chosen else platformdirs.user_cache_path("sentiment-explorer")


def scheduler_address() -> str | None:
    """`EXPLORER_SCHEDULER`, the address of an existing Dask scheduler, or None for a local cluster."""
    return os.environ.get("EXPLORER_SCHEDULER", "").strip() or None


def uploads() -> bool:
    """`EXPLORER_UPLOADS`: whether pages take files, 1 (the default) or 0.

    Raises:
        LimitError: it is something else.
    """
    text = os.environ.get("EXPLORER_UPLOADS", "").strip() or "1"
    if text not in ("0", "1"):
        raise LimitError(f"EXPLORER_UPLOADS must be 1 or 0, and not “{text}”.")
    return text == "1"


def limits(environment: Mapping[str, str] = os.environ) -> Limits:
    """The limits of `EXPLORER_MAX_QUEUED` and so on (`EXPLORER_MAX_` and the field's name), with defaults for the others.

    Raises:
        LimitError: one of them is not a whole number in its range.
    """
    chosen = {}
    for field in fields(Limits):
        name = f"EXPLORER_MAX_{field.name.upper()}"
        text = environment.get(name, "").strip()
        if not text:
            continue
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
        none, smallest = ("0 or ", LEAST_MEMORY) if field.name == "worker_memory" else ("", 1)
        if number < smallest and not (none and number == 0):
            raise LimitError(f"{name} must be {none}a whole number from {smallest} to 999,999,999, and not “{text}”.")
        chosen[field.name] = number
    return Limits(**chosen)


def keep_uploads(environment: Mapping[str, str] = os.environ) -> int | None:
    """`EXPLORER_KEEP_UPLOADS`, the days after which a data set that somebody has brought is removed; None for never.

    Raises:
        LimitError: it is not a whole number of days.
    """
    text = environment.get("EXPLORER_KEEP_UPLOADS", "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 6 and int(text)):
        raise LimitError(f"EXPLORER_KEEP_UPLOADS must be a whole number of days, from 1 to 99,999, and not “{text}”.")
    return int(text)
