"""The Leaderboard page is a stage: who leads, the table with what stands beside it, and the race are on one screen."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.accessibility import assert_accessible
from tests.support.browser import await_drawn, await_redrawn, tick_row
from tests.support.leaderboard import Race
from tests.support.viewport import (
    LARGE,
    PHONE,
    PROJECTOR,
    assert_no_sideways_scroll,
    assert_on_screen,
    assert_readable,
    assert_starts_at_the_top,
    box,
    resize,
)

pytestmark = pytest.mark.browser

GRID = "Train the article's 36 combinations"
# Pixels of the table's header and of a row, at normal size.
HEADER, ROW = 36, 35
# Keeps the fonts that are used to paint on a canvas.
FONTS = """
    window.fonts = new Set();
    const font = Object.getOwnPropertyDescriptor(CanvasRenderingContext2D.prototype, 'font');
    Object.defineProperty(CanvasRenderingContext2D.prototype, 'font', {
        get() { return font.get.call(this); },
        set(value) { font.set.call(this, value); window.fonts.add(this.font.match(/[\\d.]+px/)[0]); },
    });
"""
# Keeps what has stood on the stage twice, or with what follows it, for longer than the parts of a page take to arrive.
TWICE = """() => {
    const since = {};
    window.twice = new Set();
    const note = (what, now) => {
        if (!now) return delete since[what];
        since[what] ??= {moment: performance.now(), frames: 0};
        // On a busy machine, a single frame takes that long.
        if (++since[what].frames > 4 && performance.now() - since[what].moment > 150) window.twice.add(what);
    };
    const all = selector => [...document.querySelectorAll('.st-key-board ' + selector)].filter(one => one.offsetParent);
    const look = () => {
        for (const part of ['.st-key-board_row', '.st-key-board_head', '[data-testid=stDataFrame]', '.st-key-beside'])
            note(part, all(part).length > 1);
        const stop = all('button').some(one => one.textContent.includes('Stop these'));
        note('the race and what follows it', stop && all('.st-key-grid_repeats').length);
        note('the race and the table', all('.st-key-board_race').length && all('.st-key-board_beside').length);
        requestAnimationFrame(look);
    };
    look();
}"""


def sized(size):
    """Prepares a page of that size."""
    return lambda page: page.set_viewport_size(dict(zip(("width", "height"), size)))


def headline(page):
    return page.get_by_role("heading", level=2).first


def table(page):
    return page.get_by_test_id("stDataFrame").first


def columns(page):
    """The headings of the table's columns."""
    headings = table(page).locator("canvas [role=columnheader]")
    headings.nth(2).wait_for(state="attached")
    return [text for text in headings.all_inner_texts() if text.strip()]


def chart(page, name):
    return page.locator(f'[aria-label^="{name}"]').first


def look_at(page, view):
    """Choose what stands beside the table."""
    page.get_by_role("radio", name=view).click()
    await_drawn(page)


def assert_chart_is_whole(found):
    expect(found.locator("svg").get_by_text("Epoch", exact=True)).to_be_visible()
    assert_readable(found)


@pytest.fixture(scope="module")
def grid(app):
    """The article's 36, trained."""
    Race(app.store).finish()


@pytest.fixture
def board(visit, grid):
    """A function that opens the leaderboard with the 36."""

    def open_board(address="leaderboard", size=PROJECTOR, prepare=lambda page: None):
        page = visit(address, lambda page: (sized(size)(page), prepare(page)))
        expect(table(page).locator("canvas").first).to_be_visible()
        expect(chart(page, "Accuracy by epoch").locator("svg")).to_be_visible()
        await_drawn(page)
        return page

    return open_board


