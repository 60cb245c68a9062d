"""The learning curve of a run's setting: one click trains what is missing of it, and it fills in while that trains."""

from collections.abc import Sequence

import streamlit as st

from explorer import corpus
from explorer.config import RunConfig
from explorer.errors import CorpusError
from explorer.insight.learning_curve import FREE, LearningCurve, learning_curve, missing, sizes
from explorer.store import Run, State
from explorer.ui import balance, faults, pictures, progress, refresh, services, stopping, visitor
from explorer.ui.pages.train.learning_curve_chart import curve_chart
from explorer.ui.session import session
from explorer.wording import learning_curve_sentences, time_sentences
from explorer.wording.formats import duration

REFRESH_SECONDS = 1.0
# A single point is no curve.
DRAWN = 2


@faults.shown()
def draw(run: Run) -> None:
    """The curve of the setting of `run`, which has ended, as far as it is trained, and the button that trains the rest."""
    try:
        source = corpus.get_source(run.dataset)
    except CorpusError:
        # The program no longer has these reviews. The verdict says so.
        return
    available, validation = source.train, source.validation
    st.header("Learning curve", divider="gray")
    if refusal := learning_curve_sentences.refusal(available, run.state == State.DIVERGED):
        st.markdown(refusal)
        return
    runs = _runs(run)
    if active := [one.id for one in runs if one.active]:
        refresh.watch(_live, run, available, validation, active, quickest=REFRESH_SECONDS)
    else:
        curve, configs = learning_curve(run.config, runs, available, validation), missing(run.config, runs, available)
        _curve(run, curve, available, whole=not configs)
        _offer(run, curve, configs, available)


def _runs(run: Run) -> list[Run]:
    """The runs that are parts of the same curve."""
    return services.store().runs(dataset=run.dataset, config=run.config, free=FREE)


@faults.shown()
def _live(run: Run, available: int, validation: int, active: Sequence[int]) -> None:
    """The curve while these runs of it train; once all have ended, the whole page is drawn again."""
    runs = _runs(run)
    theirs = [one for one in runs if one.id in active]
    training = [one for one in theirs if one.active]
    if not training:
        st.rerun()
    curve = learning_curve(run.config, runs, available, validation)
    _curve(run, curve, available, whole=False)
    far = progress.of_runs(theirs)
    if any(one.state == State.RUNNING for one in training):
        done = sum(len(point.runs) for point in curve.points)
        doing = learning_curve_sentences.trained_so_far(done, done + len(training))
    else:
        doing = progress.waiting(services.cluster().status)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(far.filled, f"{doing} · {time_sentences.left(far)}")
        active_ids = [one.id for one in training]
        stopping.button(active_ids, "Stop these", "stop_curve", "What is trained already stays in the curve.")


def _curve(run: Run, curve: LearningCurve, available: int, whole: bool) -> None:
    """The picture and what it says, or will say once it is `whole`; what it would be while there is nothing to draw."""
    if len(curve.points) < DRAWN:
        st.markdown(learning_curve_sentences.introduction(available))
        if curve.diverged:
            st.markdown(learning_curve_sentences.diverged(curve))
        return
    baseline = services.store().baseline(run.dataset, run.config.input_format)
    values = [min(size, available) for size in sizes(available)]
    pictures.show(
        curve_chart(curve, (*values, 2 * values[-1]), baseline.accuracy if baseline else None),
        key="learning_curve",
        title=f"The learning curve of run {run.id}",
        of=run,
        alt="Validation accuracy by the number of reviews learned from, with its 95% interval, and what twice as many "
        "would bring. The figures are below.",
    )
    st.caption(f"{learning_curve_sentences.reading(curve)}{balance.yardstick(run.dataset)}")
    for sentence in learning_curve_sentences.told(curve, whole):
        st.markdown(sentence)
    validation = corpus.get_source(run.dataset).validation
    with st.expander("How do you know?", icon=":material/receipt_long:", key="curve_receipts"):
        st.markdown(learning_curve_sentences.table(curve))
        st.markdown("\n".join(f"- {sentence}" for sentence in learning_curve_sentences.receipts(curve, validation)))


def _offer(run: Run, curve: LearningCurve, configs: Sequence[RunConfig], available: int) -> None:
    """The button that trains what is missing of the curve, or the sentence that refuses it."""
    if not configs:
        return
    most = services.cluster().limits.queued_by_one
    if len(configs) > most:
        st.error(learning_curve_sentences.too_many(len(configs), most), icon=":material/error:")
        return
    seconds = services.cluster().clock.forecast(configs, run.dataset, session.visitor).seconds
    st.button(
        learning_curve_sentences.button(len(configs), duration(seconds), len(curve.points) < DRAWN),
        icon=":material/trending_up:",
        key="train_curve",
        on_click=_train,
        args=(run, available),
    )


@faults.remembered()
def _train(run: Run, available: int) -> None:
    # Look again: somebody else may have asked for some of them since the page was drawn.
    visitor.submit(missing(run.config, _runs(run), available), run.dataset)
