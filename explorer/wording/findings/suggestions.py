"""What to try next, what came of it elsewhere, and what here has shown already."""

from collections.abc import Iterator
from dataclasses import replace

from explorer.config import KNOBS, RunConfig
from explorer.insight.verdict import Kind, Verdict, advice, evidence
from explorer.insight.verdict.advice import Move
from explorer.insight.verdict.evidence import Record
from explorer.insight.verdict.tried import Tried
from explorer.store import Run
from explorer.wording.findings.finding import Suggestion, another_seed, points
from explorer.wording.formats import accuracy, apart

MOST = 2
"""More ways forward are no advice."""


def after(config: RunConfig, verdict: Verdict, tried: Tried) -> Iterator[tuple[tuple[Suggestion, ...], tuple[str, ...]]]:
    """For each finding of a verdict, the suggestions, best first, and sentences on those that were trained already.

    Each change is suggested once, where it comes first.
    """
    used: set[Move] = set()
    for kind in verdict.kinds:
        offered: list[Suggestion] = []
        known: list[str] = []
        for move, record in _useful(kind):
            changes = advice.change(move, config)
            if move in used or not changes or not advice.fits(move, config, verdict.course):
                continue
            if len(offered) + len(known) == MOST:
                break
            used.add(move)
            [(name, value)] = changes.items()
            phrase = KNOBS[name].phrase(value)
            if run := tried.by(replace(config, **changes)):
                known.append(_known(phrase, run, verdict))
            else:
                offered.append(Suggestion(f"Try {phrase}", changes, _record(record)))
        yield tuple(offered), tuple(known)


def closing(reviews: int) -> str:
    """What to say where there is nothing left to suggest, of accuracies on so many validation reviews."""
    return f"I have no better idea. What is left is luck: {another_seed(reviews)}."


def _useful(kind: Kind) -> list[tuple[Move, Record]]:
    """The moves that helped on average after that finding, best first."""
    found = [(move, evidence.records().get((kind, move))) for move in advice.MOVES[kind]]
    useful = [(move, record) for move, record in found if record and record.useful]
    return sorted(useful, key=lambda pair: -pair[1].gain)


def _record(record: Record) -> str:
    return (
        f"Helped in {record.helped} of {record.of} runs with this verdict: on average over all, accuracy rose by "
        f"{points(record.gain)}."
    )


def _known(phrase: str, run: Run, verdict: Verdict) -> str:
    """What a run shows that had the change already."""
    tried = f"{phrase[0].upper()}{phrase[1:]} was tried: run {run.id} got"
    if run.best is None:
        return f"{tried} no network at all."
    best = f"{accuracy(run.best.val_accuracy)} of new reviews right"
    if verdict.course is None:
        return f"{tried} {best}."
    difference = apart(run.best.val_accuracy, verdict.course.kept.val_accuracy)
    if not difference:
        return f"{tried} {best}, just as this one."
    return f"{tried} {best}, {points(difference)} {'more' if difference > 0 else 'less'}."
