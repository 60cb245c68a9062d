"""Days and times as a visitor's own clock has them."""

from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

import streamlit as st


def time_zone() -> tzinfo:
    """The visitor's, as far as their browser says one that there is."""
    # The browser's word for it may be anything.
    with suppress(KeyError, ValueError):
        return ZoneInfo(st.context.timezone or "UTC")
    return UTC


def day(moment: datetime) -> str:
    """A day, such as “3 Nov 2026”."""
    return f"{moment.day} {moment:%b %Y}"


def minute(moment: datetime) -> str:
    """A day and a time, such as “3 Nov 2026, 14:05”."""
    return f"{day(moment)}, {moment:%H:%M}"
