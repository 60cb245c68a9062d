"""The official source in a process of its own, so that a process without Keras stays without it.

Keras brings TensorFlow, which the app's process never loads, and its loader needs a gigabyte for a moment. The child
writes one JSON object a line to its stdout: {"fraction", "sentence"} as it goes on, {"error"} if it comes to that. The
corpus itself comes back in a file.
"""

import contextlib
import json
import logging
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from explorer.corpus import cache, official
from explorer.corpus.splits import Corpus, Progress
from explorer.errors import CorpusError

_log = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[2]
_COMMAND = "from explorer.corpus.official_process import main; main()"

# A connection on which nothing arrives for so long is given up.
_SECONDS_WITHOUT_AN_ANSWER = 30


def prepare(progress: Progress) -> Corpus:
    """`official.prepare`, in a child process unless this process has loaded Keras already.

    Raises:
        CorpusError: as there, or the child died.
    """
    if "keras" in sys.modules:
        return official.prepare(progress)
    try:
        with tempfile.TemporaryDirectory(prefix="sentiment-explorer-") as folder:
            target = Path(folder) / "official.npz"
            _run_child(target, progress)
            corpus = cache.read(target, official.NAME, official.version())
    except OSError as error:
        raise CorpusError(f"The official reviews could not be prepared ({error.strerror}).") from error
    if corpus is None:
        raise CorpusError("The official reviews came back damaged: try again.")
    return corpus


def _run_child(target: Path, progress: Progress) -> None:
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONIOENCODING": "utf-8",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
    }
    command = [sys.executable, "-c", _COMMAND, str(target)]
    # TensorFlow is talkative on stderr, which is of interest only when the child dies.
    log = target.with_suffix(".log")
    with (
        log.open("w") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, env=environment, encoding="utf-8") as child,
    ):
        try:
            for line in child.stdout:
                message = json.loads(line)
                if "error" in message:
                    raise CorpusError(message["error"])
                progress(message["fraction"], message["sentence"])
        except BaseException:
            # The caller has given up (a page that was left, Ctrl-C), or the child has nothing more to say.
            child.kill()
            child.wait()
            official.discard_broken()
            raise
    if child.returncode != 0:
        official.discard_broken()
        _log.error("The process that reads the official reviews died:\n%s", log.read_text(errors="replace"))
        raise CorpusError(
            "The process that reads the official reviews ended before its time, perhaps for want of memory; it needs "
            "about 1.5 GB. The packaged reviews still work."
        )


def main() -> None:
    """What the child does: prepare, and leave the corpus in the file that the command line names."""
    channel = sys.stdout

    def tell(**message: float | str) -> None:
        try:
            print(json.dumps(message), file=channel, flush=True)
        except BrokenPipeError:
            # Nobody waits any more. A download thread would keep a normal exit waiting.
            official.discard_broken()
            os._exit(1)

    socket.setdefaulttimeout(_SECONDS_WITHOUT_AN_ANSWER)
    # Whatever a library prints must not end up between the messages.
    with contextlib.redirect_stdout(sys.stderr):
        try:
            corpus = official.prepare(lambda fraction, sentence: tell(fraction=fraction, sentence=sentence))
            cache.write(Path(sys.argv[1]), corpus, official.version())
        except CorpusError as error:
            tell(error=str(error))
        except OSError as error:
            tell(error=f"The official reviews could not be handed over ({error.strerror}).")