def test_from_nothing_through_a_race_to_the_table_all_is_on_one_screen_and_stays(visit, app):
    page = visit("leaderboard", sized(PROJECTOR))
    button = page.get_by_role("button", name=GRID)
    cards = page.get_by_role("heading", level=3)
    for size in (LARGE, PROJECTOR):
        resize(page, size)
        own = page.get_by_role("button", name="Your own grid")
        assert_on_screen(page, leader=headline(page), grid=button, own=own, first=cards.first, last=cards.last)
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    assert_starts_at_the_top(page)
    places = [box(headline(page))[:2], box(page.locator(".st-key-board_row"))[:2]]

    page.evaluate(TWICE)
    race = Race(app.store)
    page.reload()
    page.evaluate(TWICE)
    stop, drawn = page.get_by_role("button", name="Stop these"), chart(page, "Validation accuracy by epoch, one line")
    expect(stop).to_be_visible()
    expect(drawn.locator("svg")).to_be_visible()
    assert_accessible(page)
    race.epochs(7)
    leader = page.get_by_text("In front so far:")
    expect(leader).to_be_visible()
    for size in (LARGE, PROJECTOR):
        resize(page, size)
        assert_on_screen(page, progress=page.get_by_test_id("stProgress"), stop=stop, leader=leader, chart=drawn)
        assert_chart_is_whole(drawn)
        assert_no_sideways_scroll(page)
    assert box(headline(page))[:2] == places[0]

    drawn.hover()
    tools = page.get_by_test_id("stElementToolbar").filter(visible=True)
    expect(tools.first).to_be_visible()
    assert box(tools.first)[1] >= box(stop)[3] - 1

    race.finish()
    expect(page.get_by_text("combinations are all trained")).to_be_visible()
    expect(table(page).locator("canvas").first).to_be_visible()
    await_drawn(page)
    assert [box(headline(page))[:2], box(page.locator(".st-key-board_row"))[:2]] == places
    assert page.evaluate("[...window.twice]") == []


@pytest.mark.parametrize("size", [PROJECTOR, LARGE], ids=str)
def test_leader_ties_ten_rows_and_one_setting_are_on_one_screen(board, size):
    page = board(size=size)
    expect(headline(page)).to_have_text(
        re.compile(r"^Nobody leads yet: all 36 settings tie, at 8\d\.\d\d% ± 0\.\d\d and less$")
    )
    assert_on_screen(
        page,
        leader=headline(page),
        ties=page.get_by_text("All 36 settings share first place"),
        grid=page.get_by_text("combinations are all trained"),
        own=page.get_by_role("button", name="Your own grid"),
        common=page.get_by_text("36 settings · all: 10 epochs"),
        table=table(page),
        accuracy=chart(page, "Accuracy by epoch"),
        loss=chart(page, "Loss by epoch"),
        use=page.get_by_role("button", name="Use these settings"),
    )
    _, top, _, bottom = box(table(page))
    assert bottom - top >= HEADER + 10 * ROW
    assert columns(page) == ["Place", "Accuracy", "Activation", "Loss", "Units", "Layers", "Curve"]
    for name in ("Accuracy", "Loss"):
        assert_chart_is_whole(chart(page, f"{name} by epoch"))
    assert_no_sideways_scroll(page)


def test_what_is_clicked_and_what_is_ticked_stand_beside_the_table_and_nothing_jumps(board):
    page = board()
    below = page.get_by_role("heading", name="Is it real?", exact=True)
    places = [box(one) for one in (table(page), page.locator(".st-key-board_beside"), below)]

    before = page.get_by_role("heading", level=3, name=re.compile("^Run ")).inner_text()
    page.get_by_test_id("stDataFrame").first.click(position={"x": 150, "y": HEADER + 3.5 * ROW})
    expect(page.get_by_role("heading", level=3, name=before)).to_have_count(0)
    await_drawn(page)
    assert_on_screen(page, accuracy=chart(page, "Accuracy by epoch"), loss=chart(page, "Loss by epoch"))

    tick_row(page, 0)
    tick_row(page, 4)
    verdict = page.get_by_test_id("stAlert")
    expect(verdict).to_contain_text("Cannot tell yet")
    more = page.get_by_role("button", name="Train three more repeats of each")
    assert_on_screen(page, table=table(page), verdict=verdict, basis=page.get_by_text("You picked these 2"), more=more)
    assert box(verdict)[0] > box(table(page))[2] - 1

    look_at(page, "What differs?")
    differs = page.get_by_text("These two differ in")
    expect(differs).to_be_visible()
    await_drawn(page)
    assert_on_screen(page, table=table(page), differs=differs, elsewhere=page.get_by_text("elsewhere:").last)
    assert [box(one) for one in (table(page), page.locator(".st-key-board_beside"), below)] == places
    assert_no_sideways_scroll(page)


