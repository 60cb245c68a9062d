"""What many networks say about one review, in sentences."""

from collections.abc import Sequence

from explorer.insight.review_poll import Poll, disagreeing_pushes
from explorer.insight.review_reading import Reading
from explorer.store import Run
from explorer.wording.classes import FILM_REVIEWS, Classes
from explorer.wording.formats import listed, share, signed
from explorer.wording.review_sentences import quoted


def summary(poll: Poll, classes: Classes = FILM_REVIEWS) -> str:
    """How many say what, how far they lie apart and who disagrees loudest, in Markdown."""
    lowest, *_, highest = (share(opinion.probability) for opinion in (poll.by_probability[0], *poll.by_probability))
    spread = f"The probabilities that they give “{classes.names[1]}” reach from {lowest} to {highest}."
    odd, count = poll.dissenter, len(poll.opinions)
    name = f"**{odd.run.config.describe()}**, with {share(odd.probability)}"
    if poll.unanimous:
        who = "The only network that could be asked says" if count == 1 else f"All {count} networks say"
        least = f"{spread} The least sure is {name}." if count > 1 else f"It is {name}."
        return f"**{who} {classes.side(odd.positive)}.** {least}"
    if poll.positive == poll.negative:
        counts = f"**{_say(poll.positive, 1, classes)} and {_say(poll.negative, 0, classes)}**: there is no majority."
        return f"{counts} {spread} The one that disagrees most with the leader of the leaderboard is {name}."
    most, few = sorted(((poll.positive, 1), (poll.negative, 0)), reverse=True)
    return f"**{_say(*most, classes)}, {_say(*few, classes)}.** {spread} The one that disagrees most is {name}."


def unreadable(runs: Sequence[Run]) -> str:
    """That the networks of these runs, at least one, are left out."""
    if len(runs) == 1:
        return f"The network of run {runs[0].id} cannot be read, so it is left out: its file is damaged. Train it again."
    return (
        f"The networks of runs {listed([str(run.id) for run in runs])} cannot be read, so they are left out: their files "
        "are damaged. Train them again."
    )


def disagreement(reading: Reading, judge: Reading, classes: Classes = FILM_REVIEWS) -> str:
    """The words by which a network disagrees with the judge, or nothing where there are none."""
    words = disagreeing_pushes(reading, judge)
    if not words:
        return ""
    pushes = ", ".join(
        f"{quoted(push.word)} {signed(push.push, 2)} ({'not known' if judges is None else signed(judges, 2)})"
        for push, judges in words
    )
    return (
        f"The judge above says {classes.side(reading.score <= 0)}. The words that set the two apart most: {pushes}. First "
        "comes the push that a word has here and then, in brackets, the one that it has for the judge."
    )


def _say(number: int, label: int, classes: Classes) -> str:
    return f"{number} {'says' if number == 1 else 'say'} {classes.side(label)}"
