"""What a worker does: take runs from the store, train them, and write down what happened."""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

from explorer import corpus
from explorer.config import KNOBS, InputFormat, RunConfig
from explorer.errors import ExplorerError, StoreError, for_visitors
from explorer.garbage_collection import keep_loaded
from explorer.history import Epoch
from explorer.scheduling.fair_queue import MAX_SHARED_NETWORKS
from explorer.store import Run, State, Store, open_store
from explorer.training.baseline import measure
from explorer.training.checkpoint import Checkpoint
from explorer.training.epoch_batches import Examples
from explorer.training.keras_backend import tf
from explorer.training.trainer import TrainingResult, clear_cached_models, train

logger = logging.getLogger(__name__)

RETRY_TIMEOUT_SECONDS, RETRY_INTERVAL_SECONDS = 60, 1
REHEARSED_REVIEWS = 512
"""One batch. It compiles all that a whole epoch does, in two thirds of the processor time."""

# A worker may have several threads, but one training keeps all cores busy, and Keras has a single global state.
training_lock = threading.Lock()


def run(run_ids: Sequence[int], store_url: str) -> None:
    """Train runs of the store at `store_url` together. Whatever happens is written to the store.

    Args:
        run_ids: Runs with the same reviews and `fusion_key`. Those that were stopped while they waited are left alone.
        store_url: The address of the store.

    Raises:
        StoreError: the store could not be used for `RETRY_TIMEOUT_SECONDS`.
    """
    with training_lock:
        _run(run_ids, retry(open_store, store_url))


def _run(run_ids: Sequence[int], store: Store) -> None:
    begun = retry(store.begin, run_ids)
    if not begun:
        return
    try:
        checkpoints = _checkpoints(store, begun)
    except ValueError as error:
        logger.warning("Runs %s begin anew, because what was kept of them is damaged: %s", run_ids, error)
        retry(store.drop_checkpoints, run_ids)
        begun, checkpoints = retry(store.begin, run_ids), {}
    # If this worker is considered lost and another one begins these runs again, writes with the old start are ignored.
    since = begun[0].started if begun else None
    try:
        closed = _close_trained(store, begun, checkpoints, since)
        left = [run for run in begun if run.id not in closed]
        if left:
            _train(store, left, [checkpoints[run.id] for run in left if run.id in checkpoints], since)
    except StoreError:
        # It cannot be written to the store, so Dask passes it to whoever waits for the runs.
        raise
    except (MemoryError, tf.errors.ResourceExhaustedError):
        clear_cached_models()
        sentence = "The worker ran out of memory. Try fewer units or a smaller batch size."
        retry(store.finish, run_ids, State.FAILED, sentence, None, since)
    except ExplorerError as error:
        retry(store.finish, run_ids, State.FAILED, for_visitors(error), None, since)
    except Exception:
        logger.exception("Runs %s broke off", run_ids)
        sentence = "Training broke off for a reason this program does not know; see its log."
        retry(store.finish, run_ids, State.FAILED, sentence, None, since)


def _train(store: Store, begun: Sequence[Run], checkpoints: Sequence[Checkpoint], since: float | None) -> None:
    """Train runs to their ends, or until the batch is interrupted for another one."""
    ids, form = [run.id for run in begun], begun[0].config.input_format

    def report(epochs: Mapping[int, Epoch]) -> list[int]:
        retry(store.add_epochs, {ids[number]: epoch for number, epoch in epochs.items()}, since)
        stop_requested = retry(store.stop_requested, ids, since)
        return [number for number in epochs if ids[number] in stop_requested]

    def finish(number: int, result: TrainingResult) -> None:
        _close(store, begun[number], result, since)

    def interrupt() -> bool:
        return retry(store.gives_way, ids, since)

    configs, (training, validation) = [run.config for run in begun], examples(begun[0].dataset, form)
    # Those of a whole grid would take longer to write than they are likely to save.
    keep = len(begun) <= MAX_SHARED_NETWORKS and not any(run.is_trial for run in begun)
    with ThreadPoolExecutor(1) as beside:
        # While TensorFlow traces, which takes a second on one core: after the training, whoever waits for that would wait
        # for this as well. A search reads the reviews in many ways, most of which it drops again.
        is_search = all(run.is_trial for run in begun)
        baseline = None if is_search else beside.submit(ensure_baseline, store, begun[0].dataset, form)
        results = train(configs, training, validation, report, finish, interrupt, checkpoints, keep)
        kept = ((run_id, result.checkpoint) for run_id, result in zip(ids, results) if not result.ended)
        interrupted = {run_id: checkpoint for run_id, checkpoint in kept if checkpoint}
        for run_id, one in interrupted.items():
            retry(store.keep_checkpoint, run_id, len(one.history), one.to_bytes(), since)
        if interrupted:
            retry(store.put_back, [*interrupted], since)
    if baseline:
        baseline.result()


