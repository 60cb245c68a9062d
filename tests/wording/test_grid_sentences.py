"""How many networks a grid has, how many are missing and what stays, in words."""

from explorer.config import RunConfig
from explorer.wording.grid_sentences import everything_else, product, still_to_train, too_many

VALUES = {"activation": ("relu", "tanh"), "units": (16, 32, 64), "dropout": (0.0, 0.5)}


def test_the_product_is_said_with_its_factors():
    assert product(VALUES, 1) == "Activation (2) × Hidden units (3) × Dropout (2) = 12 networks"
    assert product(VALUES, 3) == "Activation (2) × Hidden units (3) × Dropout (2) × 3 repeats = 36 networks"
    assert product({"units": (16,)}, 1) == "Hidden units (1) = 1 network"


def test_what_is_missing_is_said_with_the_time_that_it_takes():
    assert still_to_train(12, 12, "about 40 seconds") == "All of them still to train · about 40 seconds"
    assert still_to_train(12, 8, "about 40 seconds") == "8 of them still to train · about 40 seconds"
    assert still_to_train(12, 0, "") == "All of them are trained already."
    assert still_to_train(1, 0, "") == "It is trained already."


def test_what_is_beyond_the_limit_of_one_person_is_refused():
    assert too_many(1_250, 200).startswith("1,250 networks are still to train, but at most 200 can wait or train")


def test_what_does_not_vary_stands_as_in_the_sidebar():
    assert (
        everything_else(VALUES, RunConfig("tanh", units=128))
        == "Everything else stands as in the sidebar: as in the article."
    )
    assert everything_else(VALUES, RunConfig("tanh", epochs=20, l2=0.01, seed=5)) == (
        "Everything else stands as in the sidebar: 20 epochs, L2 penalty 0.01, and otherwise as in the article."
    )
