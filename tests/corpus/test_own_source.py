"""A new source of reviews needs a subclass and one entry in SOURCES. For parts that it lacks, there are sentences."""

import ast
import json
import re
from pathlib import Path

import numpy as np
import pytest

from explorer import corpus
from explorer.cli.main import main
from explorer.config import RunConfig
from explorer.corpus import Corpus, Download, Export, Source, Split, sources
from explorer.corpus.vocabulary import index_texts
from explorer.errors import CorpusError, ExplorerError
from explorer.export import keras_script
from explorer.store import OWN_SECOND, OWN_TEST, Envelope, State
from explorer.ui import services
from explorer.ui.escaping import plain
from explorer.ui.pages.train import my_runs
from tests.support.how_it_works import PILES
from tests.support.pages import button, has_button, words
from tests.support.waiting import eventually

ROOT = Path(__file__).parents[2]
SMALL = RunConfig(units=4, epochs=2, vocabulary=1_000)
TEXTS = [f"{opinion} film, number {number}" for number in range(20) for opinion in ("An awful", "A lovely")]


class TinySource(Source):
    """Forty reviews, every second one positive."""

    def version(self):
        return "1"

    def is_available(self):
        return True

    def prepare(self, progress):
        progress(0.5, "Half of it.")
        vocabulary, ranks, offsets = index_texts(TEXTS)
        reviews = Split.of_ranks(ranks, offsets, np.arange(len(TEXTS)) % 2)
        train, validation, test = (reviews.take(np.arange(*ends)) for ends in ((0, 20), (20, 30), (30, 40)))
        return Corpus(self.name, train, validation, test, None, vocabulary)


class FarSource(TinySource):
    """The same, but it has to be fetched."""

    def is_available(self):
        return False

    def prepare(self, progress):
        raise CorpusError("They are far away.")

    def fetch(self, progress):
        return TinySource.prepare(self, progress)


SIZES = {"train": 20, "validation": 10, "test": 10}
TINY = TinySource(name="tiny", label="Tiny reviews", description="Forty of them.", class_names=("bad", "good"), **SIZES)
FAR = FarSource(
    name="far",
    label="Far reviews",
    description="Forty of them.",
    download=Download("the far reviews", "Get the far reviews", "It takes no time."),
    **SIZES,
)


@pytest.fixture(autouse=True)
def a_new_computer(new_computer):
    """Nothing that these tests prepare is there afterwards."""


@pytest.fixture
def tiny(monkeypatch):
    """The tiny source, registered."""
    monkeypatch.setitem(corpus.SOURCES, "tiny", TINY)


@pytest.fixture
def far(monkeypatch):
    """The source that has to be fetched, registered."""
    monkeypatch.setitem(corpus.SOURCES, "far", FAR)


# One entry makes it available everywhere


def test_it_is_loaded_and_cached_like_any_other(tiny, monkeypatch):
    said = []
    first = corpus.load("tiny", lambda fraction, sentence: said.append(fraction))
    assert [len(split) for split in (first.train, first.validation, first.test)] == [20, 10, 10]
    assert said == [0.5, 0.95, 1.0]
    sources._loaded.clear()
    monkeypatch.setattr(TinySource, "prepare", lambda self, progress: pytest.fail("prepared it again"))
    assert corpus.load("tiny").vocabulary.words == first.vocabulary.words


def test_the_last_source_that_is_available_is_the_default(tiny, far):
    assert corpus.available_sources()[-1] == corpus.default_source() == "tiny"


def test_without_texts_it_has_no_originals(tiny):
    reviews = corpus.load("tiny")
    assert corpus.originals(reviews, reviews.test) == [None] * 10


def test_a_source_without_a_required_part_cannot_be_created():
    with pytest.raises(TypeError, match="label"):
        TinySource(name="tiny", description="Forty of them.", **SIZES)


@pytest.mark.parametrize("source", corpus.SOURCES.values(), ids=list(corpus.SOURCES))
def test_every_source_has_what_pages_need(source):
    assert re.fullmatch(r"[a-z0-9-]{1,16}", source.name) and corpus.SOURCES[source.name] is source
    assert source.name not in (OWN_TEST, OWN_SECOND)
    assert source.label and source.description.endswith(".")
    assert min(source.train, source.validation, source.test) > 0 <= source.second_exam
    assert len(set(source.class_names)) == 2
    if source.download:
        assert source.download.noun and source.download.label and source.download.help.endswith(".")
    if source.export:
        names = {node.id for node in ast.walk(ast.parse(source.export.code)) if isinstance(node, ast.Name)}
        assert {"train_reviews", "train_labels", "validation_reviews", "validation_labels"} <= names


@pytest.mark.workers
def test_a_network_is_trained_on_it(tiny, cluster):
    from explorer.inference.exam_grading import open_envelope
    from explorer.training import job

    cluster.submit([SMALL], "tiny")
    job.run([1], cluster.store.url)
    run = cluster.store.run(1)
    assert (run.state, run.message, run.dataset) == (State.FINISHED, "", "tiny")
    assert open_envelope(cluster.store.url, 1, Envelope("tiny")).result.of == 10
    with pytest.raises(ExplorerError, match="no second envelope"):
        open_envelope(cluster.store.url, 1, Envelope("tiny", second=True))


