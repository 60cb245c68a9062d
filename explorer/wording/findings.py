"""The verdict on a run in plain English: the figures it rests on, how sure it is, what it is not, and what to try.

There is a function for each `Kind`. All take the settings of the run, its history and the number of validation reviews.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from explorer.config import KNOBS, RunConfig
from explorer.history import Epoch, best_epoch
from explorer.insight import noise
from explorer.insight.verdict import Kind, advice, kinds, rules
from explorer.insight.verdict.advice import ARTICLE
from explorer.knob import Value
from explorer.wording.formats import count

QUITE_SURE, LIKELY, HINT = "Quite sure", "Likely", "Only a hint"


@dataclass(frozen=True)
class Suggestion:
    """A change of knobs (name → value), and what its button says."""

    label: str
    changes: Mapping[str, Value]


@dataclass(frozen=True)
class Finding:
    """Something that a history shows. All texts are whole plain sentences, without Markdown."""

    kind: Kind
    title: str
    text: str
    epochs: tuple[int, int]
    """The first and the last epoch that it rests on."""
    receipts: tuple[str, ...]
    """The figures that it rests on."""
    certainty: str
    """How sure it is, in two or three words."""
    because: str
    """Why it is so sure, to be read after the certainty and a colon."""
    is_not: str
    """What should not be read into it."""
    suggestions: tuple[Suggestion, ...]


def diverged(config: RunConfig, history: Sequence[Epoch], reviews: int) -> Finding:
    """The loss blew up."""
    broke_off, rate = len(history) + 1, KNOBS["learning_rate"]
    kept = "There is no network to keep from this run, but nothing is broken either."
    if history:
        best = best_epoch(history)
        kept = f"What it learned before is not lost: the network of epoch {best.epoch} is kept."
    return Finding(
        Kind.DIVERGED,
        f"Diverged in epoch {broke_off}",
        "Its corrections were too large: instead of making the loss smaller, they blew it up.",
        (broke_off, broke_off),
        (
            *(_loss_and_accuracy(epoch) for epoch in history[-1:]),
            f"Epoch {broke_off}: the loss went over 1,000, or was no longer a number at all.",
            f"Learning rate: {rate.show(config.learning_rate)}. The article's is {rate.show(rate.default)}.",
        ),
        QUITE_SURE,
        "even a network that merely guesses has a loss below 1, plus any L2 penalty, and chance does not turn that into "
        "1,000.",
        f"It is not the fault of the reviews or of this computer. {kept}",
        _suggest(config, {**advice.lower_learning_rate(config), "l2": ARTICLE.l2, "layers": min(config.layers, 1)}),
    )


def nothing_learned(config: RunConfig, history: Sequence[Epoch], reviews: int) -> Finding:
    """All accuracies are what guessing gives."""
    best, margin = best_epoch(history), noise.margin_of_error(0.5, reviews)
    return Finding(
        Kind.NOTHING_LEARNED,
        "Nothing learned",
        f"At its best it got {best.val_accuracy:.1%} of new reviews right, and a coin flip might do as well. Usually the "
        "learning rate is far too high or far too low; sometimes the first weights were just unlucky.",
        _all(history),
        (
            f"Validation accuracy: {best.val_accuracy:.1%} at its best, in epoch {best.epoch}.",
            f"Training accuracy: {history[-1].accuracy:.1%} in epoch {history[-1].epoch}.",
            f"Guessing {reviews:,} reviews gives 50.0% ± {margin * 100:.1f} points, and up to {rules.guessing(reviews):.1%} "
            "may be a lucky epoch.",
        ),
        *(
            (QUITE_SURE, "guessing does just as well.")
            if best.val_accuracy < 0.5 + margin
            else (
                LIKELY,
                "it did a little better than guessing usually does, but the best of several epochs is always a bit lucky.",
            )
        ),
        "It does not mean that such reviews cannot be learned: networks with the article's settings get about 88% of those "
        "from IMDB right.",
        _suggest(config, {**advice.easier_learning(config), "layers": min(config.layers, 1), **advice.another_seed(config)}),
    )


def too_short(config: RunConfig, history: Sequence[Epoch], reviews: int) -> Finding:
    """There are too few epochs to show a trend."""
    last = history[-1]
    margin = noise.margin_of_error(last.val_accuracy, reviews)
    return Finding(
        Kind.TOO_SHORT,
        "Too short to tell",
        f"After {count(last.epoch, 'epoch')} it got {last.val_accuracy:.1%} of new reviews right. It takes a few more to "
        "see whether it keeps improving or starts to learn by heart.",
        _all(history),
        tuple(_loss_and_accuracy(epoch) for epoch in history),
        QUITE_SURE,
        f"it takes at least {rules.FEWEST_EPOCHS} epochs to see a trend, and the accuracy itself is only known to within "
        f"±{margin * 100:.1f} points.",
        "It does not mean that the network is bad: some settings are at their best after 2 or 3 epochs.",
        _suggest(config, {"epochs": max(config.epochs, ARTICLE.epochs)}),
    )


def getting_worse(config: RunConfig, history: Sequence[Epoch], reviews: int) -> Finding:
    """It has lost some of what it knew."""
    top, best = rules.highest_accuracy(history), best_epoch(history)
    end = rules.at_the_end([epoch.accuracy for epoch in history])
    lost = top.accuracy - end
    return Finding(
        Kind.GETTING_WORSE,
        f"Getting worse since epoch {top.epoch}",
        f"It once got {top.accuracy:.1%} of the reviews it learns from right, and then lost part of that again. Usually "
        "that means that its corrections are too large, or that a brake on its weights is too strong.",
        (top.epoch, history[-1].epoch),
        (
            f"Training accuracy: highest {top.accuracy:.1%} in epoch {top.epoch}, {end:.1%} at the end (the middle value of "
            "the last third).",
            f"Validation accuracy: highest {best.val_accuracy:.1%} in epoch {best.epoch}, "
            f"{history[-1].val_accuracy:.1%} in epoch {history[-1].epoch}.",
        ),
        QUITE_SURE if lost > 2 * rules.RELAPSE else LIKELY,
        f"it lost {lost * 100:.1f} points, and in 180 runs the article's combinations never lost more than 1.6.",
        "It is not overfitting: a network that overfits stays good at its own reviews. The network of epoch "
        f"{best.epoch} is kept.",
        # The penalty is the first suspect, and the learning rate has to fall, whatever it is.
        _suggest(config, {"l2": ARTICLE.l2, **advice.easier_learning(config), **advice.lower_learning_rate(config)}),
    )


def underfitting(config: RunConfig, history: Sequence[Epoch], reviews: int) -> Finding:
    """It knows neither its own reviews nor new ones well."""
    first, last = history[0], history[-1]
    longer = max(config.epochs, 2 * last.epoch)
    missing = (rules.UNDERFITTING - max(last.accuracy, last.val_accuracy)) * 100
    course = "is still" if last in (rules.highest_accuracy(history), rules.lowest_loss(history)) else "has stopped"
    return Finding(
        Kind.UNDERFITTING,
        "Underfitting",
        f"It gets only {last.accuracy:.1%} of the reviews it learns from right, and {last.val_accuracy:.1%} of new ones, so "
        f"there is more to learn. It {course} improving.",
        _all(history),
        (
            f"Training accuracy: {first.accuracy:.1%} in epoch 1, {last.accuracy:.1%} in epoch {last.epoch}.",
            f"Validation accuracy: {first.val_accuracy:.1%} in epoch 1, {last.val_accuracy:.1%} in epoch {last.epoch}.",
            "The article's combinations get at least 86% of their own reviews right after 2 epochs.",
        ),
        QUITE_SURE if missing > 5 else LIKELY,
        f"it is {missing:.1f} points short of {rules.UNDERFITTING:.0%}, which even the slowest of the article's settings "
        "pass.",
        "It is not learning by heart, so there is no need for a brake such as dropout.",
        _suggest(config, {**advice.easier_learning(config), "epochs": longer, "units": 2 * config.units}),
    )


def overfitting(config: RunConfig, history: Sequence[Epoch], reviews: int) -> Finding:
    """The validation loss has risen while the training loss went on falling."""
    lowest, last, best = rules.lowest_loss(history), history[-1], best_epoch(history)
    rise = noise.rise(rules.losses(history))
    return Finding(
        Kind.OVERFITTING,
        f"Overfitting since epoch {lowest.epoch + 1}",
        "From then on it got better at the reviews it learns from and more wrong about new ones: it picked up what is "
        f"peculiar to its own reviews. Stopping after {count(lowest.epoch, 'epoch')} would have been enough.",
        (lowest.epoch, last.epoch),
        (
            f"Validation loss: lowest {lowest.val_loss:.3f} in epoch {lowest.epoch}, {last.val_loss:.3f} in epoch "
            f"{last.epoch} ({last.val_loss / max(lowest.val_loss, noise.SMALLEST_LOSS) - 1:+.0%}).",
            f"Training loss: {lowest.loss:.3f} in epoch {lowest.epoch}, {last.loss:.3f} in epoch {last.epoch}.",
            f"{_level(rise.window)}: {rise.size:.0%} above the lowest level of the run.",
        ),
        *_how_sure("rise", rise),
        f"It does not mean that the network is useless: the one of epoch {best.epoch} is kept, which gets "
        f"{best.val_accuracy:.1%} of new reviews right.",
        _suggest(config, {"epochs": lowest.epoch, **dict(advice.more_regularization(config)[:1])}),
    )


def memorising(config: RunConfig, history: Sequence[Epoch], reviews: int) -> Finding:
    """It knows nearly all of its own reviews, and far fewer of new ones."""
    top = rules.highest_accuracy(history)
    gap = top.accuracy - top.val_accuracy
    margin = noise.margin_of_error(top.val_accuracy, reviews)
    first = next(epoch for epoch in history if epoch.accuracy >= rules.MEMORISED)
    overfits, rise = rules.overfitting_since(history) is not None, noise.rise(rules.losses(history))
    more = advice.more_regularization(config)
    return Finding(
        Kind.MEMORISING,
        f"Memorising since epoch {first.epoch}",
        f"It gets {top.accuracy:.1%} of the reviews it learns from right, nearly all, but only {top.val_accuracy:.1%} of "
        "new ones. Most of what it still learns is about its own reviews alone.",
        (first.epoch, history[-1].epoch),
        (
            f"Training accuracy: {first.accuracy:.1%} in epoch {first.epoch}, {top.accuracy:.1%} in epoch {top.epoch}.",
            f"Validation accuracy in epoch {top.epoch}: {top.val_accuracy:.1%}, which is {gap * 100:.1f} points less.",
            f"Validation loss at the end: {rise.times:.1f} times its usual wobble above its lowest level; "
            f"{rules.clear(rise)} times or more count as overfitting.",
        ),
        QUITE_SURE,
        f"the gap is {gap / margin:.0f} times the ±{margin * 100:.1f} points that luck can make with {reviews:,} reviews.",
        "It is not cheating: the network never learns from the validation reviews, so their figures stay honest."
        if overfits
        else "It is not overfitting yet, as far as can be told: the validation loss has not clearly risen.",
        # The rest is what overfitting already suggests.
        _suggest(config, dict(more[1:] if overfits else [("epochs", rules.lowest_loss(history).epoch), *more[:1]])),
    )


def learning_well(config: RunConfig, history: Sequence[Epoch], reviews: int) -> Finding:
    """Nothing is wrong: it still improves, or has levelled off."""
    lowest, last, best = rules.lowest_loss(history), history[-1], best_epoch(history)
    rise, fall = noise.rise(rules.losses(history)), noise.fall(rules.losses(history))
    margin = noise.margin_of_error(best.val_accuracy, reviews)
    if rise.times == 0 and fall.times >= 1:
        title, course = "Learning well", "The validation loss is still falling, so more epochs may improve it further."
        certainty, because = _how_sure("fall", fall)
        try_next = {"epochs": max(config.epochs, 2 * last.epoch), "learning_rate": ARTICLE.learning_rate}
    else:
        title, course = (
            "Learned well, and levelled off",
            "The validation loss no longer falls, but does not clearly rise either.",
        )
        certainty = LIKELY if rise.times < rules.clear(rise) / 2 else HINT
        because = (
            f"its rise from the lowest level is {rise.times:.1f} times the usual wobble; {rules.clear(rise)} times or more "
            "count as overfitting."
        )
        try_next = {}
    return Finding(
        Kind.LEARNING_WELL,
        title,
        f"It gets {best.val_accuracy:.1%} of new reviews right. {course}",
        _all(history),
        (
            f"Validation accuracy: highest {best.val_accuracy:.1%} in epoch {best.epoch}, ±{margin * 100:.1f} points "
            f"with {reviews:,} reviews.",
            f"Validation loss: lowest {lowest.val_loss:.3f} in epoch {lowest.epoch}, {last.val_loss:.3f} in epoch "
            f"{last.epoch}.",
            f"Training accuracy: {last.accuracy:.1%} in epoch {last.epoch}.",
        ),
        certainty,
        because,
        "It does not prove that these settings are better than others: another seed alone moves the accuracy by a few "
        "tenths of a point.",
        _suggest(config, {**try_next, **advice.another_seed(config)}),
    )


def _how_sure(what: str, change: noise.LevelChange) -> tuple[str, str]:
    """Certainty and reason; a level that is a single epoch is never quite sure, because it may be an outlier."""
    certainty = LIKELY if change.times >= rules.LIKELY else HINT
    if change.times >= rules.QUITE_SURE and change.window > 1:
        certainty = QUITE_SURE
    few = " But it rests on a single epoch." if change.window == 1 else ""
    return certainty, f"the {what} is {change.times:.1f} times the usual wobble of the validation loss.{few}"


def _level(window: int) -> str:
    return "The last epoch" if window == 1 else f"The last {window} epochs (their middle value)"


def _loss_and_accuracy(epoch: Epoch) -> str:
    return f"Epoch {epoch.epoch}: validation accuracy {epoch.val_accuracy:.1%}, validation loss {epoch.val_loss:.3f}."


def _all(history: Sequence[Epoch]) -> tuple[int, int]:
    return history[0].epoch, history[-1].epoch


def _suggest(config: RunConfig, candidates: Mapping[str, Value]) -> tuple[Suggestion, ...]:
    """The first of the candidates (knob → value) that change something; more than two ways forward are no advice."""
    changes = list(advice.possible(config, candidates).items())[:2]
    return tuple(Suggestion(f"Try {KNOBS[name].phrase(value)}", {name: value}) for name, value in changes)


SENTENCES = {
    Kind.DIVERGED: diverged,
    Kind.NOTHING_LEARNED: nothing_learned,
    Kind.TOO_SHORT: too_short,
    Kind.GETTING_WORSE: getting_worse,
    Kind.UNDERFITTING: underfitting,
    Kind.OVERFITTING: overfitting,
    Kind.MEMORISING: memorising,
    Kind.LEARNING_WELL: learning_well,
}


def findings(config: RunConfig, history: Sequence[Epoch], reviews: int, diverged: bool = False) -> list[Finding]:
    """What the `history` of a run that has ended shows, the main finding first; the arguments are as in `kinds`."""
    return [SENTENCES[kind](config, history, reviews) for kind in kinds(history, reviews, diverged)]
