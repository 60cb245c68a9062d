"""The parameters of a network are those of the one that Keras builds."""

import pytest

from explorer.config import RunConfig
from explorer.insight.parameters import parameter_counts
from explorer.training.network import build


@pytest.mark.parametrize("config", [RunConfig(), RunConfig(layers=0), RunConfig(units=64, layers=3, vocabulary=500)])
def test_the_parameters_are_those_of_the_network_that_keras_builds(config):
    assert parameter_counts(config) == [layer.count_params() for layer in build(config).layers]
