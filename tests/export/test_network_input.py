"""A downloaded network says what its inputs stand for, well enough to use it without this program."""

import io
import json
import zipfile

import numpy as np
import pytest

from explorer.config import KNOBS, RunConfig
from explorer.corpus import LARGEST_VOCABULARY, Split, vectorizer
from explorer.export.network_input import FILE, input_json
from explorer.inference.keras_file import portable
from explorer.training.network import build
from tests.support.described_rows import row_as_described
from tests.support.keras_files import load, to_bytes

TEXT = "Not good, not good at all: the worst film of the year, says Qwxyz!"


@pytest.mark.parametrize("counting", KNOBS["counting"].choices)
@pytest.mark.parametrize("pairs", KNOBS["pairs"].choices)
def test_a_row_can_be_made_from_what_the_file_says(reviews, pairs, counting):
    config = RunConfig(vocabulary=600, pairs=pairs, counting=counting)
    described = json.loads(input_json("packaged", config.input_format))
    assert len(described["inputs"]) == 600
    split = Split.of([reviews.vocabulary.encode(TEXT, LARGEST_VOCABULARY)])
    (expected,) = vectorizer("packaged", config.input_format).rows(split).toarray()
    np.testing.assert_allclose(row_as_described(described, TEXT), expected, atol=1e-5)
    assert ("of the" in described["inputs"]) == (pairs == "on")


def test_keras_reads_the_file_with_it(reviews):
    network = build(RunConfig(vocabulary=600, pairs="on", counting="tfidf"))
    file = portable(to_bytes(network), {FILE: input_json("packaged", RunConfig(vocabulary=600).input_format)})
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        assert FILE in parts.namelist()
    for one, other in zip(load(file).get_weights(), network.get_weights(), strict=True):
        assert np.array_equal(one, other)
