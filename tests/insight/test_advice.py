"""Advice changes one knob in the direction that it names, inside its limits, and nothing that the history speaks against."""

from dataclasses import replace

import pytest

from explorer.config import KNOBS, RunConfig
from explorer.insight.verdict import Kind, advice
from explorer.insight.verdict.advice import Move
from explorer.insight.verdict.course import Course
from explorer.insight.verdict.evidence import records
from tests.support.histories import FALLING, REVIEWS, labelled_history, with_losses

CHANGES = {
    Move.LOWER_RATE: [(0.01, 0.001), (0.001, None), (0.0003, None)],
    Move.TENTH_OF_RATE: [(0.01, None), (0.001, 0.0001), (0.0003, 0.00003), (0.00001, None)],
    Move.HIGHER_RATE: [(0.0001, 0.001), (0.001, 0.003), (0.003, None), (1.0, None)],
    Move.MORE_EPOCHS: [(1, 10), (10, 20), (30, 50), (50, None)],
    Move.DROPOUT: [(0.0, 0.3), (0.3, 0.5), (0.5, None)],
    Move.LESS_DROPOUT: [(0.8, 0.3), (0.3, 0.0), (0.0, None)],
    Move.L2: [(0.0, 0.001), (0.001, None)],
    Move.NO_L2: [(0.1, 0.0), (0.0, None)],
    Move.FEWER_UNITS: [(16, 8), (6, 4), (4, None)],
    Move.MORE_UNITS: [(16, 32), (400, 512), (512, None)],
    Move.FEWER_LAYERS: [(5, 1), (1, None), (0, None)],
    Move.MORE_WORDS: [(500, 10_000), (10_000, 20_000), (40_000, None)],
    Move.SMALLER_BATCHES: [(2048, 512), (4096, 1024), (512, None)],
    Move.LARGER_BATCHES: [(128, 512), (512, None)],
    Move.RMSPROP: [("sgd", "rmsprop"), ("momentum", "rmsprop"), ("adam", None), ("rmsprop", None)],
    Move.PAIRS: [("off", "on"), ("on", None)],
    Move.TFIDF: [("present", "tfidf"), ("log", "tfidf"), ("tfidf", None)],
    Move.MORE_REVIEWS: [(100, 15_000), (15_000, None)],
    Move.TRUE_LABELS: [(0.5, 0.0), (0.0, None)],
}


@pytest.mark.parametrize("move", Move)
def test_each_move_goes_its_way_or_not_at_all(move):
    name = advice.KNOB[move]
    for before, after in CHANGES[move]:
        expected = {} if after is None else {name: after}
        assert advice.change(move, RunConfig(**{name: before})) == expected


def test_each_optimizer_is_advised_the_learning_rates_that_suit_it():
    assert advice.change(Move.HIGHER_RATE, RunConfig(optimizer="sgd")) == {"learning_rate": 0.1}
    assert advice.change(Move.HIGHER_RATE, RunConfig(optimizer="momentum", learning_rate=0.03)) == {"learning_rate": 0.09}
    assert advice.change(Move.LOWER_RATE, RunConfig(optimizer="sgd", learning_rate=0.05)) == {}
    assert advice.change(Move.TENTH_OF_RATE, RunConfig(optimizer="sgd", learning_rate=0.1)) == {"learning_rate": 0.01}


def test_more_epochs_are_no_advice_for_what_has_levelled_off():
    flat = Course(labelled_history("levelled-off-at-20"), REVIEWS)
    assert not advice.fits(Move.MORE_EPOCHS, RunConfig(), flat)
    assert advice.fits(Move.MORE_EPOCHS, RunConfig(), Course(FALLING, REVIEWS))
    assert advice.fits(Move.MORE_EPOCHS, RunConfig(epochs=2), Course(with_losses(0.3, 0.3), REVIEWS))


def test_units_of_no_layer_are_not_changed():
    assert not advice.fits(Move.MORE_UNITS, RunConfig(layers=0), None)


def test_a_brake_is_never_advised_where_little_is_known():
    brakes = {Move.DROPOUT, Move.L2, Move.FEWER_UNITS}
    for kind in (Kind.NOTHING_LEARNED, Kind.UNDERFITTING, Kind.ONLY_ITS_OWN, Kind.GETTING_WORSE):
        assert not brakes & set(advice.MOVES[kind])


def test_every_finding_knows_its_moves_and_the_table_knows_what_came_of_them():
    assert advice.MOVES.keys() == set(Kind)
    assert advice.KNOB.keys() == advice.VALUE.keys() == set(Move)
    assert {KNOBS[name].name for name in advice.KNOB.values()} <= set(KNOBS)
    assert all(move in advice.MOVES[kind] for kind, move in records())


def test_the_table_has_something_for_every_finding_that_knobs_can_cure():
    for kind, moves in advice.MOVES.items():
        useful = [move for move in moves if (kind, move) in records() and records()[kind, move].useful]
        assert bool(useful) == bool(moves), kind


@pytest.mark.parametrize("record", records().values())
def test_what_the_table_says_can_be(record):
    assert 0 <= record.helped <= record.of
    assert -1 < record.gain < 1
    assert record.half_width is None or record.half_width > 0
    # Who never helps does not raise the average.
    assert record.helped or record.gain <= 0


def test_what_was_not_tried_often_or_did_not_help_on_average_is_not_useful():
    record = next(one for one in records().values() if one.useful)
    assert not replace(record, gain=0.0004).useful
    assert not replace(record, helped=record.of // 2).useful
    assert not replace(record, of=3).useful
