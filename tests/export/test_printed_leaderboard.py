"""The leaderboard as a page to print: it needs nothing else, says what its figures mean, and runs nothing of anybody's."""

import re
from datetime import datetime
from html.parser import HTMLParser

import pytest

from explorer import corpus
from explorer.config import RunConfig
from explorer.export import printed_leaderboard
from explorer.insight.ranking import standings
from tests.support.other_classes import LETTERS
from tests.support.runs import GRID, epoch, run, trained

NOW = datetime(2026, 11, 3, 14, 5)


class Cells(HTMLParser):
    """The texts of a page's cells by row, and all other elements with what they refer to."""

    def __init__(self, html):
        super().__init__()
        self.rows, self.tags, self.references = [], set(), []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.references += [value for name, value in attributes if name in ("src", "href")]
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data):
        if self.rows and self.rows[-1] and self.lasttag in ("td", "th"):
            self.rows[-1][-1] += data.strip()


def printed(runs, source=None, hidden=0):
    source = source or corpus.get_source("packaged")
    settings = standings(runs, source.validation)
    histories = {one.id: [epoch(number, 0.80 + number / 100) for number in range(1, 9)] for one in runs}
    return settings, printed_leaderboard.page(source, settings, histories, hidden, NOW)


@pytest.fixture(scope="module")
def grid():
    """The article's 36 combinations three times each: the deeper, the worse."""
    return trained(GRID, lambda config: 0.89 - 0.02 * (config.layers - 1) + config.seed / 1_000)


def test_every_setting_has_its_row_with_place_accuracy_repeats_and_curve(grid):
    settings, html = printed(grid)
    head, *rows = Cells(html).rows
    assert head == ["Place", "Accuracy", "Settings", "Repeats", "Best run", "Curve"]
    assert [row[2] for row in rows] == [setting.config.describe() for setting in settings]
    assert {row[3] for row in rows} == {"3"}
    tied = sum(setting.tied for setting in settings)
    assert tied == 12 and [row[0] for row in rows] == ["=1"] * 12 + [str(place) for place in range(13, 37)]
    assert html.count('<tr class="tied">') == 12 and html.count("<polyline") == 36
    assert all(re.fullmatch(r"8\d\.\d\d% ± \d\.\d\d", row[1]) for row in rows)


def test_it_says_what_it_is_of_when_and_what_makes_it_honest(grid):
    _, html = printed(grid, hidden=2)
    for words in (
        "Leaderboard: Packaged reviews",
        "15,000 reviews to learn from, 5,000 to compare with · 36 settings, 108 runs · 3 November 2026, 14:05",
        "Nobody leads yet: 12 of 36 settings tie",
        "2 runs are hidden and left out",
        "that had no part in the choice, the exam says",
        "<strong>12 of 36 settings share first place</strong>",
        "(Games and Howell 1976, Hsu 1996)",
    ):
        assert words in html
    assert "**" not in html


def test_it_needs_nothing_else_and_runs_nothing(grid):
    _, html = printed(grid)
    page = Cells(html)
    assert page.references == [] and "script" not in page.tags
    assert "url(" not in html and "@import" not in html and "http" not in html


def test_a_single_run_of_one_epoch_and_a_setting_with_few_words_are_printed():
    _, html = printed([run(1, RunConfig(), [epoch(1, 0.62)])])
    assert "There is no other setting to compare it with yet." in html
    assert 'class="tied"' not in html and "All have in common" not in html


def test_names_from_a_file_are_text(letters):
    one = run(1, RunConfig(), [epoch(1, 0.82)], dataset=LETTERS.name)
    _, html = printed([one], LETTERS)
    assert "“&lt;b&gt;*x*&lt;/b&gt;” gets 80.0%" in html
    assert "b" not in Cells(html).tags
