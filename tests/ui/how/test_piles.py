"""The third step: training, validation and test reviews; the test reviews stay sealed."""

from tests.support.how_it_works import PILES, drawn, review_shown


def test_the_two_open_piles_show_different_reviews_with_their_answers(open_step):
    app = open_step(PILES)
    training = review_shown(app)
    app.segmented_control(key="how_pile").set_value("Validation").run()
    assert review_shown(app) != training
    assert any(caption.value.startswith("Its answer is “") for caption in app.main.caption)


def test_the_test_pile_stays_sealed(open_step):
    app = open_step(PILES)
    app.segmented_control(key="how_pile").set_value("Test").run()
    assert "Sealed" in review_shown(app)
    assert not app.main.caption


def test_the_piles_are_as_large_as_those_of_the_reviews_chosen(open_step):
    assert {row["pile"]: row["reviews"] for row in drawn(open_step(PILES))} == {
        "Training": 15_000,
        "Validation": 5_000,
        "Test": 5_000,
    }
