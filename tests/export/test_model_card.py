"""The model card says what is known of a network, and nothing else."""

from dataclasses import replace

import pytest
import yaml
from markdown_it import MarkdownIt

from explorer import corpus
from explorer.config import KNOBS, RunConfig
from explorer.corpus import Source
from explorer.errors import CorpusError
from explorer.export.model_card import model_card
from explorer.store import Baseline, State
from tests.support.other_classes import NAMES
from tests.support.runs import RESULT, SECOND, TEST

TANH = RunConfig("tanh", vocabulary=5_000)


def card(cluster, run_id=1):
    return model_card(cluster.store, cluster.store.run(run_id))


def metadata(text):
    return yaml.safe_load(text.split("---\n")[1])


def shown(text):
    """What a reader sees of Markdown, without its tables."""
    parsed = MarkdownIt().parse(text.split("---\n", 2)[2])
    return "\n".join(
        "".join(part.content for part in token.children if part.type in ("text", "code_inline", "text_special"))
        for token in parsed
        if token.type == "inline"
    )


def test_it_has_data_split_settings_and_figures_with_their_interval(cluster):
    cluster.trained(TANH, val_accuracy=0.88)
    text = card(cluster)
    assert text.startswith("---\nlibrary_name: keras\n")
    assert "says whether it is positive or negative" not in text
    assert "says whether it is negative or positive" in text
    assert "15,000 training reviews. 5,000 validation reviews chose the best epoch" in text
    assert "it got **88.0%** of the validation reviews right" in text
    assert "between 87.1% and 88.9% right (95% interval" in text
    assert "The exam has not been opened: nobody has seen how it does on the 5,000 test reviews." in text
    for knob, value in zip(KNOBS.values(), TANH.to_dict().values(), strict=True):
        assert f"| {knob.label} | {knob.show(value)} |" in text


def test_its_metadata_are_those_of_hugging_face_and_say_no_more_than_is_known(cluster):
    cluster.trained(TANH, val_accuracy=0.88)
    found = metadata(card(cluster))
    (entry,) = found.pop("model-index")
    assert found == {
        "library_name": "keras",
        "pipeline_tag": "text-classification",
        "tags": ["sentiment-explorer"],
        "language": "en",
    }
    assert entry == {
        "name": "sentiment-explorer-run-1",
        "results": [
            {
                "task": {"type": "text-classification"},
                "dataset": {"name": "Packaged reviews", "type": "packaged", "split": "validation"},
                "metrics": [{"type": "accuracy", "value": 0.88}],
            }
        ],
    }


def test_an_opened_exam_is_in_it_with_its_interval(cluster):
    cluster.trained(TANH)
    for envelope in (TEST, SECOND):
        cluster.store.open_exam(1, envelope, None, RESULT)
    text = card(cluster)
    assert "**Exam, Test reviews.** It gets **4,350 of 5,000** right: **87.0%**." in text
    assert "**Exam, Sentences from Rotten Tomatoes.**" in text
    assert "has not been opened" not in text
    results = metadata(text)["model-index"][0]["results"]
    assert [(one["dataset"]["name"], one["dataset"]["split"], one["metrics"][0]["value"]) for one in results[1:]] == [
        ("Packaged reviews", "test", 0.87),
        ("Sentences from Rotten Tomatoes", "test", 0.87),
    ]


def test_repeats_and_the_baseline_are_told_where_there_are_any(cluster):
    cluster.trained(TANH, val_accuracy=0.88)
    assert "different seeds" not in card(cluster) and "logistic regression" not in card(cluster)
    for seed, val_accuracy in enumerate((0.884, 0.882), start=1):
        cluster.trained(replace(TANH, seed=seed), val_accuracy=val_accuracy)
    cluster.store.set_baseline("packaged", TANH.input_format, Baseline(0.875, 0.3, 0.1))
    text = card(cluster)
    assert "With 3 different seeds, these settings got 88.20% ± " in text
    assert "A logistic regression on the same input gets 87.5% right." in text


def test_it_says_what_the_network_cannot_do(cluster):
    cluster.trained(RunConfig())
    cluster.trained(RunConfig(pairs="on", wrong_labels=0.2, training_reviews=500))
    plain, pairs = card(cluster), card(cluster, 2)
    assert "It does not read the order of words" in plain and "irony" in plain
    assert "It reads pairs of neighbours, but no longer phrases" in pairs
    assert "500 training reviews of 15,000, chosen by the seed. Of their labels, 20% were turned round on purpose." in pairs
    assert "It was told wrong labels on purpose" in pairs and "wrong labels" not in plain.split("## Settings")[0]


def test_a_run_that_ended_early_says_so(cluster):
    cluster.submit([TANH], "packaged")
    cluster.begin(1)
    cluster.epochs(1, 3)
    cluster.store.finish([1], State.STOPPED, "Stopped after epoch 3 of 10.")
    assert "In epoch 3 of 3, its best" in card(cluster)
    assert "The training ended early: Stopped after epoch 3 of 10." in card(cluster)


def test_of_other_data_it_claims_nothing_about_films(letters, cluster):
    cluster.trained(TANH, dataset="letters")
    text = card(cluster)
    assert "film" not in text.lower() and "language" not in metadata(text)
    assert "It was measured on 20 reviews only, which is why the interval is wide." in text
    assert "gets 80.0% of the validation reviews right." in text
    assert f"says whether it is “{NAMES[0]}” or “{NAMES[1]}”" in shown(text)


@pytest.mark.parametrize(
    "name", ["<script>x</script>", "a\n---\nlicense: mit", "![x](https://example.org)", '"}]', "😀 # x", "| a\u2028b\x85"]
)
def test_names_of_any_letters_stay_names(letters, cluster, monkeypatch, name):
    source: Source = replace(corpus.get_source("letters"), class_names=(name, "other"), label=name)
    monkeypatch.setitem(corpus.SOURCES, "letters", source)
    cluster.trained(TANH, dataset="letters")
    text = card(cluster)
    expected = " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())
    found = metadata(text)
    assert found.keys() == {"library_name", "pipeline_tag", "tags", "model-index"}
    assert found["model-index"][0]["results"][0]["dataset"]["name"] == expected
    assert f"says whether it is “{expected}” or “other”" in shown(text)
    assert f"{expected}: 40 training reviews" in shown(text)
    assert "<script" not in MarkdownIt().render(text.split("---\n", 2)[2])


def test_without_its_reviews_there_is_none(cluster):
    cluster.trained(TANH, dataset="gone")
    with pytest.raises(CorpusError):
        card(cluster)
