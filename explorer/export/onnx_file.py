"""Export a network as an ONNX file, built operator by operator: Keras' own export writes a GELU that no runtime knows.

The graph uses operators of opset 17 alone, which runtimes have known since 2022.
"""

import math

import numpy as np

from explorer.errors import NetworkError
from explorer.export.trying_out import is_equal, tried_on
from explorer.export.weight_files import DESCRIPTION, arrays, description, layer_names
from explorer.inference.numpy_network import NumpyNetwork, network_of
from explorer.store import Run

OPSET, IR_VERSION = 17, 8
INPUT, OUTPUT = "words", "probability"
OPERATORS = {"relu": "Relu", "tanh": "Tanh", "sigmoid": "Sigmoid", "linear": "Identity"}
"""Activation → the operator of that name. GELU is made of others."""
_CONSTANTS = {"one": 1.0, "half": 0.5, "root": math.sqrt(0.5)}
"""What GELU is made with."""


def onnx_file(run: Run, model: bytes) -> bytes:
    """The file: from rows, float32 (n, vocabulary), to probabilities of label 1, (n, 1). `DESCRIPTION` is in its metadata.

    Onnxruntime has read it, and has answered as this program does. The packages onnx and onnxruntime have to be installed.

    Raises:
        ExplorerError: the network is damaged, its reviews cannot be read, or ONNX's runtime answers something else.
    """
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    network = network_of(run, model)
    nodes, values = [], INPUT
    for name, activation in zip(layer_names(network), [*network.activations, "sigmoid"]):
        nodes.append(helper.make_node("Gemm", [values, f"{name}.kernel", f"{name}.bias"], [f"{name}.sums"]))
        nodes += _activation(activation, f"{name}.sums", values := f"{name}.output")
    nodes[-1].output[0] = OUTPUT
    weights = [numpy_helper.from_array(array, name) for name, array in arrays(network).items()]
    if "gelu" in network.activations:
        weights += [numpy_helper.from_array(np.array(value, np.float32), name) for name, value in _CONSTANTS.items()]
    graph = helper.make_graph(
        nodes,
        f"run-{run.id}",
        [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, ["reviews", network.vocabulary_size])],
        [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["reviews", 1])],
        weights,
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    helper.set_model_props(made, {DESCRIPTION: description(run, network)})
    onnx.checker.check_model(made, full_check=True)
    file: bytes = made.SerializeToString()
    _refuse_unless_equal(file, network, run.dataset)
    return file


def _activation(name: str, sums: str, output: str) -> list:
    """The nodes of an activation."""
    from onnx import helper

    if name != "gelu":
        return [helper.make_node(OPERATORS[name], [sums], [output])]
    # x (1 + erf(x / √2)) / 2
    return [
        helper.make_node("Mul", [sums, "root"], [f"{sums}.scaled"]),
        helper.make_node("Erf", [f"{sums}.scaled"], [f"{sums}.erf"]),
        helper.make_node("Add", [f"{sums}.erf", "one"], [f"{sums}.raised"]),
        helper.make_node("Mul", [sums, f"{sums}.raised"], [f"{sums}.doubled"]),
        helper.make_node("Mul", [f"{sums}.doubled", "half"], [output]),
    ]


def _refuse_unless_equal(file: bytes, network: NumpyNetwork, dataset: str) -> None:
    """Try a file on validation reviews.

    Raises:
        NetworkError: its answers are not those of `network`.
    """
    import onnxruntime

    few = tried_on(dataset)
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    (answers,) = session.run([OUTPUT], {INPUT: network.vectorizer.rows(few).toarray()})
    if not is_equal(answers, network, few):
        raise NetworkError("ONNX's runtime answers something else than this program, so there is no such file of this run.")
