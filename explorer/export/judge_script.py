"""Export a network as one Python file that judges texts by itself: no package is needed, and not this program."""

import inspect
import json
import textwrap
from ast import Import, ImportFrom, parse
from base64 import b64encode
from types import ModuleType
from zlib import compress

import numpy as np

from explorer.corpus import get_source
from explorer.corpus.vocabulary import SEPARATORS
from explorer.export import standalone
from explorer.export.network_input import input_names
from explorer.inference.numpy_network import network_of
from explorer.reading import cleaning
from explorer.store import Run
from explorer.wording.classes import Classes

_SCRIPT = '''"""Judges texts as the network of run {number} of Sentiment Explorer does.

It needs Python 3.10 or later, and nothing else:

    python {file} "One of the best movies I have ever seen"
    python {file} < texts.txt
    python {file}

The first judges one text, the second each line of a file, and the third asks for texts. In a program, in the same folder:

    from {module} import judge

    judge("One of the best movies I have ever seen")

which is the probability of the second of CLASS_NAMES, from 0 to 1.

{settings}
On the validation reviews it got {accuracy:.1%} right. The exam is a better witness of what it can do.
"""

{imports}

REVIEWS = {reviews!r}
CLASS_NAMES = {class_names!r}

# Texts as people type them are made plain first.

{cleaning}

# The network.

{network}

NETWORK = Network(
    CLASS_NAMES,
    separators={separators!r},
    counting={counting!r},
    activations={activations!r},
    widths={widths!r},
    columns="""
{columns}
""",
    numbers="""
{numbers}
""",
)
judge = NETWORK.judge

if __name__ == "__main__":
    main(NETWORK, sys.argv[1:])
'''


def module_name(run_id: int) -> str:
    """What the file of a run has to be called, without its ending, so that a program can import it."""
    return f"judge_run_{run_id}"


def judge_script(run: Run, model: bytes) -> str:
    """The file for a run that has a best epoch, with the network in the `.keras` file `model`.

    Raises:
        ExplorerError: the network is damaged, or its reviews cannot be read, whose words it needs.
    """
    network, source = network_of(run, model), get_source(run.dataset)
    layers = [array for layer in zip(network.kernels, network.biases) for array in layer]
    weights = network.vectorizer.weights
    numbers = np.concatenate([array.ravel() for array in [*layers, *([] if weights is None else [weights])]])
    (cleaning_imports, clean), (network_imports, code) = map(_parts, (cleaning, standalone))
    return _SCRIPT.format(
        number=run.id,
        file=f"{module_name(run.id)}.py",
        module=module_name(run.id),
        settings=textwrap.fill(run.config.describe(), 120),
        accuracy=run.best_figures.val_accuracy,
        imports="\n".join(sorted({*cleaning_imports, *network_imports}, key=lambda line: (line.startswith("from"), line))),
        # Of a data set that somebody has brought, these may be anything; as literals they are no code.
        reviews=source.label,
        class_names=tuple(map(_printable, Classes.of(source).names)),
        cleaning=clean,
        network=code,
        separators=SEPARATORS,
        counting=run.config.counting,
        activations=network.activations,
        widths=[len(network.kernels[0]), *map(len, network.biases)],
        columns=_packed(json.dumps(input_names(run.dataset, run.config.input_format)).encode()),
        numbers=_packed(numbers.astype("<f4").tobytes()),
    )


def _printable(text: str) -> str:
    """Text for a terminal, with a mark for each character that it would obey."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


def _parts(module: ModuleType) -> tuple[list[str], str]:
    """The imports of a module, one a line, without those of this program, and the code below them."""
    source = inspect.getsource(module)
    imports = [node for node in parse(source).body if isinstance(node, Import | ImportFrom)]
    lines = source.splitlines()
    needed = [line for line in (lines[node.lineno - 1] for node in imports) if "explorer" not in line]
    return needed, "\n".join(lines[imports[-1].end_lineno or 0 :]).strip()


def _packed(data: bytes) -> str:
    """Bytes as text that can stand between quotation marks, in lines that an editor can show."""
    text = b64encode(compress(data)).decode()
    return "\n".join(text[start : start + 120] for start in range(0, len(text), 120))
