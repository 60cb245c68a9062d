"""A command without a run's number takes the champion, the same one as the pages."""

from explorer.cli.chosen_run import chosen_run
from explorer.config import RunConfig


def test_who_judges_here_and_on_the_pages_is_the_same_champion(store, open_app, cluster, network):
    for units, seed, val_accuracy in ((16, 0, 0.88), (16, 1, 0.88), (32, 0, 0.885), (32, 1, 0.86)):
        cluster.trained(RunConfig(units=units, seed=seed, vocabulary=1_000), model=network, val_accuracy=val_accuracy)
    champion = chosen_run(cluster.store, None)
    assert champion.config.units == 16
    assert open_app("your_review").selectbox[0].value == champion
