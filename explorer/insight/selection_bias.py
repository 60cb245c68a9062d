"""What choosing the best of many by a score does to that score."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SelectionBias:
    """The best of `networks`: its average accuracy on the reviews it was chosen by, and on as many held-out ones."""

    networks: int
    chosen_by: float
    held_out: float

    @property
    def optimism(self) -> float:
        """How much of its score comes from having been chosen by it, as a share."""
        return self.chosen_by - self.held_out
