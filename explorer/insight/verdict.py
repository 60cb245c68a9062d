"""A training history in plain English: did it learn, does it overfit, and what would help?"""

from collections.abc import Sequence

from explorer.history import Epoch, best_epoch

# A network that answers at random is right half of the time; 5 points above that is more than luck with thousands of
# validation reviews (whose standard error is 0.7 points for 5,000).
GUESSING = 0.55
# Below this share of right answers on its own training reviews a network has not yet learned even those: the article's
# 36 networks are all above it after two epochs.
UNDERFITTING = 0.85
# How far the validation loss has to rise above its lowest value before the rise counts as one: it jumps by a few
# per cent from epoch to epoch by chance.
RISE = 1.05
FEWEST_EPOCHS = 3


def verdict(history: Sequence[Epoch]) -> str:
    """What the epochs of a run say about it, in one or two sentences; empty when there are none."""
    best = best_epoch(history)
    if best is None:
        return ""
    last = history[-1]
    if last.accuracy < GUESSING and best.val_accuracy < GUESSING:
        return (
            f"**Nothing learned.** After {_epochs(last.epoch)} it is right about {best.val_accuracy:.0%} of the time, "
            "which a coin flip also manages. Usually the learning rate is far too high or far too low."
        )
    if last.epoch < FEWEST_EPOCHS:
        return (
            f"**Too short to tell.** After {_epochs(last.epoch)} it gets {last.val_accuracy:.1%} of new reviews right; "
            "whether it would go on improving or begin to learn by heart shows only after a few more epochs."
        )
    if last.accuracy < UNDERFITTING:
        return (
            f"**Underfitting.** Even of the reviews it learns from it gets only {last.accuracy:.1%} right, so it has "
            "not yet learned what there is to learn. More epochs, a higher learning rate or less dropout would help."
        )
    lowest = min(history, key=lambda epoch: epoch.val_loss)
    if last.val_loss > lowest.val_loss * RISE:
        return (
            f"**Overfitting since epoch {lowest.epoch + 1}.** From there on it learns its training reviews by heart: "
            f"the training loss goes on falling (to {last.loss:.3f}), while the validation loss, which counts, rises "
            f"from {lowest.val_loss:.3f} to {last.val_loss:.3f}. Stopping after {_epochs(lowest.epoch)} would have been "
            "enough; dropout or fewer units may also help."
        )
    return (
        f"**Learning well.** It gets {best.val_accuracy:.1%} of new reviews right, and the validation loss has not "
        "begun to rise, so it is not learning by heart. A few more epochs may still improve it."
    )


def _epochs(count: int) -> str:
    return "1 epoch" if count == 1 else f"{count} epochs"


def overfitting_since(history: Sequence[Epoch]) -> int | None:
    lowest = min(history, key=lambda epoch: epoch.val_loss, default=None)
    if lowest is None or not history[-1].val_loss > lowest.val_loss * RISE:
        return None
    return lowest.epoch + 1