def has_ring(focused):
    """Whether one sees that something has the focus."""
    return focused.evaluate(
        "one => getComputedStyle(one).boxShadow !== 'none' || getComputedStyle(one).outlineStyle !== 'none'"
    )


def test_by_keyboard_alone_a_row_is_chosen_and_two_are_ticked(board):
    page = board()
    cell = "document.activeElement.id.startsWith('glide-cell') && document.activeElement.id"

    def key(name):
        page.keyboard.press(name)
        # The table waits for further keys before it sends its selection.
        await_redrawn(page)
        return page.evaluate(cell)

    page.get_by_role("button", name="Filter").focus()
    tools = 0
    while not key("Tab"):
        tools += 1
        assert tools <= 5 and has_ring(page.locator(":focus"))
    assert page.evaluate(cell) == "glide-cell-1-0"
    run = page.get_by_role("heading", level=3, name=re.compile("^Run "))
    leader, unfocused = run.inner_text(), table(page).screenshot()
    assert key("ArrowDown") == "glide-cell-1-1"
    assert run.inner_text() != leader
    # Where the focus is can be seen.
    assert table(page).screenshot() != unfocused
    key("Shift+Space")
    key("ArrowDown")
    assert key("Shift+Space") == "glide-cell-1-2"
    expect(page.get_by_test_id("stAlert")).to_be_visible()
    while key("Tab"):
        pass
    names = []
    for _ in range(8):
        focused = page.locator(":focus")
        if focused.evaluate("one => ['BUTTON', 'A'].includes(one.tagName)"):
            assert has_ring(focused)
            # Icons are letters, too.
            names += focused.inner_text().split("\n")
        key("Tab")
    for name in ("Download", "Setting", "Train three more repeats of each"):
        assert name in names
    page.get_by_role("radio", name="Setting").focus()
    for name in ("ArrowRight", "ArrowRight", "Space"):
        key(name)
    expect(page.get_by_role("heading", name="What differs?")).to_be_visible()


def test_in_big_type_the_rule_still_holds_and_the_tables_letters_are_big_too(board, app):
    page = board("leaderboard?big=1", prepare=lambda page: page.add_init_script(FONTS))
    page.wait_for_function("window.fonts.has('21px')")
    accuracy = chart(page, "Accuracy by epoch")
    assert_on_screen(
        page,
        leader=headline(page),
        ties=page.get_by_text("All 36 settings share first place"),
        grid=page.get_by_text("combinations are all trained"),
        table=table(page),
        use=page.get_by_role("button", name="Use these settings"),
        hide=page.get_by_role("button", name="Hide", exact=True),
        accuracy=accuracy,
    )
    expect(accuracy.locator("svg").get_by_text("Epoch", exact=True)).to_be_visible()
    assert_readable(accuracy, letters=1.5 * 11)
    expect(chart(page, "Loss by epoch")).to_have_count(0)
    _, top, _, bottom = box(table(page))
    assert box(page.locator(".st-key-board_beside"))[3] == pytest.approx(bottom, abs=2)
    # Rows are at least 1.2 times as high as letters.
    assert bottom - top >= 1.5 * HEADER + 8 * 1.2 * 24
    assert columns(page) == ["Place", "Accuracy", "Activation", "Loss", "Units", "Layers", "Curve"]
    assert_no_sideways_scroll(page)
    assert_accessible(page)

    switch = page.get_by_role("switch", name="Big type")
    for usual, other in (("14px", "21px"), ("21px", "14px")):
        switch.press("Space")
        page.wait_for_function("size => window.fonts.has(size)", arg=usual)
        await_drawn(page)
        page.evaluate("window.fonts.clear()")
        table(page).hover()
        page.wait_for_function("size => window.fonts.has(size)", arg=usual)
        assert not page.evaluate("size => window.fonts.has(size)", other)


