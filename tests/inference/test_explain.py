"""The push of a word is the change of the score without it; the words that turn the verdict are found and do turn it."""

import random

import numpy as np
import pytest

from explorer import corpus
from explorer.config import KNOBS, InputFormat, RunConfig
from explorer.corpus import INDEX_FROM, Vectorizer, Vocabulary, tokens
from explorer.errors import ExplorerError
from explorer.inference.explain import GAP, explain, explain_review, random_review, real_reviews
from explorer.inference.numpy_network import NumpyNetwork
from explorer.insight import review_reading
from explorer.store import open_store
from explorer.training.network import build
from tests.support import reviewer
from tests.support.cluster import StandIn
from tests.support.keras_files import predict, to_bytes
from tests.support.reviewer import WORDS

TEXT = "The film was GREAT -- great, fine; but word7 was <b>bad</b>, and word900 word1100."


@pytest.fixture(scope="module")
def network():
    """A Keras network of three layers that knows 1,000 numbers, with predictions far apart."""
    network = build(RunConfig("tanh", vocabulary=1_000, units=32, layers=2))
    network.set_weights([2 * weights for weights in network.get_weights()])
    return network


@pytest.fixture(scope="module")
def numpy_network(network):
    return NumpyNetwork.from_keras_file(to_bytes(network))


@pytest.fixture(scope="module")
def known_opinions():
    """A network whose score is the sum of known pushes."""
    return NumpyNetwork.from_keras_file(reviewer.model(WORDS.words))


def left_out(text, *gone):
    """The text without those words. Unknown words are kept."""
    return " ".join(word for word in tokens(text) if word not in gone)


# Pushes


def test_pushes_are_those_of_keras_for_the_text_without_the_word(network, numpy_network):
    reading = explain(numpy_network, WORDS, TEXT)
    whole, *others = predict(network, WORDS, [TEXT, *(left_out(TEXT, push.word) for push in reading.pushes)])
    assert {push.word for push in reading.pushes} == {"the", "film", "was", "great", "fine", "bad", "word900"}
    assert reading.probability == pytest.approx(whole, abs=1e-5)
    for push, other in zip(reading.pushes, others):
        assert push.without == pytest.approx(other, abs=1e-5)
        assert push.push == pytest.approx(np.log(whole / (1 - whole)) - np.log(other / (1 - other)), abs=1e-3)


def test_the_strongest_push_comes_first_whatever_its_sign(numpy_network):
    strengths = [abs(push.push) for push in explain(numpy_network, WORDS, TEXT).pushes]
    assert strengths == sorted(strengths, reverse=True)
    assert {push.push > 0 for push in explain(numpy_network, WORDS, TEXT).pushes} == {True, False}


def test_a_word_that_occurs_often_pushes_once(known_opinions):
    once, often = (explain(known_opinions, WORDS, text) for text in ("great film", "great great film, GREAT"))
    assert once.pushes == often.pushes
    assert once.score == pytest.approx(1.5)
    assert {push.word: push.push for push in once.pushes} == pytest.approx({"great": 1.5, "film": 0.0})
    assert once.pushes[0].rank == 4


def test_shuffling_the_words_changes_nothing(numpy_network):
    shuffled = tokens(TEXT)
    random.Random(3).shuffle(shuffled)
    assert shuffled != tokens(TEXT)
    one, other = (explain(numpy_network, WORDS, text) for text in (TEXT, " ".join(shuffled)))
    assert (one.score, one.pushes, one.flip) == (other.score, other.pushes, other.flip)


# Turning the verdict


def test_the_strongest_words_on_its_side_are_left_out_until_the_verdict_turns(known_opinions):
    flip = explain(known_opinions, WORDS, "great and fine, but bad").flip
    assert flip.words == ("great",)
    assert flip.turned and flip.probability < 0.5
    flip = explain(known_opinions, WORDS, "awful and bad, but great and fine").flip
    assert flip.words == ("awful",)
    assert flip.turned and flip.probability > 0.5


def test_without_these_words_keras_predicts_the_opposite(network, numpy_network):
    turned = 0
    for number in range(20):
        text = " ".join(WORDS.words[i] for i in np.random.default_rng(number).integers(0, 990, 60))
        reading = explain(numpy_network, WORDS, text)
        before, after = predict(network, WORDS, [text, left_out(text, *reading.flip.words)])
        assert reading.flip.probability == pytest.approx(after, abs=1e-5)
        assert ((before > 0.5) != (after > 0.5)) == reading.flip.turned
        turned += reading.flip.turned
    assert turned > 10


