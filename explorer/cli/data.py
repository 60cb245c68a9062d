"""The commands `data add`, `data list` and `data remove`: data sets of one's own."""

import argparse
import sys

from explorer import corpus, datasets, reading
from explorer.cli.chosen import existing_store, program
from explorer.cli.judging import ANSWERED_BY, inspected
from explorer.cli.output import Answer, confirmed, printable, progress_bar, table_text
from explorer.errors import CorpusError, ExplorerError
from explorer.reading.packing import opened
from explorer.settings import limits
from explorer.store import default_url, open_store
from explorer.wording import dataset_sentences


def add(options: argparse.Namespace) -> Answer:
    """Make a data set of a file, and say what is in it."""
    allowed, store = limits(), open_store(default_url())
    label = datasets.label_of(options.file.name) if options.name is None else options.name
    # A pipe can be read once, so it is opened once.
    with opened(options.file, str(options.file), allowed.of_datasets) as file:
        form = inspected(options, file, allowed.of_datasets)
        if form.labels is None:
            raise CorpusError(f"{dataset_sentences.no_labels(form)} {ANSWERED_BY[reading.Asked.LABEL]}")
        with progress_bar(f"Reading {printable(form.name)}") as advance:
            collected = datasets.read(file, form, advance, options.strict)
    name = datasets.keep(collected, label, store, allowed)
    source, facts = corpus.get_source(name), collected.facts
    notes = [reading.said(form), *form.notes, *collected.skipped.sentences(form)]
    told = [*dataset_sentences.facts(facts), *dataset_sentences.warnings(facts)]
    text = "\n".join(
        [
            f"“{source.label}” is here: {source.train:,} reviews to learn from, {source.validation:,} for validation, "
            f"{source.test:,} sealed.",
            *notes,
            *told,
            f"Train on it with: {program()} train --reviews {name}",
        ]
    )
    return Answer(text, {**_data(name, source), "left_out": collected.skipped.total, "notes": [*notes, *told]})


def list_all(options: argparse.Namespace) -> Answer:
    """Show the data sets of one's own."""
    sources = datasets.own_sources()
    if not sources:
        return Answer(f"There are no data sets of your own yet. Make one with: {program()} data add FILE", [])
    rows = [
        (name, source.label, f"{source.train:,}", f"{source.validation:,}", f"{source.test:,}", "/".join(source.class_names))
        for name, source in sources.items()
    ]
    table = table_text(("Data set", "Name", "To learn from", "Validation", "Sealed", "Classes"), rows)
    return Answer(table, [_data(name, source) for name, source in sources.items()])


def remove(options: argparse.Namespace) -> Answer:
    """Remove a data set of one's own, with everything that was trained on it."""
    name = datasets.named(options.name)
    if name in corpus.SOURCES:
        raise ExplorerError(f"The {corpus.SOURCES[name].label.lower()} belong to the program and stay.")
    store, source = existing_store(), corpus.get_source(name)
    runs, _ = store.runs_on(name)
    goes = dataset_sentences.goes_with_it(source.label, runs)
    if not options.yes:
        print(printable(goes), file=sys.stderr)
        if not confirmed("Remove it?"):
            raise ExplorerError("Nothing was removed.")
    datasets.remove(name, store)
    return Answer(f"“{source.label}” is removed.", {"removed": name, "runs": runs})


def _data(name: str, source: corpus.Source) -> dict:
    return {
        "name": name,
        "label": source.label,
        "class_names": list(source.class_names),
        "train": source.train,
        "validation": source.validation,
        "test": source.test,
    }
