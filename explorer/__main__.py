"""The command line: `python -m explorer`."""

import sys

from explorer.python_version import refusal

# Before the other import, which may need a newer Python.
if refused := refusal():
    sys.exit(refused)

from explorer.cli.parser import main

if __name__ == "__main__":
    sys.exit(main())
