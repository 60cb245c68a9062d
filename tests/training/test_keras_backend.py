"""How TensorFlow is loaded."""

import os
import subprocess
import sys

import pytest

from explorer.training.quiet import quietened

A_NETWORK = """
import sys
from explorer.training.keras_backend import keras, tf
keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)]).predict(tf.ones((1, 4)), verbose=0)
print("trained", file=sys.stderr)
"""


def test_tensorflow_says_nothing_when_it_is_loaded_and_a_network_is_built():
    environment = {name: text for name, text in os.environ.items() if not name.startswith("TF_")}
    child = subprocess.run([sys.executable, "-c", A_NETWORK], env=environment, capture_output=True, text=True, check=True)
    assert (child.stdout, child.stderr) == ("", "trained\n")


def test_what_else_is_said_meanwhile_is_kept(capfd):
    with pytest.raises(ImportError), quietened():
        os.write(2, b"WARNING: All log messages before absl::InitializeLog() is called are written to STDERR\n")
        os.write(2, b"I0000 00:00:1795992636.850144    6700 cudart_stub.cc:31] Could not find cuda drivers.\n")
        os.write(2, b"E0000 00:00:1795992648.706789    6700 cuda_platform.cc:52] failed call to cuInit: INTERNAL\n")
        os.write(2, b"F0000 00:00:1795992648.706789    6700 cpu_feature_guard.cc:83] It was made for AVX.\n")
        os.write(2, b"W0000 00:00:1795992648.706789    6700 gpu_device.cc:52] The driver is too old.\nAnother thread.\n")
        assert capfd.readouterr().err == ""
        raise ImportError
    assert [line.split("] ")[-1] for line in capfd.readouterr().err.splitlines()] == [
        "It was made for AVX.",
        "The driver is too old.",
        "Another thread.",
    ]


def test_a_process_that_ends_meanwhile_says_where():
    code = "import os\nfrom explorer.training.quiet import quietened\nwith quietened():\n    os.abort()"
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert child.returncode != 0 and "Fatal Python error: Aborted" in child.stderr
