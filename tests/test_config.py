"""Settings have the article's defaults, refuse invalid values in a sentence, and survive hostile addresses."""

from dataclasses import FrozenInstanceError, fields

import pytest

from explorer.config import KNOBS, RunConfig, article_grid, read_config, repeated
from explorer.errors import ConfigError

NUMBERS = [knob for knob in KNOBS.values() if not knob.choices]
CHOICES = [knob for knob in KNOBS.values() if knob.choices]

# None of these is an allowed value of any knob.
HOSTILE_TEXTS = [
    "",
    " ",
    "<script>alert(1)</script>",
    "'; DROP TABLE runs; --",
    "9" * 5_000,
    "-" + "9" * 5_000,
    "nan",
    "inf",
    "-inf",
    "1e999",
    "0x10",
    "true",
    "None",
    "½",
    "١٢٣٤٥٦٧٨٩",
    "１２３４５６７８９",
    "16\x00",
    "\ud800",
    "relu\n",
    "[16]",
    "{}",
]


def name_of(knob):
    return knob.name


def test_every_field_has_a_knob_and_every_knob_a_field():
    assert [field.name for field in fields(RunConfig)] == list(KNOBS)
    assert [knob.name for knob in KNOBS.values()] == list(KNOBS)


def test_the_defaults_are_the_articles():
    assert RunConfig().to_dict() == {
        "activation": "relu",
        "loss": "binary_crossentropy",
        "units": 16,
        "layers": 1,
        "epochs": 10,
        "optimizer": "rmsprop",
        "learning_rate": 0.001,
        "batch_size": 512,
        "first_units": 16,
        "vocabulary": 10_000,
        "pairs": "off",
        "counting": "present",
        "training_reviews": 15_000,
        "wrong_labels": 0.0,
        "dropout": 0.0,
        "l2": 0.0,
        "seed": 0,
    }


@pytest.mark.parametrize("knob", [knob for knob in KNOBS.values() if knob.name != "seed"], ids=name_of)
def test_each_default_is_a_value_the_article_tried(knob):
    assert knob.default in knob.article


@pytest.mark.parametrize("knob", KNOBS.values(), ids=name_of)
def test_each_value_of_the_article_is_allowed(knob):
    for value in (knob.default, *knob.article):
        assert getattr(RunConfig(**{knob.name: value}), knob.name) == value


@pytest.mark.parametrize(
    ("name", "value", "phrase"),
    [
        ("activation", "relu", "ReLU"),
        ("loss", "mse", "mean squared error"),
        ("units", 16, "16 hidden units"),
        ("layers", 1, "1 hidden layer"),
        ("epochs", 1, "1 epoch"),
        ("learning_rate", 0.00001, "learning rate 0.00001"),
        ("vocabulary", 10_000, "vocabulary 10,000"),
        ("l2", 0.001, "L2 penalty 0.001"),
        ("seed", 1, "seed 1"),
    ],
)
def test_each_value_reads_well_inside_a_sentence(name, value, phrase):
    assert KNOBS[name].phrase(value) == phrase


@pytest.mark.parametrize("knob", [knob for knob in KNOBS.values() if knob.counted], ids=name_of)
def test_a_label_that_counts_things_is_a_plural_and_loses_its_s(knob):
    assert knob.label.endswith("s")
    assert not knob.phrase(1).endswith("s")


@pytest.mark.parametrize("knob", KNOBS.values(), ids=name_of)
def test_each_knob_explains_itself_in_a_label_and_whole_sentences(knob):
    assert knob.label[0].isupper()
    assert len(knob.help) > 60
    assert knob.help.endswith(".")


@pytest.mark.parametrize("knob", NUMBERS, ids=name_of)
def test_both_limits_are_allowed_values(knob):
    for limit in (knob.low, knob.high):
        value = getattr(RunConfig(**{knob.name: limit}), knob.name)
        assert value == limit
        assert type(value) is type(knob.default)


