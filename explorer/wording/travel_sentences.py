"""An exam on the reviews of another data set, in sentences: what its figure is worth, and what it is compared with.

Names of data sets and of their labels may come from a visitor: a page escapes them before it hands them in.
"""

from explorer.insight.exam_result import against_most_frequent, gain, majority, most_frequent
from explorer.store import Opening, Result
from explorer.wording.classes import Classes
from explorer.wording.formats import accuracy, apart, count, decimal, points, share
from explorer.wording.review_sentences import LITTLE_KNOWN


def contents(home: str, abroad: str, reviews: int) -> str:
    """What is in an envelope with test reviews of the data set `abroad`, and why open it for a network, in Markdown."""
    return (
        f"In this envelope are **{count(reviews, 'test review')}** of another data set, **{abroad}**: does what a network "
        f"has learned from **{home}** travel? Networks trained on {abroad} are examined on these reviews as well, so every "
        "opening counts for both."
    )


def route(home: str, abroad: str) -> str:
    """From where to where a network has travelled, in Markdown."""
    return f"Trained on **{home}**, examined on **{abroad}**."


def taken_for(home: Classes, abroad: Classes) -> str:
    """Which class of one data set counts as which one of the other; nothing if they have the same names."""
    if home.names == abroad.names:
        return ""
    pairs = [f"“{there}” counts as “{here}”" for there, here in zip(abroad.names, home.names)]
    return f"Here, {pairs[1]}, and {pairs[0]}."


def against_home(result: Result, own: Opening | None, validation: float, reviews: int) -> str:
    """How much a network loses on the reviews of another data set, in Markdown.

    Args:
        result: What it did there.
        own: The opening of the test reviews of its own data set, or None as long as they are sealed.
        validation: Its accuracy on the validation reviews of its own data set, which it is compared with in that case.
        reviews: How many these are.
    """
    at_home = own.result.accuracy if own else validation
    _, low, high = gain(result, at_home, own.result.of if own else reviews)
    difference = apart(result.accuracy, at_home)
    which = "test reviews of its own data set" if own else "validation reviews, which its best epoch was chosen by,"
    stands = f"On the {which} it got {accuracy(at_home)} right."
    chance = ", which may be chance" if low <= 0 <= high else ""
    if difference < 0:
        return f"{stands} Here it loses **{points(-difference)}** ({_interval(-high, -low)}){chance}."
    if difference > 0:
        return f"{stands} Here it gains **{points(difference)}** ({_interval(low, high)}){chance}."
    return f"{stands} Here it gets **as many** ({_interval(low, high)})."


def against_one_answer(result: Result, classes: Classes) -> str:
    """How a network stands to always giving the answer that is most frequent in the envelope, in Markdown."""
    label, right = most_frequent(result)
    better = against_most_frequent(result)
    stands = {1: "**better** than that", -1: "**worse** than that"}.get(
        better, "**no better** than that, as far as these reviews can tell"
    )
    said = f"Always answering {classes.side(label)} gets {accuracy(right)} right: the network is {stands}."
    if majority(result) is None:
        return said
    return (
        f"{said} Its **balanced accuracy**, the mean of the shares that it gets right of each class, is "
        f"**{accuracy(result.balanced_accuracy)}**; that of always the same answer is 50%."
    )


def known_words(there: float, at_home: float) -> str:
    """Which share of the words in the envelope a network knows, and of those in its own validation reviews, in Markdown."""
    said = (
        f"The network knows **{share(there)}** of the words in this envelope, and {share(at_home)} of those in the "
        "validation reviews of its own data set."
    )
    if is_little(there):
        return f"{said} All other words are the same to it, so its answers here are worth little."
    return said


def is_little(known: float) -> bool:
    """Whether a network knows so small a share of the words that its answers are worth little."""
    return known <= LITTLE_KNOWN


def _interval(low: float, high: float) -> str:
    return f"95% interval: {decimal(low * 100, 1)} to {decimal(high * 100, 1)}"
