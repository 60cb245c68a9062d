"""What mattered: the main effect of each knob as a chart and a sentence."""

from explorer.config import RunConfig, article_grid
from tests.support.charts import chart_specs, marks
from tests.support.pages import words


def test_what_mattered_is_a_picture_and_a_sentence_for_each_knob_that_varies(open_app, cluster):
    for config in article_grid():
        cluster.trained(config, val_accuracy=0.88 - 0.01 * config.layers)
    app = open_app("leaderboard")
    assert "**Hidden layers**: 1 did best, on average 2.00 ± 0.00 percentage points better than 3 (36 settings" in words(app)
    assert "**Activation**: ReLU or tanh made no difference that 36 settings could show." in words(app)
    # The heat map above it has four more charts.
    *_, spec = chart_specs(app)
    assert marks(spec) == ["rule", "rule", "point"]


def test_what_mattered_says_when_there_is_too_little_to_go_by(open_app, three_runs):
    app = open_app("leaderboard")
    assert "**Activation**: too little to go by." in words(app)
    # Only the curves beside the table.
    assert len(chart_specs(app)) == 2


def test_nothing_can_have_mattered_where_nothing_varies(open_app, cluster):
    cluster.trained()
    cluster.trained(RunConfig(seed=1))
    assert "All runs have the same settings." in words(open_app("leaderboard"))


def test_epochs_are_left_out_and_said_to_be(open_app, cluster):
    for epochs in (5, 10):
        cluster.trained(RunConfig(epochs=epochs))
    said = words(open_app("leaderboard"))
    assert "All runs have the same settings but for the epochs. As soon as two of them differ in another knob" in said
    cluster.trained(RunConfig("tanh"))
    said = words(open_app("leaderboard"))
    assert "**Epochs** are left out: a longer run begins as the shorter one does" in said
    assert "**Activation**: too little to go by." in said
