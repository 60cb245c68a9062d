"""Prepared reviews on disk: plain arrays in an uncompressed `.npz` file, read back in a moment.

No pickle: a file from a cache folder must not be able to run code. A file is written whole or not at all, and carries a
checksum, so that damage is noticed; a file that is missing, damaged or of another version is simply prepared anew.
"""

import contextlib
import os
import tempfile
import zipfile
import zlib
from pathlib import Path

import numpy as np
import platformdirs

from explorer.corpus.rows import Split
from explorer.corpus.vocabulary import Vocabulary

FORMAT = 1
"""Counts up when the layout of the file, or what is prepared, changes."""


def folder() -> Path:
    """Where prepared reviews are kept: `EXPLORER_CACHE`, or the user's cache folder."""
    chosen = os.environ.get("EXPLORER_CACHE", "").strip()
    return Path(chosen).expanduser() if chosen else platformdirs.user_cache_path("sentiment-explorer")


def path(source: str, version: str) -> Path:
    """The file for a source of reviews in the version of its package."""
    return folder() / f"{source}-{version}-{FORMAT}.npz"


def save(file: Path, splits: dict[str, Split], vocabulary: Vocabulary) -> None:
    """Write prepared reviews to `file`.

    Raises:
        OSError: the folder cannot be written to; no half-written file is left behind.
    """
    arrays = {"vocabulary": np.frombuffer("\n".join(vocabulary.words).encode(), np.uint8)}
    for name, split in splits.items():
        for field in ("words", "offsets", "labels"):
            arrays[f"{name}.{field}"] = getattr(split, field)
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=file.parent, prefix=file.stem, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as stream:
            np.savez(stream, checksum=_checksum(arrays), **arrays)
        Path(unfinished).replace(file)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(unfinished).unlink()
        raise


def load(file: Path) -> tuple[dict[str, Split], Vocabulary] | None:
    """What `save` wrote to `file`, or None when there is nothing there that can be trusted."""
    try:
        with np.load(file, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        if arrays.pop("checksum") != _checksum(arrays):
            return None
        words = arrays.pop("vocabulary").tobytes().decode().split("\n")
        names = dict.fromkeys(key.partition(".")[0] for key in arrays)
        return {
            name: Split(arrays[f"{name}.words"], arrays[f"{name}.offsets"], arrays[f"{name}.labels"]) for name in names
        }, Vocabulary(words)
    # What numpy and zipfile raise for a file that is missing, cut short, overwritten or of another kind.
    except (OSError, ValueError, KeyError, EOFError, TypeError, zipfile.BadZipFile, zlib.error, NotImplementedError):
        return None


def _checksum(arrays: dict[str, np.ndarray]) -> int:
    checksum = 0
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        checksum = zlib.crc32(f"{name} {array.dtype} {array.shape}".encode(), checksum)
        checksum = zlib.crc32(array, checksum)
    return checksum
