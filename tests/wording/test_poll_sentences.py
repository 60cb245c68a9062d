"""What many networks say about one review is counted, and the one that disagrees is named."""

from dataclasses import replace

import pytest

from explorer.config import article_grid
from explorer.insight.review_poll import poll
from explorer.insight.review_reading import Flip, Push, Reading
from explorer.wording.poll_sentences import disagreement, summary, unreadable
from tests.support.runs import trained


def poll_of(*scores):
    """A poll of the article's first settings with these scores."""
    return poll(trained(article_grid()[: len(scores)], lambda config: 0.88), scores)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (
            (2.0, 3.0, -1.0),
            "**2 say positive, 1 says negative.** The probabilities that they give “positive” reach from 26.9% to 95.3%.",
        ),
        ((-2.0, -3.0, 1.0), "**2 say negative, 1 says positive.**"),
        ((2.0, 3.0, -1.0, -1.0), "**2 say positive and 2 say negative**: there is no majority."),
        ((2.0, -1.0), "**1 says positive and 1 says negative**: there is no majority."),
        ((2.0, 1.0), "**All 2 networks say positive.**"),
        ((-2.0,), "**The only network that could be asked says negative.**"),
    ],
    ids=["most positive", "most negative", "split", "two", "unanimous", "one"],
)
def test_a_sentence_counts_them(given, says):
    assert summary(poll_of(*given)).startswith(says)


def test_the_sentence_names_the_dissenter():
    name = article_grid()[2].describe()
    assert summary(poll_of(2.0, 3.0, -1.0)).endswith(f"The one that disagrees most is **{name}**, with 26.9%.")
    assert summary(poll_of(2.0, 3.0, 1.0)).endswith(f"The least sure is **{name}**, with 73.1%.")
    assert summary(poll_of(2.0, 3.0, -1.0, -0.5)).endswith(
        f"The one that disagrees most with the leader of the leaderboard is **{name}**, with 26.9%."
    )


def test_what_cannot_be_read_is_named():
    (run,) = poll_of(2.0, None, 1.0).unreadable
    assert unreadable([run]).startswith("The network of run 2 cannot be read")
    several = [replace(run, id=number) for number in (4, 5, 6)]
    assert unreadable(several).startswith("The networks of runs 4, 5 and 6 cannot be read")


def reading(score, **pushes):
    found = [Push(word, 10, push, 0.5) for word, push in pushes.items()]
    return Reading((), score, tuple(sorted(found, key=lambda push: -abs(push.push))), Flip((), 0.5, False))


def test_words_that_set_a_dissenter_apart_push_it_further_than_the_judge():
    dissenter, judge = reading(-1.0, great=0.5, bad=-1.6, the=-0.2, rare=-0.1), reading(1.0, great=1.5, bad=-1.4, the=0.1)
    said = disagreement(dissenter, judge)
    assert said.startswith(
        "The judge above says positive. The words that set the two apart most: “great” +0.50 (+1.50), “the” −0.20 (+0.10), "
        "“bad” −1.60 (−1.40)."
    )
    assert "“rare” −0.10 (not known)" in disagreement(reading(-1.0, rare=-0.1), judge)
    assert disagreement(judge, dissenter).startswith("The judge above says negative.")


def test_who_agrees_with_the_judge_is_not_set_disagreement():
    assert disagreement(reading(1.0, great=1.5), reading(2.0, great=0.5)) == ""
    assert disagreement(reading(1.0), reading(-1.0)) == ""