def _close(store: Store, run: Run, result: TrainingResult, since: float | None) -> None:
    """Write down how a run has ended, with its network."""
    state, message = outcome(result)
    model = None if run.is_trial else result.file()
    checkpoint = (len(result.history), result.checkpoint.to_bytes()) if result.checkpoint else None
    retry(store.finish, [run.id], state, message, model, since, checkpoint)


def _checkpoints(store: Store, begun: Sequence[Run]) -> dict[int, Checkpoint]:
    """What those of the runs go on from that were interrupted, by run id.

    Raises:
        ValueError: what was kept is of another network, or damaged.
    """
    if not (interrupted := [run.id for run in begun if run.resumed_from]):
        return {}
    kept = retry(store.checkpoints, interrupted)
    histories = retry(store.histories, [*kept])
    return {run.id: Checkpoint.from_bytes(run.config, histories[run.id], kept[run.id]) for run in begun if run.id in kept}


def _close_trained(
    store: Store, begun: Sequence[Run], checkpoints: Mapping[int, Checkpoint], since: float | None
) -> set[int]:
    """Close the runs that have nothing left to train with the networks that were kept of them; their ids.

    They were stopped after they had been interrupted, or begin with all of their epochs.
    """
    stopped = retry(store.stop_requested, [*checkpoints], since) if checkpoints else set()
    closed = set()
    for run in begun:
        kept = checkpoints.get(run.id)
        if kept and (run.id in stopped or len(kept.history) >= run.config.epochs):
            _close(store, run, TrainingResult.of(run.config, kept, run.id in stopped), since)
            closed.add(run.id)
    return closed


def retry(use: Callable, *arguments: Any) -> Any:
    """Call `use`, a function of the store, again while the store is unavailable: locked, full, or being restarted.

    Raises:
        StoreError: it was unavailable for `RETRY_TIMEOUT_SECONDS`.
    """
    end = time.monotonic() + RETRY_TIMEOUT_SECONDS
    while True:
        try:
            return use(*arguments)
        except StoreError as error:
            if time.monotonic() > end:
                raise
            logger.warning("Waiting for the store: %s", error)
            time.sleep(RETRY_INTERVAL_SECONDS)


def ensure_baseline(store: Store, dataset: str, form: InputFormat) -> None:
    """Measure the baseline of a data set for networks that read `form`, if the store has none."""
    if retry(store.baseline, dataset, form) is None:
        retry(store.set_baseline, dataset, form, measure(*examples(dataset, form), form.counting))


def outcome(result: TrainingResult) -> tuple[State, str]:
    """The final state of a run, and a sentence about it if there is something to say."""
    if result.diverged_in is not None:
        used, usual = (
            KNOBS["learning_rate"].show(rate) for rate in (result.config.learning_rate, RunConfig().learning_rate)
        )
        return State.DIVERGED, (
            f"The loss blew up in epoch {result.diverged_in}, because the corrections were too large. Lower the learning "
            f"rate (it was {used}; the article's is {usual})."
        )
    if result.stopped:
        return State.STOPPED, f"Stopped after epoch {len(result.history)} of {result.config.epochs}."
    return State.FINISHED, ""


@lru_cache(maxsize=4)
def examples(dataset: str, form: InputFormat) -> tuple[Examples, Examples]:
    """Training and validation reviews of a data set as rows; the test set stays sealed."""
    reviews, vectorizer = corpus.load(dataset), corpus.vectorizer(dataset, form)
    training, validation = (Examples(vectorizer.rows(split), split.labels) for split in (reviews.train, reviews.validation))
    return training, validation


def warm_up(dataset: str, store_url: str, progress: corpus.Progress, rehearse: bool = True) -> None:
    """Load the reviews and train the default network on some of them, so that the next training starts at once.

    Args:
        dataset: The source of the reviews.
        store_url: The address of the store, which gets a baseline if it has none yet.
        progress: Called with the share that is done and a sentence.
        rehearse: Whether to train; without, the reviews are loaded and nothing else.
    """
    corpus.load(dataset, progress)
    progress(1.0, "Warming up TensorFlow")
    form = RunConfig().input_format
    training, validation = examples(dataset, form)
    if rehearse:
        some, others = (
            Examples(one.rows[:REHEARSED_REVIEWS], one.labels[:REHEARSED_REVIEWS]) for one in (training, validation)
        )
        train([RunConfig(epochs=1)], some, others)
        ensure_baseline(retry(open_store, store_url), dataset, form)
    keep_loaded()