@pytest.mark.parametrize("knob", NUMBERS, ids=name_of)
@pytest.mark.parametrize("side", ["below", "above"])
def test_a_number_outside_its_limits_is_refused_with_knob_value_and_limits(knob, side):
    value = knob.low - 1 if side == "below" else knob.high + 1
    with pytest.raises(ConfigError) as refusal:
        RunConfig(**{knob.name: value})
    sentence = str(refusal.value)
    assert sentence.startswith(f"{knob.label} is “{value}”")
    assert knob.limits in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize("knob", CHOICES, ids=name_of)
def test_an_unknown_choice_is_refused_with_knob_value_and_choices(knob):
    with pytest.raises(ConfigError) as refusal:
        RunConfig(**{knob.name: "wiggly"})
    sentence = str(refusal.value)
    assert sentence.startswith(f"{knob.label} is “wiggly”")
    assert all(choice in sentence for choice in knob.choices)


def test_the_limits_in_a_refusal_read_as_a_sentence():
    with pytest.raises(ConfigError, match=r"^Vocabulary is “1”, but it has to be a whole number between 500 and 40,000\.$"):
        RunConfig(vocabulary=1)
    choices = ", ".join(KNOBS["activation"].choices)
    with pytest.raises(ConfigError, match=rf"^Activation is “wiggly”, but it has to be one of {choices}\.$"):
        RunConfig(activation="wiggly")


@pytest.mark.parametrize("knob", NUMBERS, ids=name_of)
def test_limits_are_written_without_scientific_notation(knob):
    assert "e-" not in knob.limits


@pytest.mark.parametrize("knob", KNOBS.values(), ids=name_of)
@pytest.mark.parametrize("value", [True, False, None, [], {}, b"16", object, 1j], ids=repr)
def test_a_value_of_another_type_is_refused(knob, value):
    with pytest.raises(ConfigError, match=f"^{knob.label} is “"):
        RunConfig(**{knob.name: value})


@pytest.mark.parametrize("knob", NUMBERS, ids=name_of)
@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")], ids=str)
def test_nan_and_infinity_are_refused(knob, value):
    with pytest.raises(ConfigError, match=f"^{knob.label} is “"):
        RunConfig(**{knob.name: value})


@pytest.mark.parametrize("exponent", [20, 400, 5_000])
def test_a_whole_number_of_any_length_is_refused_in_a_short_sentence(exponent):
    for knob in NUMBERS:
        with pytest.raises(ConfigError, match=f"^{knob.label} is “") as refusal:
            RunConfig(**{knob.name: 10**exponent})
        assert len(str(refusal.value)) < 160


@pytest.mark.parametrize("knob", [knob for knob in NUMBERS if isinstance(knob.default, int)], ids=name_of)
def test_a_fraction_is_refused_where_only_whole_numbers_make_sense(knob):
    with pytest.raises(ConfigError, match="has to be a whole number"):
        RunConfig(**{knob.name: knob.default + 0.5})


def test_a_number_takes_the_type_of_its_knob_so_that_equal_settings_look_equal():
    config = RunConfig(units=32.0, learning_rate=1)
    assert (type(config.units), type(config.learning_rate)) == (int, float)
    assert config.to_dict() == RunConfig(units=32, learning_rate=1.0).to_dict()
    assert hash(config) == hash(RunConfig(units=32, learning_rate=1.0))


def test_settings_cannot_be_changed_afterwards():
    with pytest.raises(FrozenInstanceError):
        RunConfig().units = 32


def test_settings_survive_a_round_trip_through_a_dictionary():
    config = RunConfig(activation="tanh", units=64, learning_rate=0.01, dropout=0.5, seed=7)
    assert RunConfig(**config.to_dict()) == config


def test_the_articles_grid_is_its_four_loops_in_their_order():
    expected = []
    for activation in ["relu", "tanh"]:
        for loss in ["mse", "binary_crossentropy"]:
            for units in [16, 32, 64]:
                for layers in [1, 2, 3]:
                    expected.append(RunConfig(activation=activation, loss=loss, units=units, layers=layers))
    assert article_grid() == expected


