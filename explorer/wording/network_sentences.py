"""What the network of some settings consists of, in sentences."""

from explorer.config import FIRST_UNITS, KNOBS, RunConfig
from explorer.wording.formats import count, times


def network_in_words(config: RunConfig, reviews: int) -> str:
    """The network, and what happens to it while it learns from that many reviews, in Markdown."""
    hidden = "the last unit takes them from there"
    if config.layers:
        layers, each = ("a hidden layer", "") if config.layers == 1 else (f"{config.layers} hidden layers", " each")
        activation = KNOBS["activation"].show(config.activation)
        hidden = f"{layers} of {config.units} units{each}, bent by **{activation}**, combine what those found"
    corrections = -(-reviews // config.batch_size) * config.epochs
    return (
        f"A review comes in as {config.vocabulary:,} switches, one for each word it may hold. "
        f"**{FIRST_UNITS} units** read them; {hidden}; a last unit answers how likely the review is **positive**. "
        f"That makes **{sum(config.parameter_counts):,} weights**, corrected {times(corrections)} while it learns: after "
        f"every {min(config.batch_size, reviews):,} of {reviews:,} reviews, in each of {count(config.epochs, 'epoch')}."
    )
