"""A host sets limits in the environment; one that makes no sense is a sentence."""

import pytest

from explorer.errors import LimitError
from explorer.limits import Limits, limits


def test_without_a_word_from_the_host_the_usual_limits_hold():
    assert limits({}) == Limits()
    assert limits({"EXPLORER_MAX_QUEUED": " "}) == Limits()


def test_a_host_sets_each_of_them():
    chosen = {"EXPLORER_MAX_QUEUED": "70", "EXPLORER_MAX_QUEUED_BY_ONE": " 7 ", "EXPLORER_MAX_WORKER_MEMORY": "0"}
    assert limits(chosen) == Limits(queued=70, queued_by_one=7, worker_memory=0)


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "many", "²", "1" * 10])
def test_what_is_no_sensible_number_is_refused_by_name(text):
    with pytest.raises(LimitError, match="EXPLORER_MAX_REVIEW_LENGTH must be a whole number from 1"):
        limits({"EXPLORER_MAX_REVIEW_LENGTH": text})


def test_the_articles_36_with_five_repeats_may_be_asked_for_at_once():
    assert Limits().queued_by_one >= 5 * 36
    assert Limits().queued >= 10 * Limits().queued_by_one


@pytest.mark.parametrize("text", ["1", "499"])
def test_a_worker_that_could_not_even_start_with_its_memory_is_refused(text):
    with pytest.raises(LimitError, match="EXPLORER_MAX_WORKER_MEMORY must be 0 or a whole number from 500"):
        limits({"EXPLORER_MAX_WORKER_MEMORY": text})
    assert limits({"EXPLORER_MAX_WORKER_MEMORY": "500"}).worker_memory == 500
