"""How a network reads a review, in sentences."""

from explorer.config import InputFormat
from explorer.errors import LimitError
from explorer.insight.review_reading import LINE_BREAK, Reading, RealReview
from explorer.wording.classes import FILM_REVIEWS, Classes
from explorer.wording.formats import count, listed, share, signed

FEW_WORDS = 5
"""Below this, a review says too little. Those that the networks learn from have 238 words on average, and 10 at least."""
STRONGEST_PAIRS = 5
"""Pairs whose pushes are listed."""
LITTLE_KNOWN = 0.6
"""Of a text, a network has to know more than this share of the words. Of the reviews themselves, it usually knows 71% (with
the smallest vocabulary) to 95%."""
NO_WORD = "There is no word in this, so there is nothing that the network could read."
SURE, RATHER_SURE = 0.95, 0.75


def check_length(text: str, longest: int) -> None:
    """Refuse what is too long to be a review.

    Raises:
        LimitError: it has more than `longest` characters.
    """
    if len(text) > longest:
        raise LimitError(
            f"This review has {len(text):,} characters, and {longest:,} are the most that are read here. Shorten it, please."
        )


def quoted(word: str) -> str:
    """A word of a review within a sentence. It is safe as Markdown: no word that a network knows has any of its signs."""
    return "the line breaks" if word == LINE_BREAK else f"“{word}”"


def origin(review: RealReview) -> str:
    """Where the text of a real review comes from."""
    if review.original:
        return "A real review, as it was written. The machine reads it in small letters and without punctuation."
    return (
        "A real review, as far as it was kept: in small letters, without punctuation, and with “…” for each rare word. Its "
        "original text is not here."
    )


def rating(review: RealReview, classes: Classes = FILM_REVIEWS) -> str:
    """What its writer thought of the film, or how it is labelled, in Markdown."""
    if not classes.opinions:
        return f"It is labelled **{classes.side(review.positive)}**."
    return f"Its writer gave {'the film ' * classes.films}a **{'good' if review.positive else 'bad'}** rating."


def verdict(reading: Reading, classes: Classes = FILM_REVIEWS) -> str:
    """What the network takes the review for, and why that may be worth little, as a headline."""
    certainty = max(reading.probability, 1 - reading.probability)
    how = "almost certainly" if certainty >= SURE else "probably" if certainty >= RATHER_SURE else "perhaps"
    said = f"The network says: {how} {classes.side(reading.score > 0)}"
    words = len(reading.words)
    if reading.known == 0:
        return f"{said}, but it {'does not know this word' if words == 1 else f'knows none of these {words:,} words'}"
    if is_little_known(words, reading.known):
        return f"{said}, but it knows only {reading.known:,} of these {words:,} words"
    if words < FEW_WORDS:
        return f"{said}, but {'one word is' if words == 1 else f'{words} words are'} very little to go by"
    return said


def knows(reading: Reading) -> str:
    """How many of its words the network knows."""
    words = len(reading.words)
    return f"The network knows {reading.known:,} of {'this' if words == 1 else 'these'} {count(words, 'word')}."


def caution_in_a_table(words: int, known: int) -> str:
    """Why the answer to a text of so many words is worth little, in a few words, or nothing."""
    if words == 0:
        return "there is no word in it"
    if is_little_known(words, known):
        return f"the network knows {f'only {known:,}' if known else 'none'} of its {count(words, 'word')}"
    return f"{count(words, 'word')} {'is' if words == 1 else 'are'} very little to go by" if words < FEW_WORDS else ""


def is_little_known(words: int, known: int) -> bool:
    """Whether so few of the words of a text are known that the answer is worth little."""
    return words > 0 and known / words <= LITTLE_KNOWN


def opinion(reading: Reading, classes: Classes = FILM_REVIEWS) -> str:
    """How probable the class of label 1 is to the network, in Markdown."""
    return f"It puts the probability that this review is {classes.side(1)} at **{share(reading.probability)}**."


def caution(reading: Reading, classes: Classes = FILM_REVIEWS) -> str:
    """Why its answer is worth little for a text like this one, or nothing where there is no such reason."""
    words = len(reading.words)
    learned_from = "English film reviews" if classes.films else "the reviews that it has learned from"
    if reading.known == 0:
        if not classes.films:
            return (
                f"That is its answer to anything that it cannot read: it knows the words of {learned_from}, and no others."
            )
        return (
            f"That is its answer to anything that it cannot read: it has learned from {learned_from}, and other "
            "languages, emoji and made-up words are all the same to it."
        )
    if is_little_known(words, reading.known):
        return (
            f"It can only go by what it knows, the most frequent words of {learned_from}. All other words are the same "
            "to it."
        )
    if words < FEW_WORDS:
        if not classes.films:
            return "The fewer words there are, the more each of them decides."
        return "The reviews that it has learned from have some 240 words."
    return ""


def what_a_push_is(reading: Reading, classes: Classes = FILM_REVIEWS) -> str:
    """What the pushes of words are, in Markdown."""
    said = (
        f"The network makes one number of all words, the **score**: above zero is {classes.side(1)}, below is "
        f"{classes.side(0)}. A word's "
        "**push** is how much the score changes when this word is left out, wherever it stands, and everything else stays."
    )
    if reading.form.pairs == "on":
        said += " All pairs that the word is in go with it, so their pushes are part of its own."
    return said


