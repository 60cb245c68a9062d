"""The simulation averages over all picks of k networks, and the best of many looks better than it is."""

from itertools import combinations

import numpy as np
import pytest

from explorer.config import RunConfig
from explorer.errors import ExplorerError
from explorer.inference.holdout_simulation import MOST_NETWORKS, average_selection, simulate_selection
from explorer.store import State, open_store
from tests.support import reviewer
from tests.support.pages import button, has_button, words


def test_the_best_of_k_is_the_average_over_all_picks_of_k():
    correct = np.random.default_rng(1).random((5, 40)) < 0.7
    peeks = average_selection(correct, 1)
    order = np.random.default_rng(0).permutation(40)
    one, other = correct[:, order[:20]].mean(axis=1), correct[:, order[20:]].mean(axis=1)
    for k in range(1, 6):
        picks = []
        for selection, holdout in ((one, other), (other, one)):
            for pick in combinations(range(5), k):
                # Of equals the first is the best.
                best = max(pick, key=lambda network: (selection[network], -network))
                picks.append((selection[best], holdout[best]))
        assert (peeks[k - 1].chosen_by, peeks[k - 1].held_out) == pytest.approx(np.mean(picks, axis=0))
    assert [peek.networks for peek in peeks] == [1, 2, 3, 4, 5]


def test_optimism_needs_a_choice_and_grows_with_every_network_that_is_no_better():
    correct = np.random.default_rng(2).random((36, 1_000)) < 0.88
    peeks = average_selection(correct, 50)
    assert peeks[0].optimism == pytest.approx(0)
    assert peeks[0].held_out == pytest.approx(correct.mean())
    optimism = [peek.optimism for peek in peeks]
    assert optimism == sorted(optimism)
    # The largest of 36 normal draws lies 2.12 deviations above their mean; that of a score on 500 reviews is √(p q / 500).
    assert optimism[-1] == pytest.approx(2.12 * np.sqrt(0.88 * 0.12 / 500), rel=0.35)


def test_a_network_that_is_really_better_is_found_and_not_flattered():
    random = np.random.default_rng(3)
    correct = np.vstack([random.random((9, 2_000)) < 0.6, random.random((1, 2_000)) < 0.9])
    peeks = average_selection(correct, 20)
    assert peeks[-1].held_out == pytest.approx(correct[-1].mean())
    assert peeks[-1].optimism == pytest.approx(0)


# The worker and the page


@pytest.fixture
def network(reviews):
    return reviewer.model(reviews.vocabulary.words)


def test_a_worker_compares_at_most_36_networks(tmp_path, network):
    store = open_store(f"sqlite:///{tmp_path}/runs.db")
    run_ids = store.add([reviewer.CONFIG] * (MOST_NETWORKS + 1), "packaged", "test 1 0.00")
    store.begin(run_ids)
    store.finish(run_ids, State.FINISHED, model=network)
    peeks = simulate_selection(store.url, run_ids)
    assert len(peeks) == MOST_NETWORKS
    # All of them are the same network.
    assert [peek.optimism for peek in peeks] == pytest.approx([0] * MOST_NETWORKS)
    with pytest.raises(ExplorerError, match="no network to choose from"):
        simulate_selection(store.url, [])


def test_the_page_peeks_when_asked_and_opens_no_envelope(open_app, cluster, network):
    cluster.trained(reviewer.CONFIG, model=network)
    assert not has_button(open_app("exam"), "Peek 200 times")
    cluster.trained(RunConfig(layers=0, vocabulary=1_000, dropout=0.5), model=network)
    app = open_app("exam")
    assert cluster.asked == []
    button(app, "Peek 200 times").click().run()
    assert not app.exception
    assert cluster.asked == ["simulate_selection"]
    assert "The best of **2** networks" in words(app)
    (chart,) = app.get("vega_lite_chart")
    assert chart.proto.alt.startswith("Accuracy of the best of 1 to 2 networks")
    app.run()
    assert cluster.asked == ["simulate_selection"] and "The best of **2** networks" in words(app)
