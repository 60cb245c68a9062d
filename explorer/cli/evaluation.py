"""The commands `predict` and `exam`, which use a trained network."""

import argparse
import sys
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from explorer import corpus, datasets
from explorer.cli.chosen import existing_store, program
from explorer.cli.judging import judge_file, verdict_line
from explorer.cli.output import Answer, confirmed, printable, table_text
from explorer.errors import CorpusError, ExplorerError
from explorer.inference.envelopes import envelopes
from explorer.inference.exam_grading import known_shares, open_envelope
from explorer.inference.explain import explain
from explorer.inference.numpy_network import network_of
from explorer.insight import exam_result, ranking
from explorer.insight.review_reading import Reading
from explorer.reading import clean
from explorer.settings import limits
from explorer.store import Envelope, Opening, Run, State, Store
from explorer.wording import exam_sentences, leaderboard_sentences, travel_sentences
from explorer.wording.classes import Classes
from explorer.wording.formats import listed, share, without_markdown
from explorer.wording.review_sentences import NO_WORD, caution, check_length, knows, turned


def predict(options: argparse.Namespace) -> Answer:
    """Judge one text or a file of texts with a trained network, and explain the answer to a single text."""
    if options.why and options.file is not None:
        raise ExplorerError("--why explains one text, but --file has many. Leave one of the two out.")
    if options.file is not None:
        return judge_file(options, lambda: chosen_run(existing_store(), options.run, options.reviews))
    if any((options.text_column, options.label_column, options.positive, options.encoding, options.strict, options.csv)):
        raise ExplorerError("This says something about a file, but there is none: it belongs to --file.")
    check_length(options.text, limits().review_length)
    if not corpus.tokens(clean(options.text)):
        raise ExplorerError(NO_WORD)
    run, model = chosen_run(existing_store(), options.run, options.reviews)
    network = network_of(run, model)
    source = corpus.get_source(run.dataset)
    classes = Classes.of(source)
    reading = explain(network, corpus.load(run.dataset).vocabulary, options.text, typed=True)
    data: dict[str, Any] = {
        "run": run.id,
        "config": run.config.to_dict(),
        "predictions": [{"text": options.text, "positive": reading.probability}],
    }
    lines = [verdict_line(reading.probability, classes.names, options.text)]
    if options.why:
        as_dict = asdict(reading)
        data["why"] = {"score": reading.score, "words": as_dict["pushes"], "flip": as_dict["flip"]}
        lines.append(_explanation(reading, classes))
    if said := caution(reading, classes):
        data["caution"] = said
        lines.append(f"{knows(reading)} {said}" if reading.pushes or not options.why else said)
    return Answer("\n".join([*lines, f"(Run {run.id}: {run.config.describe()})"]), data)


def _explanation(reading: Reading, classes: Classes) -> str:
    """The push of each known word, strongest first, and the words without which the answer would be the other one."""
    if not reading.pushes:
        return "The network knows none of these words."
    rows = [(push.word, str(push.rank), f"{push.push:+.3f}", share(push.without)) for push in reading.pushes]
    table = table_text(("Word", "Rank", "Push", f"{classes.heading(1)} without it"), rows)
    score = (
        f"The score is {reading.score:+.3f}; above zero means {classes.side(1)}. A word's push is how much of it is lost "
        "without the word."
    )
    return "\n".join([table, score, without_markdown(turned(reading, classes))])


