"""What the network of some settings consists of, in sentences."""

from explorer.config import FIRST_UNITS, KNOBS, RunConfig
from explorer.wording.formats import count, times


def network_in_words(config: RunConfig, reviews: int) -> str:
    """The network, and what happens to it while it learns from that many reviews, in Markdown."""
    hidden = ""
    if config.layers:
        bent = f"bent by **{KNOBS['activation'].show(config.activation)}**"
        if config.activation == "linear":
            bent = "**not bent** at all"
        layers = f"{config.layers} hidden layers of {config.units} units each, {bent}, combine"
        if config.layers == 1:
            layers = f"A hidden layer of {config.units} units, {bent}, combines"
        hidden = f" {layers} what they find."
    corrections = -(-reviews // config.batch_size) * config.epochs
    return (
        f"A review comes in as {config.vocabulary:,} switches, which are on for the words in it. "
        f"**{FIRST_UNITS} units**, always bent by **ReLU**, read them.{hidden} One last unit says how likely it is that the "
        f"review is **positive**. Together they have **{sum(config.parameter_counts):,} weights and biases**, corrected "
        f"{times(corrections)}: after every {min(config.batch_size, reviews):,} of {reviews:,} reviews, in "
        f"{count(config.epochs, 'epoch')}."
    )
