"""Examples of every command, which its help shows. They are what stands behind the name of the program."""

from collections.abc import Iterable

EXAMPLES = {
    "app": ("app", "app --port 8600 --headless", "app --address 0.0.0.0"),
    "train": ("train", "train --activation tanh --units 32 --epochs 20", "train --reviews Restaurants --json"),
    "grid": ("grid --repeats 3", "grid --activation relu tanh --units 16 64 --dropout 0 0.3 0.5"),
    "search": ("search --minutes 5", "search --networks 200 --vary units layers dropout", "search --resume"),
    "learning-curve": ("learning-curve", "learning-curve --units 32"),
    "leaderboard": ("leaderboard", "leaderboard --csv > leaderboard.csv", "leaderboard --html > leaderboard.html"),
    "predict": (
        'predict --why "One of the best movies I have ever seen"',
        "predict --file reviews.csv --csv > answers.csv",
        "predict --file reviews.xlsx --text-column Comment --label-column none --run 7",
    ),
    "exam": ("exam 7 --guess 88", "exam 7 --envelope official"),
    "take-away": ("take-away 7 --as judge", "take-away 7 --as network card --folder for-a-friend"),
    "export": (
        "export --tensorboard boards",
        "export --mlflow sqlite:///mlflow.db",
        "export --parquet runs.parquet",
    ),
    "import": ("import from-the-laptop/runs.db", "import postgresql://user:password@host/name"),
    "data add": ('data add reviews.csv --name "Restaurants"', "data add messages.csv --positive spam"),
    "data list": ("data list",),
    "data remove": ("data remove Restaurants",),
    "encode": ('encode "Probably the best movie ever"',),
    "fetch": ("fetch",),
    "bench": ("bench", "bench --networks 4 --epochs 2"),
    "stress": ("stress --quick", "stress --sessions 10 --minutes 5"),
    "completion": (
        "completion bash > ~/.local/share/bash-completion/completions/sentiment-explorer",
        'completion zsh > "${fpath[1]}/_sentiment-explorer"',
    ),
}


def examples_text(program: str, examples: Iterable[str]) -> str:
    """Examples as a help shows them."""
    return "\n".join(["for example:", *(f"  {program} {example}" for example in examples)])
