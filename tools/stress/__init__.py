"""A load test: the real app with many visitors at once.

`python -m explorer stress` starts the app on this computer, with a store of its own and no access from outside, and opens it
in many headless browsers (`browser`). The test has two phases (`load`):

1. Visitors: they arrive one after the other, change knobs, press Train, watch until their run has ended, and look at other
   pages. Half of them train the same settings at the same time; some ask for three trainings at once. This measures how long
   pages take while the worker trains, and checks that everybody who waits sees their place in the queue, that the queue was
   fair, and that equal settings were trained once (`ledger`).
2. Endurance: hundreds of small trainings through the app's own queue and thousands of page runs, as fast as possible. This
   measures how the memory of each process grows: the slope of a line through samples after a warm-up, by least squares, and
   the same of the last half, which shows whether it levels off.

It ends when everything is done or when its time is up, and then reports what is missing.
"""

import asyncio
import math
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from explorer.store import Store
from tools import bench
from tools.stress.app import App
from tools.stress.ledger import Ledger, overtaken
from tools.stress.load import OTHER_PAGES, Load, Plan, Sample, Watched

QUICK = Plan(sessions=3, trainings=6, reruns=20)
TRAININGS, PAGE_RUNS = 100, 1_000
"""The units in which growth is given. The first unit is left out, because allocators and caches are still filling."""
SHORT_WARM_UP = 0.2
"""The share that is left out instead of an endurance phase of less than two units."""
PROCESSES = {"app": PAGE_RUNS, "scheduler": TRAININGS, "worker": TRAININGS}


def run(plan: Plan) -> dict:
    """Put the app under load.

    Returns:
        The results by name; times in seconds, memory in megabytes.

    Raises:
        ExplorerError: the app or its worker does not start.
    """
    began = time.monotonic()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, App(Path(folder)) as app:
        ledger = Ledger(app.store_url)
        load = Load(app, ledger, plan)
        asyncio.run(load.run())
        return results(load, ledger, Store(app.store_url)) | {"seconds": time.monotonic() - began}


def results(load: Load, ledger: Ledger, store: Store) -> dict:
    """What the visitors experienced, by name."""
    plan, requests = load.plan, ledger.requests()
    training = [response for response in load.responses if response.training]
    pages = {page: [one.seconds for one in training if one.page == page] for page in ("Train", *OTHER_PAGES)}
    errors = sorted({error for browser in load.browsers for error in browser.errors})
    violations = overtaken(requests)
    return {
        "machine": bench.machine(),
        "sessions": plan.sessions,
        "pages": {page: _times(seconds) for page, seconds in pages.items()},
        "all_pages": _times([response.seconds for response in training]),
        "refreshes": _times([seconds for browser in load.browsers for seconds in browser.refreshes]),
        "queue_position": _positions(load.watched, store),
        "ends_seen": sum(watched.end_shown for watched in load.watched),
        "turns": {"trained": len({request.started for request in requests}), "violations": violations},
        "shared": {"people": len(range(0, plan.sessions, 2)), "trainings": len(store.runs(config=plan.shared))},
        "memory": [line for name, per in PROCESSES.items() if (line := growth(load.samples, name, per))],
        "errors": [*load.faults, *errors],
        "not_done": not_done(load),
    }


def broken(result: dict) -> list[str]:
    """The promises that the `result` of `run` breaks, as sentences. What there was no time for breaks none."""
    position = result["queue_position"]
    promises = (
        (position["shown"] == position["waited"], "Somebody who had to wait did not see their place in the queue."),
        (not result["turns"]["violations"], "Somebody waited while another person had two turns."),
        (result["shared"]["trainings"] <= 1, "The same settings, asked for by many at once, were trained more than once."),
        (not result["errors"], "There were errors."),
    )
    return [sentence for held, sentence in promises if not held]


