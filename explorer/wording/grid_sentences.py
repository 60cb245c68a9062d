"""A grid of one's own in sentences: how many networks it has, how many are still to train, and what stays as it is."""

from explorer.config import KNOBS, RunConfig
from explorer.grid import GRID_KNOBS, Values, networks
from explorer.wording.formats import count


def product(values: Values, repeats: int) -> str:
    """How many networks a grid has, and why: “Activation (2) × Hidden units (3) = 6 networks”."""
    factors = [f"{KNOBS[name].label} ({len(several)})" for name, several in values.items()]
    factors += [f"{repeats} repeats"] if repeats > 1 else []
    return f"{' × '.join(factors)} = {count(networks(values, repeats), 'network')}"


def still_to_train(total: int, missing: int, time: str) -> str:
    """How much of a grid is missing, after `product`.

    Args:
        total: Its networks.
        missing: Those of them that have no run on the leaderboard.
        time: How long these take, in words.
    """
    if not missing:
        return "All of them are trained already." if total > 1 else "It is trained already."
    # Hidden runs do not count: they have been trained, too, so it says nothing of that.
    return f"{f'{missing:,}' if missing < total else 'All'} of them still to train · {time}"


def too_many(missing: int, most: int) -> str:
    """That a grid is beyond what one visitor may ask for."""
    return (
        f"{missing:,} networks are still to train, but at most {most:,} can wait or train at a time for one person. Choose "
        "fewer values."
    )


def everything_else(values: Values, others: RunConfig) -> str:
    """How the knobs stand that a grid does not vary."""
    stand = {name: getattr(others, name) for name in GRID_KNOBS if name not in values}
    turned = [KNOBS[name].phrase(value) for name, value in stand.items() if value != KNOBS[name].default]
    if not turned:
        return "Everything else stands as in the sidebar: as in the article."
    return f"Everything else stands as in the sidebar: {', '.join(turned)}, and otherwise as in the article."
