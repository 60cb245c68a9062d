"""Each epoch reads each review once, in an order that the seed decides, as sparse rows."""

import keras
import numpy as np
import pytest
import scipy.sparse
import tensorflow as tf

from explorer.corpus.draws import epoch_order
from explorer.training import epoch_batches
from explorer.training.epoch_batches import Examples, training_epochs, validation_epoch

VOCABULARY = 300


def random_examples(reviews, seed=3):
    """Reviews with about thirty words each; the second has none."""
    generator = np.random.default_rng(seed)
    dense = (generator.random((reviews, VOCABULARY)) < 30 / VOCABULARY).astype(np.float32)
    dense[1] = 0
    return Examples(scipy.sparse.csr_array(dense), generator.integers(0, 2, reviews).astype(np.uint8))


def numbered(reviews):
    """Reviews that can be recognised in a batch: the only word of review i is i."""
    return Examples(scipy.sparse.eye_array(reviews, format="csr", dtype=np.float32), np.arange(reviews) % 3 % 2)


def reviews_of(batches):
    """The reviews of `numbered` examples in the order of the batches."""
    return np.concatenate([rows.indices[:, 1] for rows, _, _ in batches]).tolist()


def batches_of(shard):
    """The batches of a shard, cut as in training."""
    return [shard.batch(number, VOCABULARY, binary=True) for number in range(int(shard.size()))]