def growth(samples: Sequence[Sample], process: str, per: int) -> dict | None:
    """How the memory of a process grew.

    Args:
        samples: the memory during the endurance phase.
        process: a key of `Sample.memory`.
        per: the unit of the slope, `PAGE_RUNS` or `TRAININGS`.

    Returns:
        The slope after the warm-up and in the last half, each None if there are too few samples for a line, and the memory
        at the start, after the warm-up and at the end, in megabytes. None if there are no samples.
    """
    what = "page runs" if per == PAGE_RUNS else "trainings"
    points = [
        (sample.page_runs if per == PAGE_RUNS else sample.trainings, sample.memory[process])
        for sample in samples
        if process in sample.memory
    ]
    if not points:
        return None
    last = max(count for count, _ in points)
    warm = [point for point in points if point[0] >= (per if last >= 2 * per else SHORT_WARM_UP * last)]
    late = [point for point in points if point[0] >= last / 2]
    ends = {"start": points[0][1], "warm": warm[0][1], "end": points[-1][1]}
    return {
        "process": process,
        "per": f"{per:,} {what}",
        "of": last,
        "slope": _slope(warm, per),
        "late": _slope(late, per),
    } | ends


def _slope(points: Sequence[tuple[int, float]], per: int) -> float | None:
    if len({count for count, _ in points}) < 3:
        return None
    return statistics.linear_regression(*zip(*points)).slope * per


def not_done(load: Load) -> list[str]:
    """What there was no time for, as sentences."""
    plan = load.plan
    parts = (
        (load.visits_done, plan.sessions, "people did all that they wanted"),
        (load.trainings, plan.trainings, "small trainings were done"),
        (load.page_runs, plan.reruns, "page runs were done"),
    )
    return [f"{done:,} of {planned:,} {what}." for done, planned, what in parts if done < planned]


def _positions(watched: Sequence[Watched], store: Store) -> dict:
    runs = {run.id: run for run in store.runs(ids=[one.run_id for one in watched if one.run_id])}
    # Whoever has to wait should see so on the first page that shows their run.
    waited = [one for one in watched if one.run_id in runs and (runs[one.run_id].started or math.inf) > one.drawn]
    return {"waited": len(waited), "shown": sum(one.position_shown for one in waited)}


def _times(seconds: Sequence[float]) -> dict | None:
    """Count, median and 95th percentile, or None if there are no times."""
    if not seconds:
        return None
    ordered = sorted(seconds)
    ninety_fifth = ordered[math.ceil(0.95 * len(ordered)) - 1]
    return {"count": len(ordered), "median": statistics.median(ordered), "p95": ninety_fifth}


def in_words(result: dict) -> str:
    """The result of `run` as two small tables and some sentences."""
    rows = {**result["pages"], "All pages": result["all_pages"], "Timed refreshes of a part": result["refreshes"]}
    lines = [
        f"{result['sessions']} people at once · {result['seconds'] / 60:.1f} minutes · {result['machine']}",
        "",
        f"{'While the worker trains, in seconds':36}{'how many':>10}{'median':>9}{'95 %':>9}",
    ]
    lines += [
        f"{name:36}{times['count']:>10,}{times['median']:>9.2f}{times['p95']:>9.2f}" for name, times in rows.items() if times
    ]
    position, shared, turns = result["queue_position"], result["shared"], result["turns"]
    lines += [
        "",
        f"Their place in the queue was shown to {position['shown']} of {position['waited']} who had to wait.",
        f"The end of their run was seen by {result['ends_seen']} of {result['sessions']}.",
        f"The same settings, asked for by {shared['people']} people, were trained {_times_over(shared['trainings'])}.",
        f"The order of {turns['trained']:,} turns: {'held' if not turns['violations'] else 'violated'}.",
        *turns["violations"],
        "",
        f"{'Memory, in MB':18}{'start':>9}{'end':>9}{'growth':>10}{'last half':>11}",
    ]
    lines += [
        f"{line['process'].capitalize():18}{line['start']:>9,.0f}{line['end']:>9,.0f}{_signed(line['slope']):>10}"
        f"{_signed(line['late']):>11} per {line['per']} ({line['of']:,} in all)"
        for line in result["memory"]
    ]
    ends = (
        ("Errors:", result["errors"]),
        ("What was promised and did not hold:", broken(result)),
        ("The time was too short for all of it:", result["not_done"]),
    )
    for title, texts in ends:
        lines += ["", title, *texts] if texts else []
    return "\n".join(lines)


def _signed(slope: float | None) -> str:
    return "–" if slope is None else f"{slope:+.1f}"


def _times_over(count: int) -> str:
    return {0: "never", 1: "once"}.get(count, f"{count} times")
