"""What always giving the same answer would get, where one class is more frequent than the other."""

from explorer.class_balance import Majority
from explorer.wording.classes import FILM_REVIEWS, Classes
from explorer.wording.formats import accuracy


def always_the_same(frequent: Majority | None, classes: Classes = FILM_REVIEWS) -> str:
    """What always answering the more frequent class gets of the validation reviews; nothing where they are balanced."""
    if frequent is None:
        return ""
    right = accuracy(frequent.share)
    return f"Always answering {classes.side(frequent.label)} gets {right} of the validation reviews right."
