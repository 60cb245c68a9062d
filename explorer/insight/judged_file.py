"""What a network says about the reviews of a file, and, where the file says what they are, how much of that is right."""

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.reading import Form, Row, Skipped
from explorer.store import Result


@dataclass(frozen=True)
class Judged:
    """The probability of being positive of a text, between 0 and 1, and how many of its words the network knows."""

    probability: float
    words: int
    known: int

    @property
    def answer(self) -> int:
        """What the text is taken for: 1 or 0. As in Keras, a probability above 50 % counts as positive."""
        return int(self.probability > 0.5)

    @property
    def certainty(self) -> float:
        """The probability of the answer, from 0.5 to 1."""
        return max(self.probability, 1 - self.probability)


@dataclass(frozen=True)
class JudgedFile:
    """A file with the answers to its reviews.

    Args:
        form: How the file was read.
        rows: Its rows that can be used, at least one.
        skipped: The others.
        judged: The answer to each of the rows.
    """

    form: Form
    rows: Sequence[Row]
    skipped: Skipped
    judged: Sequence[Judged]

    def is_right(self, place: int) -> bool | None:
        """Whether the answer to a row is its label, or None in a file without labels."""
        label = self.rows[place].label
        return None if label is None else self.judged[place].answer == label

    @property
    def result(self) -> Result | None:
        """The confusion matrix, or None in a file without labels."""
        if self.form.labels is None:
            return None
        pairs = [(row.label, judged.answer) for row, judged in zip(self.rows, self.judged)]
        return Result(*(pairs.count(pair) for pair in ((1, 1), (0, 0), (0, 1), (1, 0))))
