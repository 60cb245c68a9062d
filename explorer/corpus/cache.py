"""The cache of prepared reviews: files of plain arrays, checked when read. Without a usable file, everything still works.

A file is written as a whole or not at all, and named after its contents, so processes that prepare the same reviews at the
same time write the same file twice. `EXPLORER_CACHE` sets another folder than the user's cache folder.
"""

import hashlib
import logging
import re
import tempfile
from pathlib import Path

import numpy as np

from explorer import settings
from explorer.corpus.splits import Corpus, Split
from explorer.corpus.vocabulary import LARGEST_VOCABULARY, Vocabulary

FORMAT = 1
"""To be raised when the prepared reviews of the same source change."""

_SPLITS = ("train", "validation", "test", "second_exam")
_log = logging.getLogger(__name__)


def path(source: str, version: str) -> Path:
    """The file of the prepared reviews of `source` in this `version`, whether or not it exists."""
    return settings.cache_folder() / f"{re.sub(r'[^a-z0-9.]+', '-', _identity(source, version))}.npz"


def load(source: str, version: str) -> Corpus | None:
    """The prepared reviews, or None if there is no undamaged file of this format."""
    return read(path(source, version), source, version)


def save(corpus: Corpus, version: str) -> None:
    """Keep `corpus` for the next start. If that fails (on a full disk, say), only a warning is logged."""
    target = path(corpus.source, version)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write(target, corpus, version)
    except OSError as error:
        _log.warning("The prepared reviews could not be kept in %s: %s", target.parent, error)


def remove(source: str) -> None:
    """Remove the prepared reviews of `source`, of any version. If that fails, only a warning is logged."""
    for kept in settings.cache_folder().glob(f"{source}-*.npz"):
        try:
            kept.unlink(missing_ok=True)
        except OSError as error:
            _log.warning("The prepared reviews in %s could not be removed: %s", kept, error)


def write(target: Path, corpus: Corpus, version: str) -> None:
    """Write `corpus` to `target` as a whole.

    Raises:
        OSError: it could not be written. Nothing is left behind.
    """
    arrays = {
        "identity": _from_text(_identity(corpus.source, version)),
        # No word contains a line break, because line breaks separate words.
        "vocabulary": _from_text("\n".join(corpus.vocabulary.words)),
    }
    for name in _SPLITS:
        split = getattr(corpus, name)
        if split is not None:
            arrays |= {f"{name}_words": split.words, f"{name}_offsets": split.offsets, f"{name}_labels": split.labels}
    arrays["checksum"] = _checksum(arrays)

    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=target.stem, suffix=".tmp", delete=False) as file:
        try:
            np.savez(file, allow_pickle=False, **arrays)
            file.close()
            Path(file.name).replace(target)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def read(target: Path, source: str, version: str) -> Corpus | None:
    """The corpus that `write` wrote to `target`, or None if the file is missing, damaged or of other reviews."""
    try:
        with np.load(target, allow_pickle=False) as file:
            arrays = dict(file)
        if not np.array_equal(arrays.pop("checksum"), _checksum(arrays)):
            raise ValueError("the checksum does not match")
        if _to_text(arrays["identity"]) != _identity(source, version):
            raise ValueError("it holds other reviews")

        def split(name: str) -> Split:
            return Split(*(arrays[f"{name}_{part}"] for part in ("words", "offsets", "labels")))

        return Corpus(
            source=source,
            train=split("train"),
            validation=split("validation"),
            test=split("test"),
            second_exam=split("second_exam") if "second_exam_words" in arrays else None,
            vocabulary=Vocabulary(_to_text(arrays["vocabulary"]).split("\n")),
        )
    except Exception as error:
        # A damaged file can fail in any way. The reviews are then prepared again.
        _log.info("%s is not used: %s", target, error)
        return None


def _identity(source: str, version: str) -> str:
    return f"{source} {version} words {LARGEST_VOCABULARY} format {FORMAT}"


def _checksum(arrays: dict[str, np.ndarray]) -> np.ndarray:
    """SHA-256 over names, types, shapes and contents: (32,) uint8."""
    digest = hashlib.sha256()
    for name in sorted(arrays):
        values = arrays[name]
        digest.update(f"{name} {values.dtype.str} {values.shape}\n".encode())
        digest.update(np.ascontiguousarray(values).data)
    return np.frombuffer(digest.digest(), np.uint8)


def _from_text(text: str) -> np.ndarray:
    return np.frombuffer(text.encode(), np.uint8)


def _to_text(values: np.ndarray) -> str:
    return values.tobytes().decode()
