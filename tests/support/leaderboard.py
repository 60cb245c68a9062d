"""The Leaderboard page as tests read it."""

from explorer.config import RunConfig

GRID_BUTTON = "Train the article's 36 combinations"
MORE_BUTTON = "Train three more repeats of each"
STORY = ["Who won", "Is it real?", "What mattered"]
TANH = RunConfig("tanh", "mse", units=64, layers=3)


def table(app):
    return app.dataframe[0].value


def run_shown(app):
    """The run that is shown beside the table."""
    (heading,) = [text.value for text in app.markdown if text.value.startswith("#### Run ")]
    return heading.removeprefix("#### ")
