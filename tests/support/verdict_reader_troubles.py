"""Checks of what verdicts say of networks that are kept, that diverged, or that have not learned well."""

import math

from tests.support.told import differs_by, margin, number, sentence, shows

# What is kept


@sentence(r"The network that is kept, of epoch <NUMBER>, gets <PERCENT> of new (?:ones|reviews right)\.")
@sentence(
    r"It (?:does not mean that the network is|is not) useless: the (?:one|network) of epoch <NUMBER> is kept, which gets "
    r"<PERCENT> of new reviews right\."
)
def kept_and_its_accuracy(told, epoch, accuracy):
    return told.kept().epoch == int(epoch) and shows(accuracy, told.kept().val_accuracy)


@sentence(r"It is not useless: the network of epoch <NUMBER> is kept, which gets <PERCENT> of new reviews right\.")
def of_use(told, epoch, accuracy):
    return kept_and_its_accuracy(told, epoch, accuracy) and told.kept().val_accuracy > told.guessing()


@sentence(r"(?:What it learned before is not lost: )?[Tt]he network of epoch <NUMBER> is kept\.")
def kept(told, epoch):
    return told.kept().epoch == int(epoch)


@sentence(r"But part of that is the luck of having picked the best of its swings\.")
def best_of_swings(told):
    return told.kept().val_accuracy == max(epoch.val_accuracy for epoch in told.calm)


@sentence(r"Validation accuracy: <PERCENT> in epoch <NUMBER>, its highest, ±<POINTS> with <NUMBER> reviews\.")
def highest_with_margin(told, accuracy, epoch, width, reviews):
    best = told.kept()
    assert number(reviews) == told.reviews
    return (
        best.epoch == int(epoch)
        and shows(accuracy, best.val_accuracy)
        and shows(width, 100 * margin(best.val_accuracy, told.reviews))
    )


@sentence(r"Validation accuracy: <PERCENT>(?: at its best,)? in epoch <NUMBER>\.")
def best_accuracy(told, accuracy, epoch):
    return kept_and_its_accuracy(told, epoch, accuracy)


@sentence(r"Epoch <NUMBER>: validation accuracy <PERCENT>, validation loss <LOSS>\.")
def an_epoch(told, epoch, accuracy, loss):
    return shows(accuracy, told.all[int(epoch)].val_accuracy) and shows(loss, told.all[int(epoch)].val_loss)


# Slips


@sentence(
    r"Epoch <NUMBER> was a single bad one, with <PERCENT> of new reviews right after <PERCENT> and before <PERCENT>: "
    r"nothing here rests on it\."
)
def a_slip(told, epoch, bad, before, after):
    here = told.all[int(epoch)]
    neighbours = told.all[int(epoch) - 1], told.all[int(epoch) + 1]
    assert here is told.slip
    assert here.epoch not in (told.kept().epoch, told.top().epoch, told.lowest().epoch)
    figures = (bad, here), *zip((before, after), neighbours)
    return all(shows(text, one.val_accuracy) for text, one in figures)


@sentence(r"The last epoch was a bad one, with <PERCENT> of new reviews right after <PERCENT>: nothing here rests on it\.")
def a_last_slip(told, bad, before):
    assert told.slip is told.calm[-1]
    return shows(bad, told.calm[-1].val_accuracy) and shows(before, told.calm[-2].val_accuracy)


# Diverged


@sentence(r"In epoch <NUMBER> its loss was <LOSS>, and it did not come down again\.")
def blew_up(told, epoch, loss):
    rest = [one for one in told.all.values() if one.epoch >= int(epoch)]
    before = [one.loss for one in told.all.values() if one.epoch < int(epoch)]
    return shows(loss, rest[0].loss) and all(one.loss > max(2.07, 3 * min(before, default=0) - 1e-9) for one in rest)


@sentence(r"(?:In epoch|Epoch) <NUMBER>:? (?:its|the) loss went over 1,000, or was no longer a number at all\.")
def given_up(told, epoch):
    return told.diverged and int(epoch) == len(told.all) + 1


@sentence(r"Its corrections were too large: instead of making the loss smaller, they blew it up\.")
@sentence(r"It is not the fault of the reviews or of this computer\.")
def it_diverged(told):
    return told.kinds[0] == "diverged"


@sentence(r"There is no network to keep from this run, but nothing is broken either\.")
def nothing_kept(told):
    return not told.all


@sentence(r"But the network that is kept is of no use\.")
def of_no_use(told):
    return not told.calm and bool(told.all)


@sentence(r"Epoch <NUMBER>: training loss <LOSS>\.")
def a_loss(told, epoch, loss):
    return shows(loss, told.all[int(epoch)].loss)


@sentence(r"Learning rate: ([\d.,]+)\. The article's is 0\.001\.")
def the_rate(told, rate):
    return math.isclose(number(rate), told.config.learning_rate, abs_tol=1e-7)


@sentence(
    r"even a network that merely guesses has a loss below 1, plus any L2 penalty, and chance does not turn that into "
    r"(?:1,000|<LOSS>)\."
)
def far_from_guessing(told, loss):
    return told.diverged if loss is None else shows(loss, told.all[max(told.all)].loss)


# Nothing learned, and only its own reviews


@sentence(r"At its best, in epoch <NUMBER>, it got <PERCENT> of new reviews right, and a coin flip might do as well\.")
def best_guess(told, epoch, accuracy):
    return kept_and_its_accuracy(told, epoch, accuracy) and told.kept().val_accuracy < told.guessing()


