"""A search for good settings, in sentences: what it looks for, how far it is, and what came of it."""

from collections.abc import Sequence

from explorer.config import KNOBS
from explorer.insight.ranking import without_seed
from explorer.insight.search_result import Against, SearchResult
from explorer.scheduling.search_space import NEVER_MOVE, Space
from explorer.scheduling.successive_halving import Outcome, Trial, planned_epochs, tried
from explorer.store import Baseline, Search, SearchState
from explorer.wording.comparison_sentences import distinct_names
from explorer.wording.formats import accuracy_with_margin, count, duration, listed, points


def looks_for(space: Space) -> str:
    """Which knobs move, and which of the others are not as usual."""
    moving = listed([KNOBS[name].noun for name in space.vary])
    return f"What moves: {moving}. {stays(space)}".rstrip()


def stays(space: Space) -> str:
    """What all settings of a search have in common; empty if that is nothing."""
    values = [
        knob.phrase(getattr(space.base, name)) for name, knob in KNOBS.items() if name not in (*space.vary, *NEVER_MOVE)
    ]
    return f"What stays: {listed(values)}." if values else ""


def now(search: Search, trials: Sequence[Trial]) -> str:
    """What a search is doing, or how it ended."""
    ended = [trial for trial in trials if trial.outcome in (Outcome.ENDED, Outcome.FAILED)]
    so_far = f"{count(len(tried(ended)), 'setting')} tried in {duration(search.seconds)}"
    if search.state == SearchState.FAILED:
        return f"Broken off after {so_far}: {search.message}"
    if search.state == SearchState.STOPPED:
        who = f" {search.message}" if search.message else ""
        return f"Stopped after {so_far}.{who} Nothing is lost: it can go on from here."
    if search.state == SearchState.FINISHED:
        return f"Done: {so_far}."
    active = [trial for trial in trials if trial.outcome == Outcome.ACTIVE]
    if active and active[0].bracket is None:
        return f"{so_far} · repeating the best few, {len(active)} to go"
    return f"{so_far} · {count(len(active), 'network')} of this round to go"


def filled(search: Search, trials: Sequence[Trial]) -> float:
    """How much of its work or its time is behind a search, from 0 to 1."""
    if search.state == SearchState.FINISHED:
        return 1.0
    if search.budget.networks is not None:
        epochs = sum(trial.config.epochs for trial in trials if trial.outcome in (Outcome.ENDED, Outcome.FAILED))
        part = next((trial.part for trial in trials if trial.part), None)
        return min(1.0, epochs / planned_epochs(search.budget.networks, search.space.base.epochs, part))
    return min(1.0, search.seconds / (search.budget.seconds or 1.0))


def headline(result: SearchResult) -> str:
    """Who has won, with its interval; or that nobody has."""
    accuracy = accuracy_with_margin(result.best.estimate, result.best.half_width)
    if result.winner is None:
        return f"No winner: the best, at {accuracy}, does not beat a logistic regression"
    return f"The winner gets {accuracy}"


def beats_baseline(result: SearchResult, baseline: Baseline | None) -> str:
    """How the best of a search does against the logistic regression on the same input, in Markdown."""
    if baseline is None or result.against == Against.UNKNOWN:
        return "How a logistic regression does on this input has not been measured."
    difference = points(abs(result.best.estimate - baseline.accuracy), 2)
    regression = f"a **logistic regression** on the same input, which gets {baseline.accuracy:.2%}"
    if result.against == Against.AHEAD:
        return f"It beats {regression}, by {difference}: more than the luck of the seed."
    if result.against == Against.BEHIND:
        return f"It is {difference} behind {regression}. So this search has found nothing that is worth its trouble."
    return f"It cannot be told from {regression}. A winner that does not beat it is none."


def band(result: SearchResult) -> str:
    """What the figures of the finalists rest on, and how many of these share the first place, in Markdown."""
    fresh = (
        f"Only {count(result.best.repeats, 'repeat')} with seeds that the search had not used count here: what was in front "
        "in the search was also lucky."
    )
    finalists = len(result.finalists)
    if finalists == 1:
        return fresh
    if result.tied == 1:
        return f"{fresh} **The first of the best {finalists} is ahead of the others by more than luck explains.**"
    shared = f"All of the best {finalists}" if result.tied == finalists else f"{result.tied} of the best {finalists}"
    return f"{fresh} **{shared} share first place**: luck alone could have put them in this order."


def leader(trial: Trial) -> str:
    """A setting that is in front, in Markdown."""
    return f"**{trial.accuracy or 0.0:.2%}** · {without_seed(trial.trained).describe()}"


def other_finalists(result: SearchResult) -> list[str]:
    """For each finalist but the first, its accuracy and what is different about it."""
    _, *names = distinct_names([setting.config for setting in result.finalists])
    return [
        f"{accuracy_with_margin(one.estimate, one.half_width)}{' (shares first place)' if one.tied else ''}: {name}"
        for one, name in zip(result.finalists[1:], names)
    ]
