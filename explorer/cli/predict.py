"""The command `predict`."""

import argparse
from dataclasses import asdict
from typing import Any

from explorer import corpus
from explorer.cli.chosen_run import chosen_run, network_file
from explorer.cli.output import Answer, new_table, render
from explorer.cli.review_file import ReviewFile, read_reviews
from explorer.errors import ExplorerError
from explorer.inference import review_scores
from explorer.inference.explain import explain
from explorer.inference.numpy_network import NumpyNetwork
from explorer.insight.review_reading import Reading
from explorer.settings import limits
from explorer.store import default_url, open_store
from explorer.wording.formats import share, without_markdown
from explorer.wording.review_sentences import check_length, turned


def predict(options: argparse.Namespace) -> Answer:
    """Judge one text or a file of texts with a trained network, and explain the answer to a single text."""
    if options.why and options.file is not None:
        raise ExplorerError("--why is for one text, and --file brings many. Leave one of them out.")
    store = open_store(default_url())
    run = chosen_run(store, options.run)
    reviews = _reviews(options)
    network = NumpyNetwork.from_keras_file(network_file(store, run))
    vocabulary = corpus.load(run.dataset).vocabulary
    answers = review_scores.predict(network, vocabulary, reviews.texts)
    class_names = corpus.get_source(run.dataset).class_names
    data: dict[str, Any] = {
        "run": run.id,
        "config": run.config.to_dict(),
        "predictions": [{"text": text, "positive": answer} for text, answer in zip(reviews.texts, answers)],
    }
    lines = [
        f"{class_names[answer > 0.5]} ({answer:.1%} {class_names[1]})\t{' '.join(text.split())[:70]}"
        for text, answer in zip(reviews.texts, answers)
    ]
    if reviews.labels is not None:
        right = sum((answer > 0.5) == label for answer, label in zip(answers, reviews.labels))
        data["accuracy"] = right / len(answers)
        lines.append(f"{data['accuracy']:.2%} of {len(answers):,} reviews right.")
    if reviews.note:
        data["note"] = reviews.note
        lines.append(reviews.note)
    if options.why:
        reading = explain(network, vocabulary, options.text)
        data["why"] = {
            "score": reading.score,
            "words": [asdict(push) for push in reading.pushes],
            "flip": asdict(reading.flip),
        }
        lines.append(_explanation(reading))
    return Answer("\n".join([*lines, f"(Run {run.id}: {run.config.describe()})"]), data)


def _reviews(options: argparse.Namespace) -> ReviewFile:
    """The one text, or those of the file.

    Raises:
        ExplorerError: the file cannot be read, or the limits do not allow as much.
    """
    if options.file is not None:
        return read_reviews(options.file, limits())
    check_length(options.text, limits().review_length)
    return ReviewFile([options.text], None, "utf-8")


def _explanation(reading: Reading) -> str:
    """The push of each known word, strongest first, and the words without which the answer would be the other one."""
    if not reading.pushes:
        return "The network knows none of these words."
    table = new_table("Word", "Rank", "Push", "Positive without it")
    for push in reading.pushes:
        table.add_row(push.word, str(push.rank), f"{push.push:+.3f}", share(push.without))
    score = (
        f"The score is {reading.score:+.3f}; above zero is positive. A push is what goes of it when the word is left out."
    )
    return "\n".join([render(table), score, without_markdown(turned(reading))])
