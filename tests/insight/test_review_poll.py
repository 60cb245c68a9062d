"""Many networks' opinions on one review: who is asked, who dissents, and the words by which one disagrees."""

from explorer.config import RunConfig, article_grid
from explorer.insight.ranking import standings
from explorer.insight.review_poll import disagreeing_pushes, networks, poll
from explorer.insight.review_reading import Flip, Push, Reading
from tests.support.runs import trained


def poll_of(*scores):
    """A poll of the article's first settings with these scores."""
    return poll(trained(article_grid()[: len(scores)], lambda config: 0.88), scores)


def test_the_best_run_of_each_setting_that_has_kept_its_network_is_asked(cluster):
    best, kept = (cluster.trained(RunConfig(seed=seed), val_accuracy=0.9 - seed / 100) for seed in (0, 1))
    other = cluster.trained(RunConfig(units=32), val_accuracy=0.85)
    cluster.trained(RunConfig(units=64), val_accuracy=0.95)
    settings = standings(cluster.store.runs())
    assert [run.id for run in networks(settings, {kept, other})] == [kept, other]
    assert [run.id for run in networks(settings, {best, kept})] == [best]


def test_the_loudest_dissenter_disagrees_with_the_majority_most_certainly():
    assert poll_of(2.0, -0.5, 4.0, -1.5, 1.0).dissenter.score == -1.5
    assert poll_of(-2.0, 0.5, -4.0, 1.5, -1.0).dissenter.score == 1.5


def test_where_all_agree_it_is_the_least_sure_one():
    assert poll_of(2.0, 0.5, 4.0).dissenter.score == 0.5
    assert poll_of(-2.0, -0.5, -4.0).dissenter.score == -0.5


def test_where_they_are_split_evenly_it_is_the_loudest_against_the_leader():
    assert poll_of(-0.1, 2.0, -3.0, 1.0).dissenter.score == 2.0
    assert poll_of(0.1, 2.0, -3.0, -1.0).dissenter.score == -3.0


def test_what_cannot_be_read_is_left_out():
    found = poll_of(2.0, None, 1.0)
    assert [opinion.score for opinion in found.opinions] == [2.0, 1.0]
    assert [run.id for run in found.unreadable] == [2]
    assert poll_of(None, None) is None


def reading(score, **pushes):
    found = [Push(word, 10, push, 0.5) for word, push in pushes.items()]
    return Reading((), score, tuple(sorted(found, key=lambda push: -abs(push.push))), Flip((), 0.5, False))


def test_a_dissenter_disagrees_by_the_words_that_push_it_further_than_the_judge():
    dissenter, judge = reading(-1.0, great=0.5, bad=-1.6, the=-0.2, rare=-0.1), reading(1.0, great=1.5, bad=-1.4, the=0.1)
    words = [(push.word, push.push, judges) for push, judges in disagreeing_pushes(dissenter, judge)]
    assert words == [("great", 0.5, 1.5), ("the", -0.2, 0.1), ("bad", -1.6, -1.4)]
    assert disagreeing_pushes(judge, judge) == []