def test_the_articles_grid_holds_36_different_settings():
    assert len(article_grid()) == len(set(article_grid())) == 36


def test_an_address_without_settings_gives_the_defaults():
    assert read_config({}) == (RunConfig(), [])


@pytest.mark.parametrize("config", [RunConfig(), *article_grid()[::5], RunConfig(l2=0.0005, dropout=0.3, seed=9999)])
def test_settings_survive_a_round_trip_through_an_address(config):
    texts = {name: str(value) for name, value in config.to_dict().items()}
    assert read_config(texts) == (config, [])


def test_names_that_are_not_knobs_are_ignored():
    foreign = {"page": "learn", "__class__": "x", "Units": "32", "units ": "64", "": "1", "<script>": "alert(1)"}
    assert read_config(foreign) == (RunConfig(), [])


def test_one_bad_value_is_one_sentence_and_the_others_are_kept():
    config, refusals = read_config({"units": "a few", "layers": "3", "loss": "hinge", "epochs": "5"})
    assert config == RunConfig(layers=3, epochs=5)
    assert [sentence.partition(" is “")[0] for sentence in refusals] == ["Loss", "Hidden units"]


@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=lambda text: ascii(text)[:24])
@pytest.mark.parametrize("knob", KNOBS.values(), ids=name_of)
def test_a_hostile_text_leaves_the_default_and_one_short_sentence(knob, text):
    config, refusals = read_config({knob.name: text})
    assert config == RunConfig()
    assert len(refusals) == 1
    assert refusals[0].startswith(f"{knob.label} is “")
    assert len(refusals[0]) < 160


def test_all_knobs_may_be_hostile_at_once():
    config, refusals = read_config(dict.fromkeys(KNOBS, "<script>alert(1)</script>"))
    assert config == RunConfig()
    assert len(refusals) == len(KNOBS)


@pytest.mark.parametrize("text", ["３２", "٣٢", "𝟛𝟚", "3_2", " 32 "])
def test_another_spelling_of_a_number_is_understood_or_refused(text):
    config, refusals = read_config({"units": text})
    assert (config.units, len(refusals)) in {(32, 0), (16, 1)}


def test_a_description_names_the_articles_five_settings():
    assert RunConfig().describe() == "ReLU · binary cross-entropy · 1 hidden layer of 16 · 10 epochs"


def test_a_description_counts_in_the_singular_and_the_plural():
    config = RunConfig(activation="tanh", loss="mse", layers=3, units=64, epochs=1)
    assert config.describe() == "tanh · mean squared error · 3 hidden layers of 64 · 1 epoch"


def test_a_description_without_hidden_layers_names_no_units():
    assert RunConfig(layers=0, units=64).describe() == "ReLU · binary cross-entropy · 0 hidden layers · 10 epochs"


def test_a_description_adds_whatever_differs_from_the_article():
    config = RunConfig(learning_rate=0.01, batch_size=128, vocabulary=5_000, dropout=0.5, l2=0.001, seed=3)
    assert config.describe() == RunConfig().describe() + (
        " · learning rate 0.01 · batch size 128 · vocabulary 5,000 · dropout 0.5 · L2 penalty 0.001 · seed 3"
    )


def test_the_36_descriptions_of_the_grid_are_all_different():
    assert len({config.describe() for config in article_grid()}) == 36


def test_values_are_shown_the_way_people_read_them():
    assert KNOBS["activation"].show("relu") == "ReLU"
    assert KNOBS["vocabulary"].show(10_000) == "10,000"
    assert KNOBS["learning_rate"].show(0.001) == "0.001"


def test_repeats_differ_only_in_the_seed_and_are_ordered_by_seed():
    configs = [RunConfig(), RunConfig("tanh", seed=7)]
    assert repeated(configs, [0, 3]) == [RunConfig(), RunConfig("tanh"), RunConfig(seed=3), RunConfig("tanh", seed=3)]
    assert repeated(configs, []) == repeated([], [0, 3]) == []
