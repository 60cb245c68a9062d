"""What choosing the best of many by looking does to its score, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.insight.exam_result import points


@dataclass(frozen=True)
class Peek:
    """The best of `networks`: its average accuracy on the reviews it was chosen by, and on as many that nobody looked at."""

    networks: int
    chosen_by: float
    fresh: float

    @property
    def optimism(self) -> float:
        """How much of its score is the luck of having been chosen, as a share."""
        return self.chosen_by - self.fresh


def lesson(peeks: Sequence[Peek]) -> str:
    """What the simulation shows, in Markdown; `peeks` are of 1, 2 … networks, at least two."""
    one, last = peeks[0], peeks[-1]
    said = (
        f"The best of **{last.networks}** networks gets {last.chosen_by:.1%} of the reviews it was chosen by, and "
        f"{last.fresh:.1%} of those that nobody looked at: its score is **{points(last.optimism)}** too good, although not "
        "a single network was trained on either."
    )
    gained = last.fresh - one.fresh
    if gained > 0:
        return f"{said} Choosing did help, but only by {points(gained)} over a network picked blindly."
    return f"{said} Choosing has gained nothing over a network picked blindly."
