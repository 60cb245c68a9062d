"""Standard error without what TensorFlow says while it is loaded, which helps nobody.

Its C++ code writes to the file descriptor before it reads any setting, so no environment variable silences that.
"""

import faulthandler
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

STDERR = 2
NOISE = re.compile(
    rb"WARNING: All log messages before absl::InitializeLog\(\) is called are written to STDERR"
    # Notes, such as on the processor's instructions and on oneDNN: “I0000 00:00:1795992636.847974 6700 port.cc:153] …”.
    rb"|I\d{4} [\d:. ]+ +\d+ [\w./]+\.cc:\d+\] "
    rb"|To enable the following instructions: "
    # Without a GPU, that it has not been found is told as an error.
    rb"|E\d{4} [\d:. ]+ +\d+ cuda_platform\.cc:\d+\] failed call to cuInit: "
)


@contextmanager
def quietened() -> Iterator[None]:
    """Hold back what this process writes to its standard error, and write it at the end without `NOISE`."""
    try:
        real = os.dup(STDERR)
    except OSError:
        # There is none.
        yield
        return
    with tempfile.TemporaryFile() as held, os.fdopen(real, "wb") as stderr:
        # Where TensorFlow ends the process, as on a processor that it was not made for, this still says where.
        crash_is_told = not faulthandler.is_enabled()
        if crash_is_told:
            faulthandler.enable(stderr)
        os.dup2(held.fileno(), STDERR)
        try:
            yield
        finally:
            os.dup2(real, STDERR)
            if crash_is_told:
                faulthandler.disable()
            held.seek(0)
            stderr.writelines(line for line in held if not NOISE.match(line))
