"""What How it works explains in words, for the page and for notebooks, in Markdown."""

from explorer.wording.classes import Classes

NUMBERS = (
    "A network cannot read; it can only calculate. So every word becomes a number: its place in a list of all words in "
    "the reviews, with the most frequent first."
)
PAIRS = (
    "From single words, a network cannot tell what a “not” belongs to. With **word pairs**, two neighbours such as “not "
    "good” have an input of their own. What comes in for each? **Present or not** is always 1. **Log counts** grow when "
    "it is repeated. **TF-IDF** also grows the rarer it is, and then shrinks the whole review, so that long ones do not "
    "outshout short ones."
)
PILES = (
    "Anyone who has seen the questions before an exam can pass it without having understood a thing. So the reviews "
    "are dealt into three piles before any network sees them."
)
UNIT = (
    "A **unit** is the smallest part of a network. It multiplies each input by a **weight**, adds everything up, adds "
    "one more number (its **bias**), and bends the sum: here by ReLU, which turns anything below zero into 0. Weights "
    "and biases are all that a network learns."
)
ACTIVATIONS = (
    "Without a bend, many layers could do no more than one, because a sum of sums is just another sum. **ReLU** cuts "
    "off everything below zero and leaves the rest alone. **tanh** squeezes everything between −1 and 1. Such bends "
    "are called **activations**. There are others: sigmoid squeezes between 0 and 1, GELU is a ReLU with a rounded "
    "corner, and linear is no bend at all."
)
STEP_SIZE = (
    "For every weight, the network works out the **gradient**: how steeply the loss would rise if that weight grew a "
    "little. Then it moves the weight the other way. How far? That is the **optimizer**. **SGD** moves it by gradient × "
    "learning rate; with **momentum**, nine tenths of the last step come on top. **RMSprop** divides by how large the "
    "gradients have been lately, and **Adam** does that, too, but goes by the average of the last gradients."
)
EPOCHS_AND_BATCHES = (
    "A network does not read all reviews before it corrects itself. It takes a **batch**, sees how wrong it is on "
    "average, moves its weights a little, and takes the next one. When every review has had its turn, an **epoch** is "
    "over; then the reviews are shuffled, and the next epoch begins."
)
OVERFITTING = (
    "At first a network learns what most reviews have in common. Later it also learns what is true of its training "
    "reviews alone, and gets more and more confident in its mistakes on all others. This is called **overfitting**: "
    "learning the exercises by heart instead of what they teach."
)


def multi_hot(vocabulary: int) -> str:
    """The row that a review becomes for a network that knows so many words."""
    return (
        "Reviews differ in length, but a network needs the same number of inputs every time. So each review becomes a row "
        f"of {vocabulary:,} switches, one for each number: **1** (on) if the word occurs, **0** (off) if it does not. "
        "This is called **multi-hot**."
    )


def loss(classes: Classes) -> str:
    """What a loss is. `classes` have names for Markdown."""
    return (
        f"A network answers with a number from 0 ({classes.side(0)}) to 1 ({classes.side(1)}). The **loss** says how wrong "
        "that is. **Mean squared error** squares the distance from the truth. **Cross-entropy** measures how surprising the "
        "truth is after that answer. Both are **averaged** over the reviews, and learning means making that average smaller."
    )
