"""What many networks say about one review, in sentences."""

from collections.abc import Sequence

from explorer.insight.review_poll import Poll, disagreeing_pushes
from explorer.insight.review_reading import Reading
from explorer.store import Run
from explorer.wording.formats import listed, share, side, signed


def summary(poll: Poll) -> str:
    """How many say what, how far they lie apart and who disagrees loudest, in Markdown."""
    lowest, *_, highest = (share(opinion.probability) for opinion in (poll.by_probability[0], *poll.by_probability))
    spread = f"The probability of positive reaches from {lowest} to {highest}."
    odd, count = poll.dissenter, len(poll.opinions)
    name = f"**{odd.run.config.describe()}**, with {share(odd.probability)}"
    if poll.unanimous:
        who = "The only network that could be asked says" if count == 1 else f"All {count} networks say"
        least = f"{spread} The least sure one is {name}." if count > 1 else f"{name}."
        return f"**{who} {side(odd.positive)}.** {least}"
    if poll.positive == poll.negative:
        counts = f"**{_say(poll.positive, True)} and {_say(poll.negative, False)}**: there is no majority."
        return f"{counts} {spread} The loudest against the leader of the leaderboard is {name}."
    most, few = sorted(((poll.positive, True), (poll.negative, False)), reverse=True)
    return f"**{_say(*most)}, {_say(*few)}.** {spread} The loudest dissenter is {name}."


def unreadable(runs: Sequence[Run]) -> str:
    """That the networks of these runs, at least one, are left out."""
    if len(runs) == 1:
        return f"The network of run {runs[0].id} cannot be read, so it is left out: its file is damaged. Train it again."
    return (
        f"The networks of runs {listed([str(run.id) for run in runs])} cannot be read, so they are left out: their files "
        "are damaged. Train them again."
    )


def disagreement(reading: Reading, judge: Reading) -> str:
    """The words by which a network disagrees with the judge, or nothing where there are none.

    It is safe to show as Markdown: no word that a network knows has any of its signs.
    """
    words = disagreeing_pushes(reading, judge)
    if not words:
        return ""
    pushes = ", ".join(
        f"“{push.word}” {signed(push.push, 2)} ({'unknown' if judges is None else signed(judges, 2)})"
        for push, judges in words
    )
    positive = reading.score > 0
    return (
        f"What makes it say {side(positive)}, where the judge above says {side(not positive)}: {pushes}. Each figure is the "
        "word's push here and, in brackets, to the judge."
    )


def _say(number: int, positive: bool) -> str:
    return f"{number} {'says' if number == 1 else 'say'} {side(positive)}"
