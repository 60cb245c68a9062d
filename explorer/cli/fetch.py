"""The command `fetch`."""

import argparse

from explorer import corpus
from explorer.cli.output import Answer, progress_bar
from explorer.errors import ExplorerError


def fetch(options: argparse.Namespace) -> Answer:
    """Download reviews that do not come with the installation."""
    downloads = {name: source.download for name, source in corpus.SOURCES.items() if source.download}
    here = corpus.available_sources()
    # Reviews that are missing come first.
    names = [options.reviews] if options.reviews else sorted(downloads, key=lambda name: name in here)
    if not names:
        raise ExplorerError("There is nothing to download: all reviews came with the installation.")
    noun = downloads[names[0]].noun
    noun = noun[0].upper() + noun[1:]
    with progress_bar(noun) as advance:
        reviews = corpus.fetch(names[0], advance)
    sizes = {name: len(getattr(reviews, name)) for name in ("train", "validation", "test")}
    text = (
        f"{noun} are here: {sizes['train']:,} to learn from, {sizes['validation']:,} for validation, "
        f"{sizes['test']:,} sealed."
    )
    return Answer(text, {"reviews": names[0], **sizes})