def test_if_no_word_helps_the_verdict_stays(known_opinions):
    # Unknown words push towards negative and cannot be left out.
    flip = explain(known_opinions, WORDS, "qwxyz bad film").flip
    assert (flip.words, flip.turned) == (("bad",), False)
    assert flip.probability == pytest.approx(1 / (1 + np.exp(0.25)))
    assert explain(known_opinions, WORDS, "qwxyz film").flip.words == ()


def test_the_search_ends_after_fifty_words(numpy_network):
    kernel = np.zeros((1_200, 16))
    kernel[INDEX_FROM + 1 :, 0] = 0.1
    answer = np.zeros((16, 1))
    answer[0] = 1
    network = NumpyNetwork(
        (kernel, answer), (np.zeros(16), np.zeros(1)), ("relu",), Vectorizer(InputFormat(1_200, "off", "present"))
    )
    flip = explain(network, WORDS, " ".join(WORDS.words[:100])).flip
    assert (len(flip.words), flip.turned) == (50, False)


# Pairs, counts and weights


@pytest.mark.parametrize("counting", KNOBS["counting"].choices)
@pytest.mark.parametrize("pairs", KNOBS["pairs"].choices)
def test_leaving_a_word_out_leaves_out_all_columns_that_it_is_in(reviews, pairs, counting):
    form = InputFormat(500, pairs, counting)
    reads = Vectorizer(form, reviews.train.take(np.arange(500)))
    config = RunConfig(vocabulary=500, pairs=pairs, counting=counting, seed=8)
    network = NumpyNetwork.from_keras_file(to_bytes(build(config)), reads)
    text = (
        "This movie is not good. It is not, not good at all, and the acting is very very bad, one of the worst of the year."
    )
    reading = explain(network, reviews.vocabulary, text)
    bag = reads.bag(reviews.vocabulary.encode(text, 500))

    def score_without(numbers):
        return score_of(~np.isin(bag.words, numbers).any(axis=1))

    def score_of(kept):
        row = np.zeros(500)
        row[bag.columns[kept]] = bag.values[kept]
        if reads.scales:
            row /= np.linalg.norm(row)
        return network.scores(row[None] @ network.kernels[0] + network.biases[0]).item()

    assert reading.score == pytest.approx(score_without([]), abs=1e-5)
    assert reading.form == form and {"not", "good", "very"} <= {push.word for push in reading.pushes}
    for push in reading.pushes:
        assert push.push == pytest.approx(reading.score - score_without([push.rank + INDEX_FROM]), abs=1e-5)
    read = [[*map(reviews.vocabulary.rank, pair.words)] for pair in reading.pairs]
    assert len(read) == np.count_nonzero(bag.words[:, 1]) and bool(read) == (pairs == "on")
    for pair, ranks in zip(reading.pairs, read):
        kept = (bag.words != np.array(ranks) + INDEX_FROM).any(axis=1)
        assert pair.push == pytest.approx(reading.score - score_of(kept), abs=1e-5)
    numbers = [reviews.vocabulary.rank(word) + INDEX_FROM for word in reading.flip.words]
    assert reading.flip.probability == pytest.approx(1 / (1 + np.exp(-score_without(numbers))), abs=1e-5)


# Pieces


@pytest.mark.parametrize(
    "text", [TEXT, "", " ", "\tOne\n\ntwo\x85 three ", "İstanbul GREAT", "🎬😀", "<script>alert(1)</script>", "ΑΣ.Α it's"]
)
def test_a_text_is_split_into_its_words_with_nothing_lost(numpy_network, text):
    reading = explain(numpy_network, WORDS, text)
    shown = "".join(piece.text for piece in reading.pieces)
    assert shown == text or (shown == text.lower() and len(shown) > len(text))
    assert [piece.word for piece in reading.words] == tokens(text)


def test_a_word_has_its_rank_and_is_known_only_to_a_network_that_is_large_enough(numpy_network):
    pieces = {piece.word: piece for piece in explain(numpy_network, WORDS, TEXT).words}
    assert (pieces["great"].rank, pieces["great"].known) == (4, True)
    assert (pieces["word1100"].rank, pieces["word1100"].known) == (1100, False)
    assert (pieces["b"].rank, pieces["b"].known) == (None, False)
    # Number = rank + 3, and a network of 1,000 knows the numbers below 1,000.
    edge = {piece.word: piece.known for piece in explain(numpy_network, WORDS, "word996 word997").words}
    assert edge == {"word996": True, "word997": False}


