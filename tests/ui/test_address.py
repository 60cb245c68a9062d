"""Links carry the parameters that pages declare, and no two things in the address bar have the same name."""

import pytest

from explorer.config import KNOBS
from explorer.ui import address
from explorer.ui.pages import PARAMETERS

pages_say = pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda parameter: parameter.item.key)


def understood(**said):
    return address.understood(said, ["packaged"], lambda run: False)


def test_no_two_things_in_the_address_have_the_same_name():
    names = ["reviews", "run", *KNOBS, *(parameter.item.key for parameter in PARAMETERS)]
    assert len(set(names)) == len(names)


@pages_say
def test_every_value_that_a_page_declares_is_understood(parameter):
    name = parameter.item.key
    assert len(parameter.values) > 1 and parameter.item.default in parameter.values
    for value in parameter.values:
        asked = understood(**{name: str(value)})
        assert asked.parameters[name] == value and asked.notes == []


@pages_say
@pytest.mark.parametrize("text", ["", "0", "1.0", "Words", "x" * 1_000])
def test_any_other_text_is_refused_with_the_pages_sentence(parameter, text):
    asked = understood(**{parameter.item.key: text})
    assert asked.parameters == understood().parameters
    assert asked.notes == [parameter.refusal.format(text[:40])]
