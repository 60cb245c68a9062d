"""Without a number, a command uses the champion."""

from explorer.cli.chosen_run import chosen_run
from explorer.config import RunConfig


def test_the_champion_is_the_same_as_on_the_pages(store, open_app, cluster, network):
    for units, seed, val_accuracy in ((16, 0, 0.88), (16, 1, 0.88), (32, 0, 0.885), (32, 1, 0.86)):
        cluster.trained(RunConfig(units=units, seed=seed, vocabulary=1_000), model=network, val_accuracy=val_accuracy)
    champion = chosen_run(cluster.store, None)
    assert champion.config.units == 16
    assert open_app("your_review").selectbox[0].value == champion
