"""The command line: `python -m explorer`, or `sentiment-explorer` where it is installed."""

import sys

from explorer.python_version import refusal

# Before the other imports, which may need a newer Python.
if refused := refusal():
    sys.exit(refused)

from explorer.cli import signals


def run() -> int:
    """Run the command that was typed; its exit code."""
    signals.leave_at_once()
    # Here, because it takes a second, in which somebody may press Ctrl-C.
    from explorer.cli.main import main

    signals.interrupt()
    try:
        return main()
    finally:
        signals.leave_at_once()


if __name__ == "__main__":
    sys.exit(run())
