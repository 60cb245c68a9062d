"""What the network of some settings consists of, in figures and in words."""

from itertools import pairwise

from explorer.config import FIRST_UNITS, KNOBS, RunConfig


def weights(config: RunConfig) -> list[int]:
    """How many weights each layer has, first to last: one for each unit and number that it reads, and a bias a unit."""
    return [(below + 1) * width for below, width in pairwise(config.widths)]


def in_words(config: RunConfig, reviews: int) -> str:
    """The network and what happens to it while it learns from that many reviews, in three sentences."""
    hidden = "the last unit takes them from there"
    if config.layers:
        layers = "a hidden layer" if config.layers == 1 else f"{config.layers} hidden layers"
        each = "" if config.layers == 1 else " each"
        activation = KNOBS["activation"].show(config.activation)
        hidden = f"{layers} of {config.units} units{each}, bent by **{activation}**, combine what those found"
    corrections = -(-reviews // config.batch_size) * config.epochs
    count = "once" if corrections == 1 else f"{corrections:,} times"
    return (
        f"A review comes in as {config.vocabulary:,} switches, one for each word it may hold. "
        f"**{FIRST_UNITS} units** read them; {hidden}; a last unit answers how likely the review is **positive**. "
        f"That makes **{sum(weights(config)):,} weights**, corrected {count} while it learns: after every "
        f"{min(config.batch_size, reviews):,} of {reviews:,} reviews, in each of "
        f"{'1 epoch' if config.epochs == 1 else f'{config.epochs} epochs'}."
    )