def exam(options: argparse.Namespace) -> Answer:
    """Grade a run on sealed reviews, after asking. An envelope that is already open is shown again without a question."""
    store = existing_store()
    run, _ = chosen_run(store, options.run)
    envelope = chosen_envelope(run, options.envelope)
    examined = corpus.get_source(envelope.dataset)
    if store.opening(run.id, envelope) is None:
        warning = exam_sentences.warning(len(store.openings(envelope)))
        name = exam_sentences.envelope_name(envelope, run.dataset, examined.label)
        print(printable(f"{name}: {warning}"), file=sys.stderr)
        if not (options.yes or confirmed(f"Open the envelope for run {run.id} ({run.config.describe()})?")):
            raise ExplorerError("The envelope stays sealed.")
    opening = open_envelope(store.url, run.id, envelope, None if options.guess is None else options.guess / 100)
    result, guess, classes = opening.result, opening.guess, Classes.of(examined)
    number = 1 + [one.id for one in store.openings(envelope)].index(opening.id)
    known = known_shares(store.url, run.id, envelope)
    confusion = exam_result.confusion(result, classes.names)
    rows = [(true, said, f"{count:,}", f"{part:.1%}") for true, said, count, part in confusion]
    lines = [
        f"Run {run.id}: {run.config.describe()}",
        table_text(("Meant" if classes.opinions else "Labelled", "Taken for", "Reviews", "Share"), rows),
        exam_sentences.figure(result),
        *_against_home(store, run, opening, known),
        *([] if guess is None else [exam_sentences.guessed(guess, result)]),
        exam_sentences.which_mistakes(result, classes),
        exam_sentences.naming(number),
    ]
    data = {
        "run": run.id,
        "config": run.config.to_dict(),
        "reviews": run.dataset,
        "envelope": envelope.name_for(run.dataset),
        "examined_on": envelope.dataset,
        "opening": number,
        "opened": opening.opened,
        "guess": guess,
        "accuracy": result.accuracy,
        "balanced_accuracy": result.balanced_accuracy,
        "interval_95": list(exam_result.interval(result)),
        "val_accuracy": run.best_figures.val_accuracy,
        "known_words": known[0],
        "right": result.right,
        "of": result.of,
        **asdict(result),
    }
    return Answer(without_markdown("\n".join(lines)), data)


def chosen_envelope(run: Run, name: str) -> Envelope:
    """The envelope for a run that is called test, second, or as a data set.

    Raises:
        ExplorerError: there is none of that name.
    """
    envelope, offered = Envelope.of(run.dataset, name), envelopes(run.dataset)
    if envelope.dataset == name:
        # People call a data set by its label.
        with suppress(CorpusError):
            envelope = Envelope(datasets.named(name))
    if envelope not in offered:
        own, names = datasets.own_sources(), [one.name_for(run.dataset) for one in offered]
        there_are = listed([f"“{own[one].label}”" if one in own else one for one in names])
        raise ExplorerError(f"There is no envelope called “{name}” for run {run.id}. It can be examined on: {there_are}.")
    return envelope


def _against_home(store: Store, run: Run, opening: Opening, known: tuple[float, float]) -> list[str]:
    """How an exam stands to what the network does at home."""
    home, result, validation = corpus.get_source(run.dataset), opening.result, run.best_figures.val_accuracy
    abroad, own = corpus.get_source(opening.envelope.dataset), store.opening(run.id, Envelope(run.dataset))
    classes = [Classes.of(source) for source in (home, abroad)]
    if opening.envelope.dataset == run.dataset:
        against = exam_sentences.against_validation(opening.envelope, result, validation, home.validation)
        return [*filter(None, [exam_sentences.balanced(result, classes[0])]), against]
    return [
        *filter(None, [travel_sentences.taken_for(*classes)]),
        travel_sentences.route(home.label, abroad.label),
        travel_sentences.against_home(result, own, validation, home.validation),
        travel_sentences.against_one_answer(result, classes[1]),
        travel_sentences.known_words(*known),
    ]


def chosen_run(store: Store, run_id: int | None, dataset: str | None = None) -> tuple[Run, bytes]:
    """The run of that number, or without one the champion on these reviews, and the `.keras` file of its network.

    Args:
        store: The store.
        run_id: The number of the run.
        dataset: The reviews that it has learned from; without a number, None is for the default ones.

    Raises:
        ExplorerError: there is no such run, it has learned from other reviews, or it has no trained network.
    """
    if run_id is not None:
        run = store.run(run_id)
        if run is None or run.best is None or run.active:
            raise ExplorerError(f"There is no run {run_id} with a trained network. See: {program()} leaderboard")
        if dataset not in (None, run.dataset):
            raise ExplorerError(f"Run {run_id} has learned from other reviews: “{corpus.label(run.dataset)}”.")
    else:
        source = corpus.get_source(dataset or corpus.default_source())
        runs = store.runs(states=[State.FINISHED], dataset=source.name)
        run = ranking.champion(runs, source.validation)
        if run is None and runs:
            raise ExplorerError(f"{leaderboard_sentences.ALL_HIDDEN} With --run, a hidden one judges as well.")
        if run is None:
            raise ExplorerError(
                "No network has been trained yet"
                + (f" on “{source.label}”" if dataset else "")
                + f". Train one with: {program()} train{f' --reviews {source.name}' if dataset else ''}"
            )
    model = store.model(run.id)
    if model is None:
        raise ExplorerError(f"No network of run {run.id} is in the store. Choose another run with: {program()} leaderboard")
    return run, model
