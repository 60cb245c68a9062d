"""The command `import`: what another store has, into this one."""

import argparse
from dataclasses import asdict

from explorer import corpus
from explorer.cli.output import Answer, progress_bar
from explorer.store import Merged, default_url, open_store, snapshot
from explorer.wording.formats import count, listed


def import_store(options: argparse.Namespace) -> Answer:
    """Take over the runs and data sets of another store, each of them once."""
    store = open_store(default_url())
    taken = [name for source in corpus.SOURCES.values() for name in (source.name, source.label)]
    with snapshot(options.store) as other, progress_bar("Taking over the runs") as advance:
        merged = store.merge(other, taken, lambda share: advance(share, ""))
    return Answer("\n".join(_sentences(merged)), asdict(merged))


def _sentences(merged: Merged) -> list[str]:
    """What came, and what did not."""
    came = [count(merged.epochs, "epoch"), count(merged.networks, "network")]
    came += [count(merged.searches, "search", "searches")] if merged.searches else []
    known = f"{_were(merged.known_runs, 'run')} here already"
    if merged.runs:
        sentences = [f"{count(merged.runs, 'run')} came, with {listed(came)}."]
        sentences += [f"{known}."] if merged.known_runs else []
    else:
        sentences = [f"No run came: {known}." if merged.known_runs else "No run came: none has ended there."]
    if merged.datasets:
        labels = listed([f"“{label}”" for label in merged.datasets])
        sentences.append(f"{count(len(merged.datasets), 'data set')} came: {labels}.")
    if merged.known_datasets:
        sentences.append(f"{_were(merged.known_datasets, 'data set')} here already.")
    for there, renamed in merged.renamed.items():
        sentences.append(f"“{there}” is called “{renamed}” here, where other reviews have its name.")
    if merged.openings:
        sentences.append(f"{_were(merged.openings, 'envelope')} opened there, so opened here, too.")
    if merged.unended:
        sentences.append(f"{_were(merged.unended, 'run')} left out, because not all of it has ended. Import again then.")
    if merged.unusable:
        sentences.append(f"{_were(merged.unusable, 'run')} left out, because what that store says of them is not possible.")
    return sentences


def _were(number: int, noun: str) -> str:
    return f"{count(number, noun)} {'was' if number == 1 else 'were'}"
