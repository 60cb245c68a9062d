"""What a worker does: take a run from the store, train it, and write down what happened."""

import logging
import tempfile
from functools import lru_cache
from pathlib import Path

import keras
import tensorflow as tf

from explorer import corpus
from explorer.config import KNOBS, RunConfig
from explorer.errors import ExplorerError, StoreError
from explorer.history import Epoch
from explorer.store import State, open_store
from explorer.training.trainer import Examples, Trained, train

logger = logging.getLogger(__name__)


def run(run_id: int, store_url: str) -> None:
    """Train the run of that number in the store at `store_url`; whatever happens ends up in the store.

    A run that was stopped while it waited is left alone.
    """
    store = open_store(store_url)
    begun = store.begin(run_id)
    if begun is None:
        return
    try:
        training, validation = examples(begun.dataset, begun.config.vocabulary)

        def go_on(epoch: Epoch) -> bool:
            store.add_epoch(run_id, epoch)
            return not store.stop_requested(run_id)

        trained = train(begun.config, training, validation, go_on)
        state, message = outcome(begun.config, trained)
        store.finish(run_id, state, message, to_bytes(trained.network) if trained.history else None)
    except StoreError:
        # There is nowhere to write it; Dask hands the error to whoever waits for the run.
        raise
    except (MemoryError, tf.errors.ResourceExhaustedError):
        store.finish(run_id, State.FAILED, "The worker ran out of memory. Try fewer units or a smaller batch size.")
    except ExplorerError as error:
        store.finish(run_id, State.FAILED, str(error))
    except Exception:
        logger.exception("Run %s broke off", run_id)
        store.finish(run_id, State.FAILED, "Training broke off for a reason this program does not know; see its log.")
    finally:
        # Keras keeps every graph it has built until it is told that nobody needs them.
        keras.backend.clear_session()


def outcome(config: RunConfig, trained: Trained) -> tuple[State, str]:
    """The final state of a training, and a sentence about it where there is something to say."""
    if trained.diverged_in is not None:
        used, usual = (KNOBS["learning_rate"].show(rate) for rate in (config.learning_rate, RunConfig().learning_rate))
        return State.DIVERGED, (
            f"The loss grew out of all bounds in epoch {trained.diverged_in}: each correction overshot by more than the "
            f"one before. Lower the learning rate (it was {used}; the article's is {usual})."
        )
    if trained.stopped:
        return State.STOPPED, f"Stopped after epoch {len(trained.history)} of {config.epochs}."
    return State.FINISHED, ""


def to_bytes(network: keras.Sequential) -> bytes:
    """The `.keras` file of a network."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.keras"
        network.save(path)
        return path.read_bytes()


def from_bytes(model: bytes) -> keras.Sequential:
    """The network in a `.keras` file, read in Keras' safe mode (it runs no code from the file)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.keras"
        path.write_bytes(model)
        return keras.models.load_model(path, safe_mode=True)


@lru_cache(maxsize=4)
def examples(dataset: str, vocabulary: int) -> tuple[Examples, Examples]:
    """Training and validation reviews of a data set as multi-hot rows; the sealed test set stays sealed."""
    reviews = corpus.load(dataset)
    training, validation = (
        Examples(corpus.multi_hot(split, vocabulary), split.labels) for split in (reviews.train, reviews.validation)
    )
    return training, validation


def warm_up(dataset: str, progress: corpus.Progress) -> None:
    """Load the reviews and train one tiny network, so that the first real one starts at once."""
    corpus.load(dataset, progress)
    progress(1.0, "Warming up TensorFlow")
    training, validation = examples(dataset, RunConfig().vocabulary)
    train(RunConfig(epochs=1), *(Examples(part.rows[:512], part.labels[:512]) for part in (training, validation)))
    keras.backend.clear_session()
