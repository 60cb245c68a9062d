"""Reading a file once: its texts packed, its words numbered, and what is worth knowing counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

import numpy as np

from explorer import reading
from explorer.corpus import Corpus, Progress, Split, TextIndex
from explorer.datasets.facts import Facts
from explorer.datasets.language import is_unspaced, language
from explorer.datasets.packed_texts import TEST, TRAIN, VALIDATION, PackedTexts
from explorer.datasets.splitting import shuffled, split
from explorer.errors import CorpusError
from explorer.reading import Form, Skipped
from explorer.store import OWN_PREFIX

SAMPLE = 200
"""Texts by which the language is guessed."""
REPORTED = 1_000
"""Reviews from one report of the progress to the next."""
LEAST = 5
"""Different reviews of each class: then each split has one of each."""
UNSPACED_SHARE = 0.3
"""Of the texts asked: from there on, a file in such a script is refused."""


@dataclass(frozen=True)
class Collected:
    """A data set that has been read and not been kept yet.

    Attributes:
        facts: What was counted.
        skipped: The rows that were left out.
        form: What the file was.
        parts: Its texts, packed, in the order of the file.
        corpus: Its reviews, ready for training.
    """

    facts: Facts
    skipped: Skipped
    form: Form
    parts: Sequence[bytes]
    corpus: Corpus

    @property
    def name(self) -> str:
        """Its name in stores and addresses, which stands for its contents."""
        return self.corpus.source


def read(file: Path | BinaryIO, form: Form, progress: Progress, strict: bool = False) -> Collected:
    """Read a file as a stream.

    Args:
        file: The file, or its path: the one of which `reading.inspect` has made `form`.
        form: What it is, with labels and no open question.
        progress: Called as the work goes on. What it raises ends the work.
        strict: Whether a row that cannot be used refuses the file.

    Raises:
        CorpusError: the file has no labels, is damaged, has too few reviews, or is in a script without spaces.
    """
    if form.labels is None:
        raise CorpusError(f"The file {form.name} has no labels, and without them there is nothing to learn.")
    skipped, packed, index = Skipped(), PackedTexts(), TextIndex()
    digests, labels, sample, unspaced = list[bytes](), bytearray(), list[str](), 0
    every = max(1, form.rows // SAMPLE)
    for row in reading.usable(file, form, skipped, strict):
        if len(labels) % REPORTED == 0:
            progress(0.8 * len(labels) / form.rows, f"Reading: {len(labels):,} of {form.rows:,} rows.")
        assert row.label is not None
        packed.add(row.text)
        digests.append(blake2b(index.add(row.text), digest_size=12).digest())
        labels.append(row.label)
        if len(labels) % every == 0:
            sample.append(row.text)
            unspaced += is_unspaced(row.text)
    packed.close()
    if sample and unspaced > UNSPACED_SHARE * len(sample):
        raise CorpusError(
            f"The texts of {form.name} have no spaces between their words, as in Chinese, Japanese or Thai. The networks "
            "here read words, so they would take a whole sentence for one word and learn nothing. Put spaces between the "
            "words first; word segmenters do that."
        )
    progress(0.8, "Dividing the reviews, with equal texts together.")
    answers = np.frombuffer(bytes(labels), np.uint8)
    first = _first_label(digests, answers)
    for label, class_name in enumerate(form.class_names):
        different = sum(one == label for one in first.values())
        if different < LEAST:
            raise CorpusError(
                f"Of “{class_name}” there {'is' if different == 1 else 'are'} {different or 'no'} different "
                f"review{'' if different == 1 else 's'} in {form.name}. There have to be {LEAST} of each class: some to "
                "learn from, some to compare settings with, and some that stay sealed."
            )
    splits = split(digests, answers)
    corpus = assembled(_name(digests, answers, form.class_names), index, answers, splits, progress)
    facts = Facts(
        class_names=form.class_names,
        labels=answers,
        splits=splits,
        words=np.diff(index.offsets),
        repeated=len(digests) - len(first),
        contradictory=sum(first[digest] != label for digest, label in zip(digests, labels)),
        language=language(sample),
        unspaced=unspaced / max(1, len(sample)),
    )
    progress(1.0, "Everything is read.")
    return Collected(facts, skipped, form, packed.parts, corpus)


def assembled(name: str, index: TextIndex, labels: np.ndarray, splits: np.ndarray, progress: Progress) -> Corpus:
    """The reviews of a data set, ready for training. Its vocabulary is that of the reviews to learn from alone."""
    progress(0.85, "Counting words.")
    vocabulary, ranks = index.ranked(np.flatnonzero(splits == TRAIN))
    progress(0.9, "Encoding the reviews.")
    reviews = Split.of_ranks(ranks, index.offsets, labels)
    train, validation, test = (reviews.take(shuffled(splits, which)) for which in (TRAIN, VALIDATION, TEST))
    return Corpus(name, train, validation, test, None, vocabulary)


def _first_label(digests: Sequence[bytes], labels: np.ndarray) -> dict[bytes, int]:
    """The label of each different text, where it is first."""
    first: dict[bytes, int] = {}
    for digest, label in zip(digests, labels.tolist()):
        first.setdefault(digest, label)
    return first


def _name(digests: Sequence[bytes], labels: np.ndarray, class_names: Sequence[str]) -> str:
    contents = blake2b(b"".join(digests), digest_size=6)
    contents.update(labels.tobytes())
    contents.update("\0".join(class_names).encode("utf-8", "replace"))
    return OWN_PREFIX + contents.hexdigest()