# What somebody has typed


@pytest.mark.parametrize("typed", ["I’d say it was “great”, not ‘bad’…film", "it was &quot;great&quot;<br />not 'bad'—film"])
def test_what_is_typed_is_read_as_what_it_stands_for_and_shown_as_it_was_typed(known_opinions, typed):
    reading = explain(known_opinions, WORDS, typed, typed=True)
    assert {"great", "bad", "film"} <= {word.word for word in reading.words}
    assert reading.score == explain(known_opinions, WORDS, "it was great, not bad, film qwxyz").score
    assert "".join(piece.text for piece in reading.pieces) == typed.replace("<br />", "\n")
    assert {piece.text for piece in reading.words if piece.known} >= {"great", "bad", "film"}


def test_a_review_of_the_data_set_is_read_as_it_is(known_opinions):
    assert "“great”" in [word.word for word in explain(known_opinions, WORDS, "A “great” film").words]


# What a worker is asked


@pytest.fixture(scope="module")
def stored(tmp_path_factory, reviews):
    """The address of a store with one run that has kept its network and one that has not."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('words')}/runs.db")
    StandIn(store).trained(reviewer.CONFIG, model=reviewer.model(reviews.vocabulary.words))
    StandIn(store).trained()
    return store.url


def test_the_network_of_a_run_reads_with_the_vocabulary_of_its_reviews(stored, reviews):
    reading = explain_review(stored, 1, "A great film, qwxyz")
    assert reading.score == pytest.approx(1.25)
    assert reading.pushes[0].rank == reviews.vocabulary.rank("great")


@pytest.mark.parametrize("run_id", [2, 3, -1])
def test_a_run_without_a_network_is_a_sentence(stored, run_id):
    with pytest.raises(ExplorerError, match=f"There is no saved network of run {run_id}"):
        explain_review(stored, run_id, "A great film")


def test_a_long_text_is_read_to_its_end(stored):
    assert explain_review(stored, 1, "great " * 100_000 + "12").score == pytest.approx(1.25)


def test_a_random_review_reads_exactly_as_the_original(reviews):
    split = reviews.validation
    for number in (0, 17, 4_999, 5_000, 2**31 - 1):
        review = random_review("packaged", number)
        row = number % len(split)
        assert reviews.vocabulary.encode(review.text, corpus.LARGEST_VOCABULARY) == split.sequence(row).tolist()
        assert review.positive == split.labels[row]
        assert review.original and "." in review.text and review.text != review.text.lower()


def test_a_review_whose_text_is_not_known_reads_exactly_as_the_original(reviews, monkeypatch):
    monkeypatch.setattr(corpus, "originals", lambda reviews, split: [None] * len(split))
    split = reviews.validation.take(np.arange(20))
    decoded = real_reviews(reviews, split)
    for i, review in enumerate(decoded):
        assert reviews.vocabulary.encode(review.text, corpus.LARGEST_VOCABULARY) == split.sequence(i).tolist()
        assert not review.original
    texts = " ".join(review.text for review in decoded)
    assert GAP in texts and "<br /> <br />" in texts and " br " not in texts


def test_a_line_break_of_a_web_page_is_one_word_that_shows_as_a_line_break(known_opinions):
    words = Vocabulary(["br", *WORDS.words])
    written = "A great film.<br /><br />But<br/>bad."
    reading = explain(known_opinions, words, written)
    assert "".join(piece.text for piece in reading.pieces) == "A great film.\n\nBut\nbad."
    assert [piece.word for piece in reading.words] == tokens(written)
    assert [piece.rank for piece in reading.words if piece.word == "br"] == [1, 1, 1]


# Surprises


def test_a_word_against_its_meaning_comes_with_the_training_reviews_that_have_it(stored, reviews, monkeypatch):
    monkeypatch.setattr(review_reading, "PRAISE", frozenset(["bad"]))
    reading = explain_review(stored, 1, "A great film, but bad")
    assert reading.surprise.push == next(push for push in reading.pushes if push.word == "bad")
    number = reviews.vocabulary.rank("bad") + INDEX_FROM
    labels = [reviews.train.labels[i] for i in range(len(reviews.train)) if number in reviews.train.sequence(i)]
    assert (reading.surprise.negative, reading.surprise.positive) == (labels.count(0), labels.count(1))
    assert reading.surprise.negative > reading.surprise.positive > 0


def test_words_that_push_as_they_mean_surprise_nobody(stored):
    assert explain_review(stored, 1, "A great film, but bad").surprise is None
