"""Export a network as a file for LiteRT (once TensorFlow Lite), built operator by operator, without TensorFlow.

It is a FlatBuffer after the schema that LiteRT's package brings; a zip file with `DESCRIPTION` follows it, as TensorFlow
Lite's metadata do, which runtimes do not read.
"""

import io
import zipfile
from typing import Any

import numpy as np

from explorer.errors import NetworkError
from explorer.export.trying_out import is_equal, tried_on
from explorer.export.weight_files import DESCRIPTION, arrays, description, layer_names
from explorer.inference.numpy_network import NumpyNetwork, network_of
from explorer.store import Run

INPUT, OUTPUT = "words", "probability"
OPERATORS = {"relu": "RELU", "tanh": "TANH", "sigmoid": "LOGISTIC", "gelu": "GELU"}
"""Activation → the operator. Linear needs none."""
_SCHEMA_VERSION, _IDENTIFIER = 3, b"TFL3"
# Operators whose number does not fit into one byte have this one in an old field.
_NEW_OPERATOR = 127


def litert_file(run: Run, model: bytes) -> bytes:
    """The file: from rows, float32 (n, vocabulary), to probabilities of label 1, (n, 1).

    LiteRT has read it, and has answered as this program does. The package ai-edge-litert has to be installed.

    Raises:
        ExplorerError: the network is damaged, its reviews cannot be read, or LiteRT answers something else.
    """
    network = network_of(run, model)
    file = _Graph().of(network)
    _refuse_unless_equal(file, network, run.dataset)
    both = io.BytesIO(file)
    with zipfile.ZipFile(both, "a") as parts:
        parts.writestr(DESCRIPTION, description(run, network), zipfile.ZIP_DEFLATED)
    return both.getvalue()


class _Graph:
    """The tables of a FlatBuffer, which name each other by their place."""

    def __init__(self) -> None:
        from ai_edge_litert import schema_py_generated as schema

        self._schema: Any = schema
        # The first buffer is that of everything without values.
        self._buffers: list[Any] = [schema.BufferT()]
        self._tensors: list[Any] = []
        self._operators: list[Any] = []
        self._codes: list[int] = []

    def of(self, network: NumpyNetwork) -> bytes:
        """The network as a FlatBuffer."""
        import flatbuffers

        schema, weights = self._schema, arrays(network)
        start = last = self._tensor(INPUT, [1, network.vocabulary_size])
        for name, activation in zip(layer_names(network), [*network.activations, "sigmoid"]):
            kernel, bias = weights[f"{name}.kernel"], weights[f"{name}.bias"]
            inputs = [
                last,
                self._tensor(f"{name}.kernel", [*kernel.T.shape], kernel.T),
                self._tensor(f"{name}.bias", [len(bias)], bias),
            ]
            last = self._operator("FULLY_CONNECTED", "FullyConnectedOptions", inputs, f"{name}.sums", len(bias))
            if activation != "linear":
                options = "GeluOptions" if activation == "gelu" else ""
                last = self._operator(OPERATORS[activation], options, [last], f"{name}.output", len(bias))
        self._tensors[last].name = OUTPUT
        graph = schema.SubGraphT(
            tensors=self._tensors, inputs=[start], outputs=[last], operators=self._operators, name="main"
        )
        signature = schema.SignatureDefT(
            inputs=[schema.TensorMapT(name=INPUT, tensorIndex=start)],
            outputs=[schema.TensorMapT(name=OUTPUT, tensorIndex=last)],
            signatureKey="serving_default",
        )
        codes = [schema.OperatorCodeT(min(code, _NEW_OPERATOR), None, 1, code) for code in self._codes]
        made = schema.ModelT(
            version=_SCHEMA_VERSION,
            operatorCodes=codes,
            subgraphs=[graph],
            buffers=self._buffers,
            signatureDefs=[signature],
        )
        builder = flatbuffers.Builder()
        builder.Finish(made.Pack(builder), _IDENTIFIER)
        return bytes(builder.Output())

    def _tensor(self, name: str, shape: list[int], values: np.ndarray | None = None) -> int:
        """Add a tensor, with constant values or with one row for each review."""
        buffer = 0
        if values is not None:
            # LiteRT reads rows one after another.
            data = np.frombuffer(np.ascontiguousarray(values, "<f4").tobytes(), np.uint8)
            buffer = len(self._buffers)
            self._buffers.append(self._schema.BufferT(data=data))
        made = self._schema.TensorT(shape=shape, type=self._schema.TensorType.FLOAT32, buffer=buffer, name=name)
        made.shapeSignature = [-1, *shape[1:]] if values is None else None
        self._tensors.append(made)
        return len(self._tensors) - 1

    def _operator(self, operator: str, options: str, inputs: list[int], name: str, units: int) -> int:
        """Add an operator; the tensor that it makes."""
        code = getattr(self._schema.BuiltinOperator, operator)
        if code not in self._codes:
            self._codes.append(code)
        output = self._tensor(name, [1, units])
        self._operators.append(
            self._schema.OperatorT(
                opcodeIndex=self._codes.index(code),
                inputs=inputs,
                outputs=[output],
                builtinOptionsType=getattr(self._schema.BuiltinOptions, options or "NONE"),
                builtinOptions=getattr(self._schema, f"{options}T")() if options else None,
            )
        )
        return output


def _refuse_unless_equal(file: bytes, network: NumpyNetwork, dataset: str) -> None:
    """Try a file on validation reviews.

    Raises:
        NetworkError: its answers are not those of `network`.
    """
    from ai_edge_litert.interpreter import Interpreter, OpResolverType

    few = tried_on(dataset)
    # The default delegate, which is faster, says on standard error that it is there.
    interpreter = Interpreter(
        model_content=file, experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
    )
    answers = interpreter.get_signature_runner()(**{INPUT: network.vectorizer.rows(few).toarray()})[OUTPUT]
    if not is_equal(answers, network, few):
        raise NetworkError("LiteRT answers something else than this program, so there is no such file of this run.")
