"""Sentences about data sets of one's own: what is in a file, what to beware of, and what goes when one is removed.

Names of classes, files and data sets are somebody's own texts: these sentences are no Markdown.
"""

from explorer.class_balance import majority
from explorer.datasets import Facts
from explorer.insight.exam_result import wilson_interval
from explorer.reading import Form
from explorer.wording.formats import accuracy, count

SUPPOSED = 0.8
"""An accuracy by which the width of intervals is shown."""
WIDE = 0.05
"""Half an interval from which on differences between settings are hardly ever more than luck."""
SHORT_WORDS = 4
SOME_UNSPACED = 0.05

SHARED = "Everybody who can open this app sees what you bring, and may train on it. Bring nothing that is private."


def facts(found: Facts) -> list[str]:
    """What is in a file."""
    negative, positive = found.counts
    train, validation, test = found.sizes
    sentences = [
        f"{count(found.reviews, 'review')}: {negative:,} “{found.class_names[0]}” ({negative / found.reviews:.0%}) and "
        f"{positive:,} “{found.class_names[1]}” ({positive / found.reviews:.0%}).",
        f"{train:,} to learn from, {validation:,} to compare settings with (validation), and {test:,} sealed for the exam.",
        f"Half of them have {count(found.median_words, 'word')} or fewer."
        + (f" They seem to be in {found.language}." if found.language else " Their language is not clear."),
    ]
    if found.repeated:
        sentences.append(
            f"{found.repeated:,} {'has' if found.repeated == 1 else 'have'} the same words as an earlier one. Equal texts "
            "stay together, so no network is examined on what it has learned from."
        )
    return sentences


def warnings(found: Facts) -> list[str]:
    """What to beware of."""
    _, validation, _ = found.sizes
    sentences = []
    low, high = wilson_interval(round(SUPPOSED * validation), validation)
    if (high - low) / 2 > WIDE:
        sentences.append(
            f"These are few. If a network gets {SUPPOSED:.0%} of {validation:,} validation reviews right, its true accuracy "
            f"may be anything from {low:.0%} to {high:.0%}. Most differences between settings will be luck."
        )
    if frequent := majority(found.validation_positive / validation):
        name = found.class_names[frequent.label]
        sentences.append(
            f"The classes are uneven: always answering “{name}” gets {accuracy(frequent.share)} of the validation "
            "reviews right. A network has to beat that to have learned anything."
        )
    if found.contradictory:
        sentences.append(
            f"{count(found.contradictory, 'review')} with the words of an earlier one "
            f"{'has' if found.contradictory == 1 else 'have'} the other label. No network can get both right."
        )
    if found.median_words < SHORT_WORDS:
        sentences.append(f"Most of these texts have fewer than {SHORT_WORDS} words, which is little to learn from.")
    if found.unspaced > SOME_UNSPACED:
        sentences.append(
            f"{found.unspaced:.0%} of the texts have no spaces between their words, as in Chinese, Japanese or Thai. The "
            "networks here read words, so these texts say nothing to them."
        )
    return sentences


def no_labels(form: Form) -> str:
    """That a file has no labels."""
    return f"No column with labels was recognised in {form.name}, and without labels there is nothing to learn."


def kept_for(days: int | None) -> str:
    """For how long a data set is kept. None is for ever."""
    return f"After {count(days, 'day')} it is removed, with everything trained on it." if days else "It stays until removed."


def still_active(runs: int) -> str:
    """That some of the runs that go have not ended."""
    return f"{count(runs, 'run')} of them still {'waits or trains' if runs == 1 else 'wait or train'}, and will end."


def goes_with_it(label: str, runs: int) -> str:
    """What goes when a data set is removed."""
    if not runs:
        return f"“{label}” goes. Nothing was trained on it."
    theirs = "with its network, its place" if runs == 1 else "with their networks, their places"
    return (
        f"“{label}” goes, and so does what was trained on it: {count(runs, 'run')}, {theirs} on the leaderboard and exams."
    )
