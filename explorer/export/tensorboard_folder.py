"""All runs for TensorBoard: a folder of each, with its figures of every epoch as scalars, and its settings as HParams.

What TensorBoard reads are records of Protocol Buffers. Its own package writes them here, without TensorFlow.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.plugins.hparams import api_pb2, metadata, summary_v2
from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData, SessionEndInfo
from tensorboard.summary.writer.record_writer import RecordWriter

from explorer.export.experiments import BEST, FIGURES, Experiment
from explorer.export.replacing import replacing
from explorer.store import State

FILE = "events.out.tfevents.0.sentiment-explorer"
"""TensorBoard takes every file with `tfevents` in its name. With one name, a run is never there twice."""
OUTCOMES = {
    State.FINISHED: api_pb2.STATUS_SUCCESS,
    State.STOPPED: api_pb2.STATUS_UNKNOWN,
    State.DIVERGED: api_pb2.STATUS_FAILURE,
    State.FAILED: api_pb2.STATUS_FAILURE,
}


def write(experiments: Iterable[Experiment], folder: Path) -> int:
    """Write all runs into a folder that TensorBoard opens. What was written there before is replaced.

    Returns:
        How many runs were there already.

    Raises:
        OSError: they cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # By its fingerprint: in another store, the same run has another number.
    known = {path.parent.name.rpartition("-")[2]: path for path in folder.glob(f"run-*/{FILE}")}
    before = 0
    for one in experiments:
        path = known.get(one.fingerprint, folder / f"run-{one.run.id}-{one.fingerprint}" / FILE)
        before += one.fingerprint in known
        path.parent.mkdir(exist_ok=True)
        with replacing(path) as unfinished, unfinished.open("wb") as file:
            records = RecordWriter(file)
            for event in _events(one):
                records.write(event.SerializeToString())
    return before


def _events(one: Experiment) -> Iterator[Event]:
    run = one.run
    began = run.started if run.started is not None else run.created
    yield Event(wall_time=began, file_version="brain.Event:2")
    facts = {name: value for name, value in one.facts().items() if name in ("dataset", "dataset_label", "repeats", "state")}
    # A trial of a search is none of the repeats that count.
    values = run.config.to_dict() | facts | {"run": run.id, "is_trial": run.is_trial, "hidden": run.hidden}
    yield Event(wall_time=began, summary=summary_v2.hparams_pb(values, one.fingerprint, began))
    now = began
    for epoch in one.epochs:
        now += epoch.seconds
        scalars = [Summary.Value(tag=f"epoch/{name}", simple_value=getattr(epoch, name)) for name in FIGURES]
        yield Event(wall_time=now, step=epoch.epoch, summary=Summary(value=scalars))
    if run.best:
        # TensorBoard goes by the alphabet, and curves come first.
        best = [Summary.Value(tag=f"the_best/{name}", simple_value=getattr(run.best, name)) for name in BEST]
        yield Event(wall_time=now, step=run.best.epoch, summary=Summary(value=best))
    ended = run.finished if run.finished is not None else now
    yield Event(wall_time=ended, summary=_end(SessionEndInfo(status=OUTCOMES[run.state], end_time_secs=ended)))


def _end(info: SessionEndInfo) -> Summary:
    about = metadata.create_summary_metadata(HParamsPluginData(session_end_info=info))
    return Summary(value=[Summary.Value(tag=metadata.SESSION_END_INFO_TAG, tensor=metadata.NULL_TENSOR, metadata=about)])
