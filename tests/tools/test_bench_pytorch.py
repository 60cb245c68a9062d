"""PyTorch's script, where it is installed: it trains what the others train, alone and fused."""

import pytest

from tools.bench.pytorch import FUSED, ONE, Settings, prepared

torch = pytest.importorskip("torch", reason="PyTorch is not installed: pip install -r requirements-bench.txt")
script = pytest.importorskip("tools.bench.pytorch_script")
pytestmark = pytest.mark.workers

PLAIN = Settings(threads=1, huge_pages=False)


def test_fused_networks_answer_what_each_of_them_answers_alone():
    settings = [
        script.Settings("tanh", "mse", 16, 2),
        script.Settings("relu", "mse", 16, 2),
        script.Settings("tanh", "mse", 8, 1),
    ]
    fused = script.FusedNetworks(settings)
    words, offsets = torch.tensor([5, 7, 9, 5]), torch.tensor([0, 3])
    logits = fused(words, offsets)
    assert logits.shape == (3, 2)
    # In the order of the fused ones: fewer units first, and relu before tanh.
    places = [(settings[2], 0, 0), (settings[1], 1, 0), (settings[0], 1, 1)]
    for row, (one, stack, place) in enumerate(places):
        network = script.Network(one)
        columns = slice(16 * row, 16 * row + 16)
        with torch.no_grad():
            network.first.weight.copy_(fused.first.weight[:, columns])
            for number, layer in enumerate([*network.hidden, network.last]):
                layer.weight.copy_(fused.stacks[stack].kernels[number][place].T)
                layer.bias.copy_(fused.stacks[stack].biases[number][place, 0])
        assert torch.allclose(network(words, offsets)[0], logits[row], atol=1e-6)


@pytest.mark.parametrize("task", [FUSED, ONE])
def test_it_learns(task):
    with prepared(networks=2, epochs=1) as pytorch, pytorch.side(task, PLAIN) as side:
        figures = side.measure(task)
    assert figures["best_val_accuracy"] > 0.75
    assert figures["seconds"] > 0 and figures["peak_bytes"] > 0


def test_the_whole_script_is_measured_from_start_to_end():
    with prepared(networks=1, epochs=1) as pytorch:
        assert pytorch.whole_seconds(PLAIN) > 0