@sentence(
    r"At its best, in epoch <NUMBER>, it got <PERCENT> of new reviews right\. Always the same answer gets <PERCENT> of "
    r"them, so its accuracy does not show that it has learned anything\."
)
def no_better_than_one_answer(told, epoch, accuracy, same):
    assert told.majority > 0.5 and shows(same, told.majority)
    return best_guess(told, epoch, accuracy) and told.kinds == ["nothing learned"]


@sentence(r"Always the same answer gets <PERCENT> of <NUMBER> reviews, and up to <PERCENT> may be a lucky epoch\.")
def one_answer(told, same, reviews, limit):
    assert told.majority > 0.5 and number(reviews) == told.reviews
    return shows(same, told.majority) and shows(limit, told.guessing())


@sentence(r"one answer to everything does just as well\.")
def is_one_answer(told):
    return told.kept().val_accuracy <= told.majority


@sentence(r"it did a little better than that, but the best epoch is always a bit lucky\.")
def is_nearly_one_answer(told):
    return told.majority < told.kept().val_accuracy < told.guessing()


@sentence(r"It does not mean that it cannot tell the two classes apart: an accuracy hides that where one of them is rare\.")
@sentence(r"The Exam shows how many of each class it gets right\.")
def one_class_is_rare(told):
    return told.majority >= 0.55


@sentence(r"But of new ones it got <PERCENT> at its best, in epoch <NUMBER>, and always the same answer might do as well\.")
def best_of_new_is_one_answer(told, accuracy, epoch):
    return told.majority > 0.5 and best_guess(told, epoch, accuracy)


@sentence(r"But of new ones it got <PERCENT> at its best, in epoch <NUMBER>, and a coin flip might do as well\.")
@sentence(r"Validation accuracy: <PERCENT> at its best, in epoch <NUMBER>\.")
def best_guess_of_new(told, accuracy, epoch):
    return best_guess(told, epoch, accuracy)


@sentence(r"Guessing <NUMBER> reviews gives 50\.0% ± <POINTS>, and up to <PERCENT> may be a lucky epoch\.")
def guessing(told, reviews, width, limit):
    assert number(reviews) == told.reviews
    return shows(width, 100 * margin(0.5, told.reviews)) and shows(limit, told.guessing())


@sentence(r"guessing does just as well\.")
def guesses(told):
    return told.kept().val_accuracy < 0.5 + margin(0.5, told.reviews)


@sentence(r"it did a little better than guessing usually does, but the best epoch is always a bit lucky\.")
def nearly_guesses(told):
    return 0.5 + margin(0.5, told.reviews) <= told.kept().val_accuracy < told.guessing()


@sentence(
    r"A learning rate that is far too high or far too low does that; so can a brake that is too strong, or unlucky first "
    r"weights\."
)
@sentence(
    r"It does not mean that such reviews cannot be learned: networks with the article's settings get about 88% of those "
    r"from IMDB right\."
)
def nothing_learned(told):
    return told.kinds == ["nothing learned"]


@sentence(r"In epoch <NUMBER> it got <PERCENT> of the reviews it learns from right\.")
def top(told, epoch, accuracy):
    return told.top().epoch == int(epoch) and shows(accuracy, told.top().accuracy)


@sentence(r"What it has found holds for its own reviews alone\.")
@sentence(r"Perhaps labels and texts do not fit together\.")
@sentence(r"It is not a matter of knobs: a brake such as dropout does not help where there is nothing to be found\.")
@sentence(r"Look at some of the reviews and their labels instead\.")
def holds_for_its_own(told):
    least = told.majority + 0.2 * (1 - told.majority)
    return told.top().accuracy >= least - 1e-9 and all(epoch.val_accuracy < told.guessing() for epoch in told.calm)


@sentence(r"the two are <POINTS> apart\.")
def own_and_new_apart(told, difference):
    return differs_by(difference, told.top().accuracy, told.kept().val_accuracy)


# Too short


@sentence(r"After <NUMBER> epochs? it got <PERCENT> of new reviews right\.")
def so_far(told, epochs, accuracy):
    return len(told.all) == int(epochs) and shows(accuracy, told.all[int(epochs)].val_accuracy)


@sentence(r"It takes a few more to see whether it keeps improving or starts to learn by heart\.")
@sentence(r"It does not mean that the network is bad: some settings are at their best after 2 or 3 epochs\.")
def too_short(told):
    return len(told.all) < 4


@sentence(r"it takes at least 4 epochs to see a trend, and the accuracy itself is only known to within ±<POINTS>\.")
def known_to_within(told, width):
    return too_short(told) and shows(width, 100 * margin(told.all[max(told.all)].val_accuracy, told.reviews))


# Nearly perfect


@sentence(
    r"The network that is kept, of epoch <NUMBER>, gets <PERCENT> of new reviews right: <NUMBER> of <NUMBER> are wrong\."
)
def how_many_wrong(told, epoch, accuracy, wrong, of):
    assert number(of) == told.reviews
    assert abs(number(wrong) - (1 - told.kept().val_accuracy) * told.reviews) <= 0.5
    return kept_and_its_accuracy(told, epoch, accuracy)


@sentence(
    r"So good a result is rare, and often a leak: the same reviews are also among those it learned from, or something in "
    r"the text gives the answer away\."
)
@sentence(r"even networks that are a thousand times as large get about 97% of the reviews from IMDB right\.")
@sentence(r"It does not have to be a leak: some questions are easy\.")
@sentence(r"Look at what the network goes by, under Your review\.")
def too_good(told):
    return 1 - told.kept().val_accuracy <= 0.01 * (1 - told.majority) + 1e-9


@sentence(r"Training accuracy: <PERCENT> at its best, in epoch <NUMBER>\.")
def top_accuracy(told, accuracy, epoch):
    return top(told, epoch, accuracy)
