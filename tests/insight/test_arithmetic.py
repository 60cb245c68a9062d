"""The arithmetic of the story is that of Keras."""

import math
from itertools import pairwise

import pytest

from explorer.insight.arithmetic import (
    BETA_1,
    BETA_2,
    EPSILON,
    MOMENTUM,
    RHO,
    adam_steps,
    batch_bounds,
    cross_entropy,
    momentum_steps,
    relu,
    rmsprop_steps,
    sgd_steps,
    squared_error,
    weighted_sum,
)


def test_a_unit_adds_up_what_it_reads_by_its_weights_and_its_bias():
    assert weighted_sum([1, 0, 1], [1.5, 9.0, -2.0], 0.25) == -0.25


def test_relu_cuts_off_what_is_below_zero():
    assert [relu(total) for total in (-3.0, -0.1, 0.0, 0.1, 3.0)] == [0, 0, 0, 0.1, 3]


@pytest.mark.parametrize(("loss", "of_guessing"), [(squared_error, 0.25), (cross_entropy, math.log(2))])
def test_a_loss_is_that_of_the_distance_from_the_truth(loss, of_guessing):
    assert loss(0.5, 1) == loss(0.5, 0) == pytest.approx(of_guessing)
    assert loss(0.9, 1) == pytest.approx(loss(0.1, 0))
    assert loss(0.9, 1) < loss(0.5, 1) < loss(0.1, 1)


def test_only_cross_entropy_has_no_ceiling():
    assert squared_error(1e-9, 1) < 1
    assert cross_entropy(1e-9, 1) > 20


def test_batches_hold_every_review_once_and_the_last_may_be_small():
    bounds = batch_bounds(15_000, 512)
    assert len(bounds) == 30
    assert bounds[0] == (0, 512) and bounds[-1] == (14_848, 15_000)
    assert all(end == start for (_, end), (start, _) in pairwise(bounds))


def test_batches_that_come_out_even_leave_none_over():
    assert batch_bounds(1024, 512) == [(0, 512), (512, 1024)]


CONSTANT, TURNING = [0.5] * 60, [0.5, -0.5] * 30


def test_plain_steps_are_as_long_as_the_gradient_is_large():
    assert sgd_steps([100, 0.1, -3], 0.001) == pytest.approx([0.1, 0.0001, -0.003])


def test_momentum_lengthens_steps_where_gradients_agree_and_shortens_them_otherwise():
    assert momentum_steps(CONSTANT, 0.001)[-1] == pytest.approx(10 * 0.001 * 0.5, rel=0.01)
    assert abs(momentum_steps(TURNING, 0.001)[-1]) == pytest.approx(0.001 * 0.5 / 1.9, rel=0.01)


@pytest.mark.parametrize("steps", [rmsprop_steps, adam_steps])
@pytest.mark.parametrize("gradient", [0.01, 0.1, 1.0, 10.0, 100.0])
def test_rmsprops_and_adams_steps_hardly_depend_on_the_size_of_the_gradient(gradient, steps):
    assert steps([gradient] * 30, 0.001) == pytest.approx(steps([1.0] * 30, 0.001), rel=0.01)


def test_rmsprops_steps_come_down_to_the_learning_rate():
    steps = rmsprop_steps([5.0] * 60, 0.001)
    assert steps[0] == pytest.approx(0.001 / math.sqrt(0.1), rel=1e-6)
    assert steps == sorted(steps, reverse=True)
    assert steps[-1] == pytest.approx(0.001, rel=0.002)


def test_adams_steps_have_the_learning_rate_from_the_first_on_while_gradients_agree():
    assert adam_steps(CONSTANT, 0.001) == pytest.approx([0.001] * 60, rel=1e-4)
    assert abs(adam_steps(TURNING, 0.001)[-1]) == pytest.approx(0.001 * 0.1 / 1.9, rel=0.01)


KERAS = {
    sgd_steps: ("SGD", {}),
    momentum_steps: ("SGD", {"momentum": MOMENTUM}),
    rmsprop_steps: ("RMSprop", {}),
    adam_steps: ("Adam", {}),
}


@pytest.mark.parametrize("steps", KERAS)
@pytest.mark.parametrize("gradients", [[-3.0] * 4, [1e-4] * 4, [0.01, -0.01] * 2, [2.5, 0.1, -4.0, 0.0]], ids=str)
def test_each_optimizer_steps_as_keras_does(gradients, steps):
    import keras

    name, options = KERAS[steps]
    optimizer = getattr(keras.optimizers, name)(0.001, **options)
    weight, places = keras.Variable([0.0], dtype="float32"), [0.0]
    for gradient in gradients:
        optimizer.apply([keras.ops.convert_to_tensor([gradient])], [weight])
        places.append(float(weight.numpy()[0]))
    moved = [before - after for before, after in pairwise(places)]
    assert moved == pytest.approx(steps(gradients, 0.001), rel=1e-4, abs=1e-8)


def test_the_constants_are_the_defaults_of_keras():
    import keras

    rmsprop, adam = keras.optimizers.RMSprop(), keras.optimizers.Adam()
    assert (rmsprop.rho, rmsprop.epsilon) == (RHO, EPSILON)
    assert (adam.beta_1, adam.beta_2, adam.epsilon) == (BETA_1, BETA_2, EPSILON)


@pytest.mark.parametrize(("prediction", "truth"), [(0.2, 1), (0.2, 0), (0.95, 1)])
def test_the_losses_are_those_of_keras(prediction, truth):
    import keras

    for ours, theirs in ((squared_error, "mean_squared_error"), (cross_entropy, "binary_crossentropy")):
        expected = float(getattr(keras.losses, theirs)([[float(truth)]], [[prediction]])[0])
        assert ours(prediction, truth) == pytest.approx(expected, rel=1e-4)
