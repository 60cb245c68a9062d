"""The settings of a host: all environment variables of this program. Each is read when its function is called.

These are functions instead of one object, so that an invalid limit stops only what needs the limits.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

import platformdirs

from explorer.errors import LimitError
from explorer.scheduling.limits import LEAST_MEMORY, Limits

METADATA = "/.well-known/openid-configuration"
"""Where every provider of OpenID Connect says what it offers, below its address."""
SHORTEST_SECRET = 32


@dataclass(frozen=True)
class Login:
    """Who lets people in: a provider of OpenID Connect, which knows this app as one of its clients."""

    address: str
    """The app's one address, without a slash at the end."""
    metadata: str
    """Where the provider says what it offers."""
    client: str
    secret: str
    cookie_secret: str | None
    """What signs the cookies of those who have logged in; None for another one at each start."""


def login(environment: Mapping[str, str] = os.environ) -> Login | None:
    """`EXPLORER_LOGIN`: who lets people in, if it is 1, or None if everybody may come in.

    Raises:
        LimitError: what the login needs is missing, or cannot be.
    """
    if not _switch("EXPLORER_LOGIN", False, environment):
        return None
    address, provider = (_web_address(name, environment) for name in ("EXPLORER_ADDRESS", "EXPLORER_LOGIN_PROVIDER"))
    cookie_secret = environment.get("EXPLORER_LOGIN_COOKIE_SECRET", "").strip() or None
    if cookie_secret and len(cookie_secret) < SHORTEST_SECRET:
        raise LimitError(f"EXPLORER_LOGIN_COOKIE_SECRET must have at least {SHORTEST_SECRET} characters.")
    return Login(
        address,
        provider if provider.endswith(METADATA) else f"{provider}{METADATA}",
        _needed("EXPLORER_LOGIN_CLIENT", environment),
        _needed("EXPLORER_LOGIN_SECRET", environment),
        cookie_secret,
    )


def keepers(environment: Mapping[str, str] = os.environ) -> frozenset[str]:
    """`EXPLORER_KEEPERS`: the accounts, in lower case, that alone may change what belongs to all; empty for everybody.

    Raises:
        LimitError: nobody logs in, so nobody could be one of them.
    """
    named = frozenset(name.strip().casefold() for name in environment.get("EXPLORER_KEEPERS", "").split(",") if name.strip())
    if named and not _switch("EXPLORER_LOGIN", False, environment):
        raise LimitError("EXPLORER_KEEPERS names accounts, and without EXPLORER_LOGIN=1 nobody has one.")
    return named


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
    return _switch("EXPLORER_UPLOADS", True, os.environ)


def ahead() -> bool:
    """`EXPLORER_AHEAD`: whether idle workers train what visitors may ask for next, 1 (the default) or 0.

    Raises:
        LimitError: it is something else.
    """
    return _switch("EXPLORER_AHEAD", True, os.environ)


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


def _switch(name: str, default: bool, environment: Mapping[str, str]) -> bool:
    text = environment.get(name, "").strip() or str(int(default))
    if text not in ("0", "1"):
        raise LimitError(f"{name} must be 1 or 0, and not “{text}”.")
    return text == "1"


def _needed(name: str, environment: Mapping[str, str]) -> str:
    text = environment.get(name, "").strip()
    if not text:
        raise LimitError(f"EXPLORER_LOGIN=1 needs {name} as well.")
    return text


def _web_address(name: str, environment: Mapping[str, str]) -> str:
    text = _needed(name, environment)
    try:
        parts = urlsplit(text)
        possible = parts.scheme in ("http", "https") and parts.hostname and (parts.port or True)
    except ValueError:
        possible = False
    if not possible or parts.query or parts.fragment or parts.username:
        raise LimitError(f"{name} must be an address such as https://explorer.example.org, and not “{text}”.")
    return text.rstrip("/")
