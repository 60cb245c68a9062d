"""The race of networks that train together: who takes part, how far they are, and who is in front."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from explorer.config import KNOBS, RunConfig
from explorer.insight.ranking import ranked
from explorer.insight.seed_variance import critical_difference, measured_variance
from explorer.scheduling.fusion_groups import fusion_key
from explorer.store import Run, State
from explorer.ui import services
from explorer.ui.progress import of_runs, waiting
from explorer.wording import time_sentences
from explorer.wording.formats import count, points
from explorer.workers.cluster import Status

NAME = "**The race**"


def submitted_together(dataset: str, run_ids: Collection[int]) -> list[int]:
    """The runs on that data set that were submitted together with any of `run_ids`, including these.

    Workers save the networks of a batch one after another: the race shows all of them until the last is saved.
    """
    runs = services.store().runs(dataset=dataset)
    created = {run.created for run in runs if run.id in run_ids}
    return [run.id for run in runs if run.created in created]


def progress(runs: Sequence[Run], status: Status) -> tuple[float, str]:
    """The progress of runs that were submitted together.

    Args:
        runs: The runs.
        status: The cluster's status, which is shown while none of them trains.

    Returns:
        How full their bar is, from 0 to 1, and a line of Markdown about it.
    """
    epochs = {run.id: run.epochs_done for run in runs}
    far = of_runs(runs)
    active = [run for run in runs if run.active]
    training = [run for run in active if run.state == State.RUNNING]
    # All networks that agree in what they have to share train at once; in the article's grid, those of one seed.
    key = next(fusion_key(run.config) for run in (*training, *active, *runs))
    batch = [run for run in runs if fusion_key(run.config) == key]
    learning = [run for run in training or active if fusion_key(run.config) == key]
    keys = list(dict.fromkeys(fusion_key(run.config) for run in runs))
    part = "repeat" if len(keys) == len({run.config.seed for run in runs}) else "part"
    words = [f"{part} {keys.index(key) + 1} of {len(keys)}"] if len(keys) > 1 else []
    if training and being_saved(learning) == learning:
        saved = sum(not run.active for run in batch)
        words.append(f"all epochs are done, keeping the networks ({saved} of {len(batch)})")
        return far.filled, f"{NAME}: {' · '.join(words)}"
    words.insert(0, "1 network learns" if len(learning) == 1 else f"{len(learning)} networks learn at once")
    if training:
        total = max(run.config.epochs for run in learning)
        number = min(max(epochs[run.id] for run in learning) + 1, total)
        words.append(f"epoch {number} of {total}")
    else:
        words.append(waiting(status))
    if active:
        words.append(time_sentences.left(far))
    return far.filled, f"{NAME}: {' · '.join(words)}"


def being_saved(runs: Sequence[Run]) -> list[Run]:
    """The runs that have done all their epochs and whose networks are not saved yet."""
    return [run for run in runs if run.state == State.RUNNING and run.epochs_done >= run.config.epochs]


def standing(runs: Sequence[Run], reviews: int) -> str:
    """Who is in front, by so many validation reviews, and how much that means, as Markdown."""
    leader = in_front(runs)
    if leader is None:
        return "One line for each network, as soon as the first epoch is done. Higher is better."
    accuracy = leader.best_figures.val_accuracy
    others = [run.best_figures.val_accuracy for run in runs if run.best and run != leader]
    variance = measured_variance(replace(leader.config, epochs=leader.epochs_done), accuracy, reviews)
    luck = critical_difference(len(others) + 1, variance, variance)
    near = sum(accuracy - other <= luck for other in others)
    if near:
        follow = f" {count(near, 'other is', 'others are')} less than {points(luck)} behind, which can be luck."
    else:
        follow = f" All others are more than {points(luck)} behind." if others else ""
    return (
        f"**In front so far: {' · '.join(name(leader.config))}**, with **{accuracy:.2%}** of the validation reviews right "
        f"after epoch {leader.best_figures.epoch}.{follow}"
    )


def name(config: RunConfig) -> tuple[str, str]:
    """The settings on two short lines, with the number of epochs only where it is not the article's."""
    activation, loss, layers, epochs, *others = config.describe().split(" · ")
    if config.epochs != KNOBS["epochs"].default:
        others.insert(0, epochs)
    return f"{activation} · {loss}", " · ".join((layers, *others))


def in_front(runs: Sequence[Run]) -> Run | None:
    """The run with the best epoch so far, by the leaderboard's rules; None before the first epoch."""
    return next(iter(ranked(runs)), None)
