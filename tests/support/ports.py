"""Ports for the servers that tests start."""

import socket


def free_port() -> int:
    """A port of this computer that is not in use."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