def sum_of_pushes(reading: Reading) -> str:
    """What all pushes, at least one, make together, and why that need not be the score."""
    total, score = signed(sum(push.push for push in reading.pushes), 2), signed(reading.score, 2)
    several, unknown = len(reading.pushes) > 1, reading.known < len(reading.words)
    together = f"All {len(reading.pushes):,} pushes together make" if several else "The push is"
    if total == score:
        return f"{together} {total}, and so is the score. That is rarely so: words add to each other's push or take from it."
    why = "the network starts from a score of its own before it has read a word"
    if unknown:
        why += ", all words that it does not know have one push together"
    if several or unknown:
        why += ", and words add to each other's push or take from it"
    return f"{together} {total}, but the score is {score}: {why}."


def strongest_pairs(reading: Reading) -> str:
    """The pairs with the strongest pushes, in Markdown, or nothing where the network reads none."""
    shown = [pair for pair in reading.pairs[:STRONGEST_PAIRS] if abs(pair.push) >= 0.005]
    if not shown:
        return ""
    pairs = listed([f"{quoted(' '.join(pair.words))} {signed(pair.push, 2)}" for pair in shown])
    several = "The strongest pairs, each left out alone while its words stay" if len(shown) > 1 else "The strongest pair"
    return f"**{several}:** {pairs}."


def surprise(reading: Reading, classes: Classes = FILM_REVIEWS) -> str:
    """Why a word pushes against what it means, or nothing where none does, or where the classes are not opinions."""
    found = reading.surprise
    if found is None or not classes.opinions:
        return ""
    positive, of = found.push.push > 0, found.negative + found.positive
    alike = found.positive if positive else found.negative
    word, kind = quoted(found.push.word), "blame" if positive else "praise"
    said = (
        f"**Why does {word} push towards {classes.side(positive)}?** The network does not know that it is a word of {kind}."
    )
    reviews = f"{alike:,} of the {count(of, 'training review')} with this word are {classes.side(positive)}"
    if alike > of / 2:
        if reading.form.pairs == "on":
            return (
                f"{said} It knows a word only by the reviews that it stood in, and {reviews}. Its push is also that of the "
                "pairs that it makes here with its neighbours, such as a “not” before it, as far as the network knows them."
            )
        return (
            f"{said} It knows a word only by the reviews that it stood in, and {reviews}. Whether somebody wrote “not” "
            "before it, the network could not see: it is told which words there are, not in which order."
        )
    if reading.form.pairs == "on":
        return (
            f"{said} Only {reviews}, so by itself it would speak for the other side. But the pairs that it makes here with "
            "its neighbours are part of its push, and a network weighs all words together."
        )
    return (
        f"{said} Only {reviews}, so by itself it would speak for the other side. But a network weighs all words together: "
        "beside the others in this text, this one works the other way."
    )


def what_is_left(reading: Reading) -> str:
    """What is left of the words inside the network that read them."""
    words, kept, unknown = len(reading.words), len(reading.pushes), len(reading.words) - reading.known
    different = f" ({kept:,} different {'one' if kept == 1 else 'ones'})" if kept < reading.known else ""
    knows = f"Of the {words:,} words here, it knows {f'{reading.known:,}' if kept else 'none'}{different}"
    if words == 1:
        knows = f"It {'knows' if kept else 'does not know'} this one word"
    elif not unknown:
        knows = f"It knows all {words:,} words here{different}"
    form = reading.form
    if form != InputFormat(form.vocabulary):
        pairs = form.pairs == "on"
        read = "words and pairs of neighbours" if pairs else "words"
        told = {"present": "", "log": " and how often", "tfidf": ", how often, and how rare they are"}[form.counting]
        hidden = [*["not how often"] * form.binary, "nothing else of their order" if pairs else "not in which order"]
        return f"{knows}. Its {form.vocabulary:,} numbers say which {read} there are{told}, but {', and '.join(hidden)}."
    # All unknown words together switch on one input, and the start of the review another.
    on = [
        *["one for each of these words" if kept > 1 else "one for this word"] * (kept > 0),
        "one for the start of a review",
        *["one for all unknown words together"] * (unknown > 0),
    ]
    return (
        f"{knows}. It is told which words there are, but not how often, and not in which order: its input is "
        f"{form.vocabulary:,} switches, and {kept + 1 + (unknown > 0):,} of them are on: {listed(on)}."
    )


def what_order_means(reading: Reading) -> str:
    """What the order of the words is to the network."""
    if reading.form.pairs == "on":
        return (
            "The network reads pairs of neighbours, and shuffling tears them apart. It has never seen any more of the order."
        )
    return (
        "The network has never seen in which order words stand, so “not good, but bad” and “not bad, but good” are the same "
        "to it."
    )


def turned(reading: Reading, classes: Classes = FILM_REVIEWS) -> str:
    """What has to go for the verdict to turn, in Markdown."""
    flip, before, after = reading.flip, classes.side(reading.score > 0), classes.side(reading.score <= 0)
    if not flip.words:
        if not classes.opinions:
            return f"No word here would make {before} less probable if it were left out."
        return f"No word here would make the review less {before} if it were left out."
    these = "this" if len(flip.words) == 1 else "these"
    gone = f"{these} **{count(len(flip.words), 'word')}** ({', '.join(map(quoted, flip.words))})"
    if not flip.turned:
        return (
            f"Even without {gone} the verdict stays {before}: the probability of {classes.a_review(1)} would be "
            f"{share(flip.probability)}. The search for more words ends there."
        )
    sentence = (
        f"Without {gone} the verdict turns from {before} to {after}: the probability of {classes.a_review(1)} goes from "
        f"{share(reading.probability)} to {share(flip.probability)}."
    )
    if len(flip.words) > 1:
        sentence += " They were found one after another: each time, the word that moves the score most is left out."
    return sentence
