"""The `.keras` file of a network, looked at before anybody uses it: a store may have damaged it."""

import io
import zipfile

from explorer.errors import NetworkError

DAMAGED = "The network of this run cannot be read: its file is damaged. Train it again, or choose another run."
CONFIG, WEIGHTS = "config.json", "model.weights.h5"
LARGEST_BYTES = 100_000_000
"""What a part may come to when it is unpacked. That of the largest network which the knobs allow is 7 MB."""


def parts(model: bytes) -> dict[str, bytes]:
    """What is in a `.keras` file: its settings, under `CONFIG`, and its `WEIGHTS`, as they were written.

    Raises:
        NetworkError: the file is damaged, or would fill the memory.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(model)) as file:
            if any(part.file_size > LARGEST_BYTES for part in file.infolist()):
                raise ValueError("it claims to be too large")
            return {name: file.read(name) for name in (CONFIG, WEIGHTS)}
    except Exception as error:
        # A damaged file can fail in any way.
        raise NetworkError(DAMAGED) from error