def by_epoch(epochs):
    """A list of batches for each epoch."""
    batches = map(batches_of, epochs.dataset)
    return [
        [batch for _ in range(epochs.shards) for batch in next(batches)] for _ in range(len(epochs.dataset) // epochs.shards)
    ]


def epochs_of(examples, batch_size, epochs, seed=7):
    """A list of batches for each epoch."""
    return by_epoch(training_epochs(examples, batch_size, epochs, seed))


def dense(rows):
    """The multi-hot rows of a batch as a dense array. No index occurs twice."""
    assert len({tuple(index) for index in rows.indices.numpy().tolist()}) == len(rows.indices)
    return tf.sparse.to_dense(rows).numpy()


# The order


@pytest.mark.parametrize("batch_size", [8, 50, 64])
def test_each_epoch_reads_each_review_once_in_another_order(batch_size):
    orders = [reviews_of(batches) for batches in epochs_of(numbered(50), batch_size, 4)]
    for order in orders:
        assert sorted(order) == list(range(50))
    assert len({tuple(order) for order in (*orders, range(50))}) == 5


def test_the_order_is_the_one_that_seed_and_epoch_decide():
    for epoch, batches in enumerate(epochs_of(numbered(50), 8, 3, seed=7)):
        assert reviews_of(batches) == epoch_order(50, seed=7, epoch=epoch).tolist()


def test_the_seed_decides_the_order_whatever_was_drawn_before():
    keras.utils.set_random_seed(1)
    one = [reviews_of(batches) for batches in epochs_of(numbered(50), 8, 2)]
    keras.utils.set_random_seed(2)
    assert [reviews_of(batches) for batches in epochs_of(numbered(50), 8, 2)] == one


def test_another_seed_gives_another_order_in_every_epoch():
    one, other = epochs_of(numbered(50), 8, 3, seed=7), epochs_of(numbered(50), 8, 3, seed=8)
    orders = {tuple(reviews_of(batches)) for batches in (*one, *other)}
    assert len(orders) == 6


def test_the_number_of_epochs_and_the_size_of_batches_do_not_change_the_order():
    first, second = epochs_of(numbered(50), 8, 2)
    assert reviews_of(epochs_of(numbered(50), 8, 1)[0]) == reviews_of(first)
    assert reviews_of(epochs_of(numbered(50), 20, 2)[1]) == reviews_of(second)


def test_a_data_set_read_twice_gives_the_same_twice():
    epochs = training_epochs(numbered(50), 8, 2, seed=7)
    one, other = ([reviews_of(batches) for batches in by_epoch(epochs)] for _ in range(2))
    assert one == other


@pytest.mark.parametrize(("shard", "shards"), [(1, 7), (8, 7), (17, 4), (50, 2), (56, 1)])
def test_shards_do_not_change_the_batches(monkeypatch, shard, shards):
    examples = random_examples(50)
    whole = epochs_of(examples, 8, 3)
    monkeypatch.setattr(epoch_batches, "SHARD", shard)
    epochs = training_epochs(examples, 8, 3, seed=7)
    assert epochs.shards == shards
    for one, other in zip(by_epoch(epochs), whole, strict=True):
        for (rows, labels, _), (wanted, wanted_labels, _) in zip(one, other, strict=True):
            assert np.array_equal(dense(rows), dense(wanted))
            assert np.array_equal(labels, wanted_labels)


# The content of a batch


def test_batches_have_words_and_labels_of_their_reviews_in_the_order_of_the_epoch():
    examples = random_examples(50)
    for epoch, batches in enumerate(epochs_of(examples, 16, 2)):
        order = epoch_order(50, 7, epoch)
        assert [len(labels) for _, labels, _ in batches] == [16, 16, 16, 2]
        for number, (rows, labels, _) in enumerate(batches):
            here = order[16 * number : 16 * number + 16]
            assert np.array_equal(dense(rows), examples.rows.toarray()[here])
            assert np.array_equal(labels, examples.labels[here])


@pytest.mark.parametrize(
    ("reviews", "batch_size", "sizes"), [(10, 4, [4, 4, 2]), (8, 4, [4, 4]), (3, 4, [3]), (5, 1, [1] * 5)]
)
def test_the_last_batch_is_as_small_as_it_has_to_be(reviews, batch_size, sizes):
    for batches in epochs_of(numbered(reviews), batch_size, 2):
        assert [len(labels) for _, labels, _ in batches] == sizes
        assert [rows.shape[0] for rows, _, _ in batches] == sizes


def test_a_review_without_words_has_its_row_and_its_label():
    examples = Examples(scipy.sparse.csr_array(np.eye(4, VOCABULARY, dtype=np.float32) * [[1], [0], [1], [0]]), np.ones(4))
    ((rows, labels, _),) = epochs_of(examples, 4, 1)[0]
    assert dense(rows).sum(axis=1).tolist() == [review in (0, 2) for review in epoch_order(4, 7, 0)]
    assert labels.numpy().tolist() == [1] * 4


def test_a_batch_may_have_no_words_at_all():
    examples = Examples(scipy.sparse.csr_array((6, VOCABULARY), dtype=np.float32), np.arange(6) % 2)
    for rows, labels, _ in epochs_of(examples, 4, 1)[0]:
        assert rows.shape == (len(labels), VOCABULARY)
        assert not dense(rows).any()


def test_rows_and_labels_are_floats():
    for epochs in (training_epochs(random_examples(10), 4, 1, seed=7), validation_epoch(random_examples(10), 4)):
        ((rows, labels, _), *_) = batches_of(next(iter(epochs.dataset)))
        assert rows.dtype == labels.dtype == tf.float32


def test_the_reviews_are_left_as_they_were():
    examples = random_examples(50)
    before = examples.rows.copy(), examples.labels.copy()
    epochs_of(examples, 16, 2)
    assert (examples.rows != before[0]).nnz == 0
    assert np.array_equal(examples.labels, before[1])


# Validation


@pytest.mark.parametrize("batch_size", [16, 50, 64])
@pytest.mark.parametrize("shard", [20, 100])
def test_validation_reads_the_reviews_in_their_own_order_every_time(monkeypatch, batch_size, shard):
    monkeypatch.setattr(epoch_batches, "SHARD", shard)
    examples = random_examples(50)
    epochs = validation_epoch(examples, batch_size)
    for _ in range(2):
        (batches,) = by_epoch(epochs)
        assert [len(labels) for _, labels, _ in batches[:-1]] == [batch_size] * (len(batches) - 1)
        rows = np.concatenate([dense(rows) for rows, _, _ in batches])
        assert np.array_equal(rows, examples.rows.toarray())
        assert np.array_equal(np.concatenate([labels for _, labels, _ in batches]), examples.labels)