def test_on_a_phone_everything_fits_its_width_and_can_be_read(board):
    page = board(size=PHONE)
    # It has no room for the curves, as soon as the browser has told that it is a phone.
    page.wait_for_function(
        "[...document.querySelectorAll('.dvn-scroller')].every(one => one.scrollWidth <= one.clientWidth + 1)"
    )
    expect(table(page).locator("canvas [role=columnheader]").get_by_text("Curve")).to_have_count(0)
    await_drawn(page)
    assert_no_sideways_scroll(page)
    assert columns(page) == ["Place", "Accuracy", "Activation", "Loss", "Units", "Layers"]
    left, _, right, _ = box(table(page))
    assert right - left == pytest.approx(PHONE[0] - 2 * 16, abs=1)
    for found in page.get_by_test_id("stVegaLiteChart").all():
        found.scroll_into_view_if_needed()
        expect(found.locator("svg").first).to_be_visible()
        assert_readable(found)
    # A tap finds its row although the table is made smaller.
    page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
    for row in (0, 2):
        table(page).click(position={"x": 15, "y": 0.84 * (HEADER + (row + 0.5) * ROW)})
        await_redrawn(page)
    expect(page.get_by_role("heading", name="Is it really better?")).to_be_visible()
    assert_no_sideways_scroll(page)


def test_nothing_keeps_people_from_using_the_table_or_what_is_beside_it(board):
    page = board()
    assert_accessible(page)
    for opened in ("Filter", "Your own grid", "Repeats", "Hide"):
        page.get_by_role("button", name=opened, exact=True).click()
        expect(page.get_by_role("dialog", name=opened, exact=True)).to_be_visible()
        assert_accessible(page)
        page.keyboard.press("Escape")
    tick_row(page, 0)
    tick_row(page, 1)
    expect(page.get_by_test_id("stAlert")).to_be_visible()
    assert_accessible(page)
    look_at(page, "What differs?")
    expect(page.get_by_text("These two differ in")).to_be_visible()
    await_drawn(page)
    assert_accessible(page)


def test_a_race_beside_a_table_is_watched_or_not_and_nothing_jumps(board, visit, app):
    before = board()
    places = [box(one)[:2] for one in (headline(before), before.locator(".st-key-board_row"), table(before))]
    race = Race(app.store, seed=1)
    race.epochs(3)
    page = visit("leaderboard", sized(PROJECTOR))
    drawn, progress = chart(page, "Validation accuracy by epoch, one line"), page.get_by_test_id("stProgress")
    expect(drawn.locator("svg")).to_be_visible()
    page.evaluate(TWICE)
    assert_on_screen(page, chart=drawn, progress=progress, stop=page.get_by_role("button", name="Stop these"))
    page.get_by_role("button", name="Show the table").click()
    expect(table(page).locator("canvas").first).to_be_visible()
    await_drawn(page)
    assert_on_screen(page, table=table(page), progress=progress, stop=page.get_by_role("button", name="Stop these"))
    assert [box(one)[:2] for one in (headline(page), page.locator(".st-key-board_row"), table(page))] == places
    page.get_by_role("button", name="Watch the race").click()
    expect(drawn.locator("svg")).to_be_visible()
    assert_chart_is_whole(drawn)
    assert_no_sideways_scroll(page)
    race.stop()
    expect(table(page).locator("canvas").first).to_be_visible()
    await_drawn(page)
    assert page.evaluate("[...window.twice]") == []


def test_in_big_type_a_race_is_whole(visit, grid, app):
    race = Race(app.store, seed=2)
    race.epochs(9)
    page = visit("leaderboard?big=1", sized(PROJECTOR))
    drawn = chart(page, "Validation accuracy by epoch, one line")
    expect(drawn.locator("svg")).to_be_visible()
    await_drawn(page)
    page.wait_for_timeout(1500)
    leader, stop = page.get_by_text("In front so far:"), page.get_by_role("button", name="Stop these")
    assert_on_screen(page, leader=leader, progress=page.get_by_test_id("stProgress"), stop=stop, chart=drawn)
    expect(drawn.locator("svg").get_by_text("Epoch", exact=True)).to_be_visible()
    assert_readable(drawn, letters=1.5 * 11)
    assert_accessible(page)
    race.stop()
