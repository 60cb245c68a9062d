"""Export a run as a model card: what a network is, how good, and what it cannot do, in Markdown.

It follows Mitchell et al., “Model Cards for Model Reporting” (FAT* 2019), and the metadata of Hugging Face's model cards as
far as they are known: there is no licence and no address of the data in it, which only its owner can tell.
"""

import json
import re

from explorer import corpus
from explorer.config import KNOBS, RunConfig
from explorer.corpus import Source
from explorer.export.files import KINDS
from explorer.inference.envelopes import envelopes
from explorer.insight.exam_result import wilson_interval
from explorer.insight.ranking import standings
from explorer.store import Envelope, Opening, Run, State, Store
from explorer.wording import exam_sentences
from explorer.wording.balance_sentences import always_the_same
from explorer.wording.classes import Classes
from explorer.wording.formats import accuracy, accuracy_with_margin, count

FEW = 1_000
"""Validation reviews. With fewer, the interval of an accuracy is wider than two points to either side."""


def model_card(store: Store, run: Run) -> str:
    """The card of a run that has a best epoch.

    Raises:
        CorpusError: the program no longer has its reviews.
    """
    source = corpus.get_source(run.dataset)
    classes = Classes.of(source).escaped(_literal)
    openings = [opening for envelope in envelopes(run.dataset) if (opening := store.opening(run.id, envelope)) is not None]
    parts = [
        _metadata(run, source, openings),
        f"# Run {run.id} of Sentiment Explorer",
        f"A small neural network that reads a text and says whether it is {classes.side(0)} or {classes.side(1)}. "
        f"{_reads(run.config)} It has {sum(run.config.parameter_counts):,} weights.",
        "## What it learned from",
        _data(run, source),
        "## How good it is",
        *_figures(store, run, source, classes),
        *_exams(run, source, openings),
        "## What it cannot do",
        "\n".join(f"- {sentence}" for sentence in _limits(run.config, source)),
        "## Settings",
        _settings(run.config),
        "## How to use it",
        f'`python {KINDS["judge"].file_name(run.id)} "A text"` judges a text; that file needs no package. '
        f'`keras.models.load_model("{KINDS["network"].file_name(run.id)}")` loads the network in Keras 3; the part '
        "`input.json` of that file, which is a zip file, says what each input stands for.",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _metadata(run: Run, source: Source, openings: list[Opening]) -> str:
    """The header that Hugging Face reads, in YAML, of which JSON is a part."""
    results = [_result(run.dataset, source.label, "validation", run.best_figures.val_accuracy)]
    for opening in openings:
        there = corpus.get_source(opening.envelope.dataset)
        own_test = opening.envelope == Envelope(run.dataset)
        label = there.label if own_test else exam_sentences.envelope_name(opening.envelope, run.dataset, there.label)
        results.append(_result(opening.envelope.dataset, label, "test", opening.result.accuracy))
    lines = ["library_name: keras", "pipeline_tag: text-classification", "tags: [sentiment-explorer]"]
    if source.films:
        lines.append("language: en")
    found = json.dumps(results, ensure_ascii=False)
    return "\n".join(
        ["---", *lines, "model-index:", f"- name: sentiment-explorer-run-{run.id}", f"  results: {found}", "---"]
    )


def _result(dataset: str, label: str, split: str, share: float) -> dict[str, object]:
    return {
        "task": {"type": "text-classification"},
        "dataset": {"name": _on_one_line(label), "type": dataset, "split": split},
        "metrics": [{"type": "accuracy", "value": round(share, 4)}],
    }


def _reads(config: RunConfig) -> str:
    what = "words and pairs of neighbouring words" if config.pairs == "on" else "words"
    return f"It knows at most the {config.vocabulary:,} most frequent {what}, and not in which order they stand."


def _data(run: Run, source: Source) -> str:
    learned = run.config.learns_from(source.train)
    of = "" if learned == source.train else f" of {source.train:,}, chosen by the seed"
    wrong = run.config.wrong_labels
    turned = f" Of their labels, {wrong:.0%} were turned round on purpose." if wrong else ""
    return (
        f"{_literal(source.label)}: {count(learned, 'training review')}{of}.{turned} {source.validation:,} validation "
        "reviews chose the best epoch, and perhaps this network among others. "
        f"{source.test:,} test reviews are sealed for the exam. No network has learned from either."
    )


def _figures(store: Store, run: Run, source: Source, classes: Classes) -> list[str]:
    best = run.best_figures
    low, high = wilson_interval(round(best.val_accuracy * source.validation), source.validation)
    ended = "" if run.state == State.FINISHED else f" The training ended early: {run.message}"
    sentences = [
        f"In epoch {best.epoch} of {run.epochs_done}, its best, it got **{accuracy(best.val_accuracy)}** of the validation "
        f"reviews right. Of all reviews of this kind, it would most likely get between {accuracy(low)} and {accuracy(high)} "
        "right (95% interval, for the luck of which reviews these are). The figure is a little too good, because the epoch "
        f"was chosen by it.{ended}",
        always_the_same(source.majority, classes),
    ]
    if baseline := store.baseline(run.dataset, run.config.input_format):
        sentences.append(f"A logistic regression on the same input gets {accuracy(baseline.accuracy)} right.")
    settings = standings(store.runs(states=[State.FINISHED], dataset=run.dataset))
    for one in settings:
        if run in one.runs and one.repeats > 1:
            average = accuracy_with_margin(one.mean, one.margin(one.variance**0.5))
            sentences.append(
                f"With {one.repeats} different seeds, these settings got {average} on average (percentage points; 95% "
                "interval for the luck of the seed)."
            )
    table = [
        "| | training | validation |",
        "|---|---|---|",
        f"| accuracy | {best.accuracy:.2%} | {best.val_accuracy:.2%} |",
        f"| loss ({KNOBS['loss'].show_inside(run.config.loss)}) | {best.loss:.4f} | {best.val_loss:.4f} |",
    ]
    return ["\n".join(table), *sentences]


def _exams(run: Run, source: Source, openings: list[Opening]) -> list[str]:
    if not openings:
        return [f"The exam has not been opened: nobody has seen how it does on the {source.test:,} test reviews."]
    paragraphs = []
    for opening in openings:
        there = corpus.get_source(opening.envelope.dataset)
        title = exam_sentences.envelope_name(opening.envelope, run.dataset, there.label)
        classes = Classes.of(there).escaped(_literal)
        sentences = [exam_sentences.figure(opening.result), exam_sentences.balanced(opening.result, classes)]
        paragraphs.append(f"**Exam, {_literal(title)}.** {' '.join(filter(None, sentences))}")
    return paragraphs


def _limits(config: RunConfig, source: Source) -> list[str]:
    order = (
        "It reads pairs of neighbours, but no longer phrases, so it misses irony and who or what an opinion is about."
        if config.pairs == "on"
        else "It does not read the order of words: “not good, but bad” and “not bad, but good” are the same to it. So it "
        "misses irony, negation, and who or what an opinion is about."
    )
    about = "English reviews of films" if source.films else "texts like those it learned from"
    sentences = [
        order,
        "Words that it does not know all look the same to it. Its answer to a text of such words means nothing.",
        f"It is for {about}. How it does on others is not known, unless an exam above is of such.",
        "Its probabilities were not calibrated: where it says 90%, it may be right more or less often than that.",
        "It repeats what its training reviews have in common, prejudices included. It is no ground for decisions about "
        "people.",
    ]
    if source.validation < FEW:
        sentences.append(f"It was measured on {count(source.validation, 'review')} only, which is why the interval is wide.")
    if config.wrong_labels:
        sentences.append("It was told wrong labels on purpose, to see what that does. It is an experiment, not a tool.")
    return sentences


def _settings(config: RunConfig) -> str:
    rows = [f"| {knob.label} | {knob.show(value)} |" for knob, value in zip(KNOBS.values(), config.to_dict().values())]
    return "\n".join(["| setting | value |", "|---|---|", *rows])


def _literal(text: str) -> str:
    """Text from a file as Markdown that shows it as it is."""
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~$:&@=^\"'])", r"\\\1", _on_one_line(text))


def _on_one_line(text: str) -> str:
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())
