"""The file that judges texts by itself answers as this program does, on any Python, without any package."""

import ast
import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from explorer import corpus
from explorer.config import KNOBS, RunConfig
from explorer.corpus import Split
from explorer.export.judge_script import judge_script, module_name
from explorer.history import Epoch
from explorer.inference.numpy_network import network_of
from explorer.inference.review_scores import judge
from explorer.insight.review_reading import sigmoid
from explorer.reading import clean
from tests.support.every_value import every_value
from tests.support.keras_files import to_bytes
from tests.support.other_classes import NAMES, TEXTS
from tests.support.random_networks import randomized
from tests.support.runs import run

pytestmark = pytest.mark.workers

SMALL = RunConfig(vocabulary=500, layers=2, units=4)
# What a network is, not how it has learned.
KINDS = {replace(one, **{name: KNOBS[name].default for name in ("loss", "optimizer")}) for one in every_value(SMALL)}
SETTINGS = [*sorted(KINDS, key=RunConfig.describe), RunConfig("gelu", vocabulary=40_000, first_units=64, pairs="on")]
REVIEWS = 40
TYPED = [
    "It’s ‘not good’ – not good at all…",
    "Not  good,\tnot good<br />at &quot;all&quot;; very, very, VERY bad!",
    "Qwxyz zzyzx",
    "",
    "!?",
    "İstanbul ﬁlm 映画 \x00 \x96 naïve nai\u0308ve",
]
SCORES = """
import json, runpy, sys
names = runpy.run_path(sys.argv[1])
print(json.dumps([[names["judge"](text), names["NETWORK"].score(text)] for text in json.load(sys.stdin)]))
"""


def finished(config, dataset="packaged"):
    return run(7, config, [Epoch(1, 0.3, 0.9, 0.4, 0.875, 1.0)], dataset)


def python(folder, *arguments, given=""):
    """What Python answers in that folder, without any package: not even this environment's."""
    command = [sys.executable, "-I", "-S", *arguments]
    done = subprocess.run(command, cwd=folder, input=given, capture_output=True, text=True, timeout=100, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout


def written(folder, config, model, dataset="packaged"):
    """The file of a run, in an empty folder."""
    path = folder / f"{module_name(7)}.py"
    path.write_text(judge_script(finished(config, dataset), model), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def texts(reviews):
    """Real validation reviews, and what people may type."""
    found = corpus.originals(reviews, reviews.validation.take(np.arange(REVIEWS)))
    assert all(found)
    return [*found, *TYPED]


@pytest.mark.parametrize("config", SETTINGS, ids=RunConfig.describe)
def test_it_answers_as_this_program_does(reviews, texts, tmp_path, config):
    model = to_bytes(randomized(config))
    path = written(tmp_path, config, model)
    answers = np.array(json.loads(python(tmp_path, "-c", SCORES, path.name, given=json.dumps(texts))))
    network = network_of(finished(config), model)
    sequences = [reviews.vocabulary.encode(clean(text), corpus.LARGEST_VOCABULARY) for text in texts]
    scores = network.score_split(Split.of(sequences))
    assert np.ptp(answers[:, 0]) > 0.01
    np.testing.assert_allclose(answers[:, 0], [sigmoid(score) for score in scores], atol=1e-6)
    np.testing.assert_allclose(answers[:, 1], scores, rtol=1e-6, atol=1e-6)
    assert list(tmp_path.iterdir()) == [path]


def test_a_whole_validation_set_gets_the_same_share_right(reviews, network, tmp_path):
    """The network that goes by four words judges all 5,000 reviews as the program does."""
    config = RunConfig(layers=0, vocabulary=1_000)
    path = written(tmp_path, config, network)
    texts = corpus.originals(reviews, reviews.validation)
    answers = np.array(json.loads(python(tmp_path, "-c", SCORES, path.name, given=json.dumps(texts))))
    judged = judge(network_of(finished(config), network), reviews.vocabulary, [clean(text) for text in texts])
    np.testing.assert_allclose(answers[:, 0], [one.probability for one in judged], atol=1e-9)


@pytest.fixture
def film_judge(reviews, network, tmp_path):
    """A function that runs the file of a network that goes by four words."""
    path = written(tmp_path, RunConfig(layers=0, vocabulary=1_000), network)
    return lambda *texts, given="": python(tmp_path, path.name, *texts, given=given).splitlines()


def test_it_judges_what_stands_behind_the_command(film_judge):
    assert film_judge("A great film", "An awful film") == [
        "positive (81.8% positive); it knows 3 of 3 words",
        "negative (11.9% positive); it knows 3 of 3 words",
    ]


def test_without_a_text_it_judges_the_lines_that_come_in(film_judge):
    assert [line[:8] for line in film_judge(given="\ufeffA great film\n\nAn awful film\n")] == ["positive", "negative"]


def test_where_it_knows_no_word_it_says_that_its_answer_means_nothing(film_judge):
    known, unknown, none = film_judge("qwxyz film", "qwxyz", "!?")
    assert known.endswith("; it knows 1 of 2 words")
    assert unknown.startswith("It knows none of these words, so this means nothing: ")
    assert none.startswith("It knows none of these words, so this means nothing: ")


def test_a_program_can_import_it(film_judge, tmp_path):
    code = "import sys; sys.path.insert(0, '.'); from judge_run_7 import judge; print(judge('A great film'))"
    assert float(python(tmp_path, "-B", "-c", code)) == pytest.approx(0.8175744761936437)


def test_it_has_the_names_of_the_classes_and_nothing_of_them_is_code(letters, letters_network, tmp_path):
    path = written(tmp_path, RunConfig(layers=0, vocabulary=1_000), letters_network, "letters")
    zero, one = python(tmp_path, path.name, TEXTS[1], TEXTS[0]).splitlines()
    assert zero.startswith(f"{NAMES[0]} (") and one.startswith(f"{NAMES[1]} (")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ('"""', '"""'),
        ("'''\\", "'''\\"),
        ("a\nb", "a b"),
        ("\u202ea", "\ufffda"),
        ("\x1b[2Jx", "\ufffd[2Jx"),
        ("{number}", "{number}"),
    ],
)
def test_a_name_of_any_letters_stays_a_name(letters, letters_network, monkeypatch, name, kept):
    source = replace(corpus.get_source("letters"), class_names=(name, "other"), label=name)
    monkeypatch.setitem(corpus.SOURCES, "letters", source)
    script = judge_script(finished(RunConfig(layers=0, vocabulary=1_000), "letters"), letters_network)
    values = [
        ast.literal_eval(node.value)
        for node in ast.parse(script).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("REVIEWS", "CLASS_NAMES")
    ]
    assert values == [name, (kept, "other")]


def test_it_is_python_3_10_and_needs_the_standard_library_alone(network):
    script = judge_script(finished(RunConfig(layers=0, vocabulary=1_000)), network)
    tree = ast.parse(script, feature_version=(3, 10))
    modules = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module.partition(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert modules and modules <= sys.stdlib_module_names
    assert max(map(len, script.splitlines())) <= 130
    assert "87.5% right" in ast.get_docstring(tree)