def test_pages_choose_train_and_show_it(tiny, open_app, cluster):
    app = open_app(reviews="tiny")
    assert "**Tiny reviews.** Forty of them. 20 to learn from, 10 to compare" in words(app)
    button(app, "Train").click().run()
    assert cluster.store.run(1).dataset == "tiny"
    cluster.begin(1)
    cluster.epochs(1, 10)
    cluster.finish(1)
    app.run()
    assert "Finished: 10 of 10 epochs" in words(app)
    assert not app.exception and not app.error


def test_without_a_second_exam_and_other_reviews_there_is_one_envelope(tiny, open_app, cluster, monkeypatch):
    monkeypatch.setattr("explorer.corpus.available_sources", lambda: ["tiny"])
    cluster.trained(dataset="tiny")
    app = open_app("exam", reviews="tiny")
    assert "**10 test reviews**" in words(app)
    assert "Which envelope?" not in [radio.label for radio in app.radio]
    assert not app.exception and not app.error


def test_answers_use_the_names_of_its_classes(tiny, open_app):
    app = open_app("how_it_works", reviews="tiny", step=str(PILES))
    assert re.search("The right answer is “(bad|good)”", words(app))
    assert not app.exception and not app.error


# Sentences for parts that it lacks


def test_without_export_code_there_is_a_sentence_instead_of_the_script(tiny, open_app, cluster):
    cluster.trained(dataset="tiny")
    app = open_app(run="1", reviews="tiny")
    assert [download.label for download in app.get("download_button")] == ["Curves", "History"]
    assert "There are no script and no notebook for these reviews" in words(app)
    assert not app.main.code and not app.exception and not app.error
    with pytest.raises(CorpusError, match="no script and no notebook for these reviews: “Tiny reviews”"):
        keras_script.script(SMALL, "tiny", [])


def test_with_export_code_there_is_a_script(tiny, monkeypatch):
    export = Export("keras tensorflow tiny", ("import csv", "from csv import reader"), "train_reviews = None")
    monkeypatch.setitem(
        corpus.SOURCES, "coded", TinySource(name="coded", label="C", description="C.", export=export, **SIZES)
    )
    script = keras_script.script(SMALL, "coded", [])
    assert "import csv\nimport math\nfrom csv import reader\n\nimport keras" in script
    assert "pip install keras tensorflow tiny\n" in script and "\ntrain_reviews = None\n" in script


def test_a_run_on_a_source_that_was_removed_is_shown_with_a_sentence(open_app, cluster):
    cluster.trained(dataset="gone[1]")
    app = open_app(run="1")
    sentence = plain("There is no source of reviews called “gone[1]”; it has to be one of packaged, official.")
    assert [error.value for error in app.error] == [sentence]
    assert [info.value for info in app.info] == [sentence]
    assert [download.label for download in app.get("download_button")] == ["Curves", "History"]
    assert not app.exception


def test_a_run_on_a_source_that_was_removed_keeps_its_name(open_app, cluster):
    cluster.trained(dataset="gone[1]")
    app = open_app(run="1")
    button(app, "Train").click().run()
    assert not app.exception and not app.error
    assert plain("gone[1]") in my_runs.names_of(cluster.store.runs())[1]


def test_an_unknown_name_is_refused_with_the_known_ones():
    for ask in (corpus.get_source, corpus.load, corpus.fetch, lambda name: keras_script.script(SMALL, name, [])):
        with pytest.raises(CorpusError, match=r"“gone”.*packaged, official"):
            ask("gone")


# Fetching


def test_each_source_that_can_be_downloaded_has_a_button(far, open_app):
    app = open_app()
    assert has_button(app, "Get the far reviews") and has_button(app, "Get the official Keras reviews")
    button(app, "Get the far reviews").click().run()
    eventually(lambda: services.fetches()["far"].done)
    app.run()
    assert corpus.load("far").source == "far"
    assert not has_button(app, "Get the far reviews") and has_button(app, "Get the official Keras reviews")
    assert not app.exception and not app.error


def test_a_source_that_is_not_fetched_says_so(far):
    assert "far" not in corpus.available_sources()
    with pytest.raises(CorpusError, match="far away"):
        corpus.load("far")


@pytest.mark.parametrize("arguments", [["fetch"], ["fetch", "--reviews", "far"]])
def test_the_command_line_fetches_what_is_missing(far, monkeypatch, capsys, arguments):
    monkeypatch.delitem(corpus.SOURCES, "official")
    assert main([*arguments, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"reviews": "far", **SIZES}


def test_the_command_line_says_that_there_is_nothing_to_fetch(monkeypatch, capsys):
    monkeypatch.delitem(corpus.SOURCES, "official")
    assert main(["fetch"]) == 1
    assert capsys.readouterr().err.startswith("There is nothing to download")


# No other module names a source


def test_nothing_outside_the_corpus_asks_for_a_source_by_its_name():
    names = set(corpus.SOURCES)
    paths = [path for path in (ROOT / "explorer").rglob("*.py") if path.parent.name != "corpus"]
    assert len(paths) > 50
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text())):
            # Strings, attributes and imported names.
            said = {getattr(node, part, None) for part in ("value", "attr", "name") if not isinstance(node, ast.keyword)}
            assert names.isdisjoint(text for text in said if isinstance(text, str)), f"{path}:{node.lineno}"
