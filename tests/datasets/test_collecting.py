"""A file is read once: what it has is counted, what cannot become a data set is refused with a sentence."""

import numpy as np
import pytest

from explorer import datasets, reading
from explorer.corpus.vocabulary import UNKNOWN
from explorer.errors import CorpusError
from explorer.scheduling.limits import Limits
from tests.support.own_files import JAPANESE, as_csv, collected, messages


def test_what_a_file_has_is_counted():
    rows = messages(40, 20)
    repeated = [(rows[0][0].upper(), rows[0][1]), (rows[1][0], {"ham": "spam", "spam": "ham"}[rows[1][1]])]
    found = collected([*rows, *repeated, ("", "ham")])
    facts = found.facts
    assert facts.class_names == ("ham", "spam")
    assert facts.reviews == sum(facts.counts) == sum(facts.sizes) == 62
    assert (facts.repeated, facts.contradictory, facts.language) == (2, 1, "English")
    assert found.skipped.total == 1
    assert [len(one) for one in (found.corpus.train, found.corpus.validation, found.corpus.test)] == list(facts.sizes)
    assert facts.validation_positive == found.corpus.validation.labels.sum()


def test_equal_texts_are_in_one_split_even_in_other_case_and_punctuation():
    rows = messages(60, 60)
    found = collected([*rows, *((text.upper().replace(",", " ;"), kind) for text, kind in rows)])
    in_split = {}
    for split in (found.corpus.train, found.corpus.validation, found.corpus.test):
        for words in {split.sequence(i).tobytes() for i in range(len(split))}:
            # Numbers are unknown words in all splits but the first.
            in_split.setdefault(words, set()).add(id(split))
    splits = dict(zip((text for text, _ in rows), found.facts.splits[: len(rows)]))
    assert found.facts.splits[len(rows) :].tolist() == [splits[text] for text, _ in rows]


def test_the_vocabulary_is_that_of_the_reviews_to_learn_from():
    found = collected(messages(60, 60))
    learned = {word for word in found.corpus.vocabulary.words if word.isdigit()}
    assert len(learned) == found.facts.sizes[0]
    assert UNKNOWN in found.corpus.validation.words
    assert UNKNOWN not in found.corpus.train.words


def test_the_name_stands_for_the_contents():
    rows = messages()
    name = collected(rows).name
    assert name == collected(rows, name="other.csv").name
    assert name != collected(rows, positive="ham").name
    assert name != collected([(rows[0][0] + " more", rows[0][1]), *rows[1:]]).name
    assert len(name) == 16 and name.startswith("own-")


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (messages(40, 4), "Of “spam” there are 4 different reviews in messages.csv. There have to be 5 of each class"),
        ([*messages(40, 0), *[("win now", "spam")] * 9], "Of “spam” there is 1 different review in messages.csv."),
        (
            [(f"{JAPANESE}{number}", kind) for number, (_, kind) in enumerate(messages())],
            "have no spaces between their words",
        ),
    ],
)
def test_what_cannot_become_a_data_set_is_refused(rows, sentence):
    with pytest.raises(CorpusError, match=sentence):
        collected(rows)


def test_without_labels_there_is_nothing_to_learn():
    file = as_csv([(text,) for text, _ in messages()], ["text"])
    form = reading.inspect(file, "texts.csv", Limits())
    with pytest.raises(CorpusError, match=r"texts.csv has no labels"):
        datasets.read(file, form, lambda *_: None)


def test_the_work_is_reported_and_can_be_ended():
    class Enough(Exception):
        pass

    file, said = as_csv(messages(2_000, 2_000)), []
    form = reading.inspect(file, "messages.csv", Limits(), positive="spam")

    def progress(fraction, sentence):
        said.append((fraction, sentence))
        if len(said) == 3:
            raise Enough

    file.seek(0)
    with pytest.raises(Enough):
        datasets.read(file, form, progress)
    assert said[2] == (pytest.approx(0.4), "Reading: 2,000 of 4,000 rows.")


def test_more_reviews_may_be_brought_than_judged():
    limits = Limits(reviews=10, dataset_reviews=100)
    assert reading.inspect(as_csv(messages()), "messages.csv", limits.of_datasets, positive="spam").rows == 60


def test_labels_and_splits_belong_to_the_texts():
    rows = messages()
    found = collected(rows)
    assert np.array_equal(found.facts.labels, [kind == "spam" for _, kind in rows])
