"""What the network of some settings consists of, in sentences."""

from explorer.config import KNOBS, RunConfig
from explorer.wording.classes import FILM_REVIEWS, Classes
from explorer.wording.formats import chosen_share, count, times


def network_in_words(config: RunConfig, reviews: int, classes: Classes = FILM_REVIEWS) -> str:
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
    learned = config.learns_from(reviews)
    corrections = -(-learned // config.batch_size) * config.epochs
    optimizer = KNOBS["optimizer"].show(config.optimizer)
    return (
        f"A review comes in as {input_in_words(config)}. "
        f"**{config.first_units} units**, always bent by **ReLU**, read them.{hidden} One last unit says how likely it is "
        f"that the review is **{classes.side(1)}**. Together they have **{sum(config.parameter_counts):,} weights and "
        f"biases**, corrected {times(corrections)} by **{optimizer}**: after every {min(config.batch_size, learned):,} of "
        f"{learned:,} reviews, in {count(config.epochs, 'epoch')}.{_wrong_labels(config)}"
    )


def input_in_words(config: RunConfig) -> str:
    """What a network reads of a review, as in “10,000 switches, which are on for the words in it”."""
    words = "words and pairs of neighbours" if config.pairs == "on" else "words"
    if config.input_format.binary:
        return f"{config.vocabulary:,} switches, which are on for the {words} in it"
    said = "how often each stands in it" if config.counting == "log" else "how often each stands in it and how rare it is"
    return f"{config.vocabulary:,} numbers, one for each of the {words}, which say {said}"


def _wrong_labels(config: RunConfig) -> str:
    return f" **{chosen_share(config.wrong_labels)}** of their labels are wrong on purpose." if config.wrong_labels else ""
