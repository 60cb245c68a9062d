"""The article's 36 combinations: trained by a real worker, ranked by the leaderboard, and asked about a review."""

import re
from itertools import combinations

import pytest
from playwright.sync_api import expect

from explorer.config import article_grid
from explorer.insight.effects import changes
from explorer.insight.ranking import standings
from explorer.wording.effect_sentences import change_name
from tests.support.browser import assert_no_traceback, press, tick_row

pytestmark = pytest.mark.browser

RACE = "Validation accuracy by epoch, one line for each network that trains"
OPINIONS = "How probable a positive review is to each of the article's combinations"
# The number of rows that the table shows at least.
IN_SIGHT = 8


def test_the_36_race_the_tied_share_a_band_one_knob_is_explained_and_all_judge(visit, app):
    page = visit("leaderboard")
    press(page, "Train the article's 36 combinations")
    expect(page.locator(f'[aria-label^="{RACE}"]').first).to_be_visible()
    expect(page.get_by_text("combinations are all trained.")).to_be_visible()

    runs = app.store.runs()
    settings = standings(runs)
    assert {setting.config for setting in settings} == set(article_grid())
    tied = sum(setting.tied for setting in settings)
    expect(page.get_by_text("All 36 settings share" if tied == 36 else f"{tied} of 36 settings share")).to_be_visible()
    expect(page.get_by_role("heading", name="Is it real?")).to_be_visible()
    expect(page.get_by_role("heading", name="What mattered")).to_be_visible()

    one, other, change = next(
        (one, other, found[0])
        for one, other in combinations(range(IN_SIGHT), 2)
        if len(found := changes(settings[one], settings[other], runs)) == 1
    )
    tick_row(page, one)
    tick_row(page, other)
    expect(page.get_by_role("heading", name="Is it really better?")).to_be_visible()
    page.get_by_role("radio", name="What differs?").click()
    expect(page.get_by_role("heading", name="What differs?")).to_be_visible()
    expect(page.get_by_text(change_name(change)).first).to_be_visible()

    page.get_by_role("link", name="Your review").click()
    press(page, "Irony")
    press(page, "Ask all 36")
    opinions = page.locator(f'[aria-label^="{OPINIONS}"]').first
    expect(opinions).to_be_visible()
    for place, config in (((0.17, 0.13), article_grid()[0]), ((0.93, 0.82), article_grid()[-1])):
        box = opinions.bounding_box()
        opinions.click(position={"x": box["width"] * place[0], "y": box["height"] * place[1]})
        expect(page.get_by_text(re.compile(rf"^Run \d+, {re.escape(config.describe())}, says"))).to_be_visible()
    assert_no_traceback(page)
