"""What a worker does: take a run from the store, train it, and write down what happened."""

import logging
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from explorer import corpus
from explorer.config import KNOBS, RunConfig
from explorer.errors import ExplorerError, NetworkError, StoreError
from explorer.garbage_collection import keep_loaded
from explorer.history import Epoch
from explorer.inference.keras_file import DAMAGED, parts
from explorer.store import State, Store, open_store
from explorer.training.baseline import measure
from explorer.training.epoch_batches import Examples
from explorer.training.keras_backend import keras, tf
from explorer.training.trainer import Trained, forget, train

logger = logging.getLogger(__name__)

PATIENCE_SECONDS, AGAIN_SECONDS = 60, 1

# A worker may have several threads, but one training keeps all cores busy, and Keras' global state is one.
_one_at_a_time = threading.Lock()


def run(run_ids: Sequence[int], store_url: str) -> None:
    """Train the runs of those numbers in the store at `store_url` at once; whatever happens ends up in the store.

    They share reviews, vocabulary, batch size and seed. Runs that were stopped while they waited are left alone.
    """
    with _one_at_a_time:
        _run(run_ids, insist(open_store, store_url))


def _run(run_ids: Sequence[int], store: Store) -> None:
    begun = insist(store.begin, run_ids)
    if not begun:
        return
    # Whoever begins these runs again, because this worker is thought to be lost, is not disturbed by it.
    since = begun[0].started
    ids = [run.id for run in begun]
    try:
        training, validation = examples(begun[0].dataset, begun[0].config.vocabulary)

        def report(epochs: Mapping[int, Epoch]) -> list[int]:
            insist(store.add_epochs, {ids[number]: epoch for number, epoch in epochs.items()}, since)
            unwanted = insist(store.stop_requested, ids, since)
            return [number for number in epochs if ids[number] in unwanted]

        def close(number: int, trained: Trained) -> None:
            state, message = outcome(trained)
            model = to_bytes(trained.network()) if trained.history else None
            insist(store.finish, [ids[number]], state, message, model, since)

        train([run.config for run in begun], training, validation, report, close)
        _ensure_yardstick(store, begun[0].dataset, begun[0].config.vocabulary)
    except StoreError:
        # There is nowhere to write it; Dask hands the error to whoever waits for the run.
        raise
    except (MemoryError, tf.errors.ResourceExhaustedError):
        forget()
        sentence = "The worker ran out of memory. Try fewer units or a smaller batch size."
        insist(store.finish, ids, State.FAILED, sentence, None, since)
    except ExplorerError as error:
        insist(store.finish, ids, State.FAILED, str(error), None, since)
    except Exception:
        logger.exception("Runs %s broke off", ids)
        sentence = "Training broke off for a reason this program does not know; see its log."
        insist(store.finish, ids, State.FAILED, sentence, None, since)
    finally:
        # Keras keeps every graph it has built until it is told that nobody needs them.
        keras.backend.clear_session()


def insist(use: Callable, *arguments: Any) -> Any:
    """Use the store, again and again for a while if it cannot be used: it may be locked, full, or being restarted.

    Raises:
        StoreError: it could not be used for `PATIENCE_SECONDS`.
    """
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return use(*arguments)
        except StoreError as error:
            if time.monotonic() > end:
                raise
            logger.warning("Waiting for the store: %s", error)
            time.sleep(AGAIN_SECONDS)


def _ensure_yardstick(store: Store, dataset: str, vocabulary: int) -> None:
    if insist(store.baseline, dataset, vocabulary) is None:
        insist(store.set_baseline, dataset, vocabulary, measure(*examples(dataset, vocabulary)))


def outcome(trained: Trained) -> tuple[State, str]:
    """The final state of a training, and a sentence about it where there is something to say."""
    if trained.diverged_in is not None:
        used, usual = (
            KNOBS["learning_rate"].show(rate) for rate in (trained.config.learning_rate, RunConfig().learning_rate)
        )
        return State.DIVERGED, (
            f"The loss grew out of all bounds in epoch {trained.diverged_in}: each correction overshot by more than the "
            f"one before. Lower the learning rate (it was {used}; the article's is {usual})."
        )
    if trained.stopped:
        return State.STOPPED, f"Stopped after epoch {len(trained.history)} of {trained.config.epochs}."
    return State.FINISHED, ""


def to_bytes(network: keras.Sequential) -> bytes:
    """The `.keras` file of a network."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.keras"
        network.save(path)
        return path.read_bytes()


def from_bytes(model: bytes) -> keras.Sequential:
    """The network in a `.keras` file, read in Keras' safe mode (it runs no code from the file).

    Raises:
        NetworkError: the file is damaged, or would run code.
    """
    parts(model)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.keras"
        path.write_bytes(model)
        try:
            return keras.models.load_model(path, safe_mode=True)
        except Exception as error:
            # Keras has many ways to say that it cannot read a file.
            raise NetworkError(DAMAGED) from error


@lru_cache(maxsize=4)
def examples(dataset: str, vocabulary: int) -> tuple[Examples, Examples]:
    """Training and validation reviews of a data set as multi-hot rows; the sealed test set stays sealed."""
    reviews = corpus.load(dataset)
    training, validation = (
        Examples(corpus.multi_hot(split, vocabulary), split.labels) for split in (reviews.train, reviews.validation)
    )
    return training, validation


def warm_up(dataset: str, store_url: str, progress: corpus.Progress, rehearse: bool = True) -> None:
    """Load the reviews and, as a rehearsal, train the usual network for an epoch: then the next one starts at once.

    The yardstick is measured along with it, if the store at `store_url` has none yet.
    """
    corpus.load(dataset, progress)
    progress(1.0, "Warming up TensorFlow")
    training, validation = examples(dataset, RunConfig().vocabulary)
    if rehearse:
        train([RunConfig(epochs=1)], training, validation)
        keras.backend.clear_session()
        _ensure_yardstick(insist(open_store, store_url), dataset, RunConfig().vocabulary)
    keep_loaded()
