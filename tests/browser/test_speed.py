"""How long a visitor waits. It is reported but not asserted, because timings on a shared machine are not reliable."""

import statistics

import pytest
from playwright.sync_api import expect

from tests.support.browser import epoch_after, press, run_of

pytestmark = pytest.mark.browser

# Milliseconds from the event until the wanted text is in the page. It is looked for in `textContent`, because `innerText`
# would force another layout in every frame.
CLICK = """([click, wanted]) => new Promise(done => {
    const began = performance.now();
    const look = () => {
        const text = document.querySelector('[data-testid=stMain]').textContent;
        text.includes(wanted) ? done(performance.now() - began) : requestAnimationFrame(look);
    };
    [...document.querySelectorAll('[data-testid=stSidebar] label')].find(one => one.innerText === click).click();
    look();
})"""
FIRST_PAGE = """() => new Promise(done => {
    const look = () =>
        document.body.textContent.includes('Press Train') ? done(performance.now()) : requestAnimationFrame(look);
    look();
})"""


def test_a_click_is_redrawn_while_the_worker_trains(visit, app, waited):
    # Nobody has opened a page of it yet.
    app.stop()
    app.start()
    page = visit()
    first = page.evaluate(FIRST_PAGE)
    again = visit().evaluate(FIRST_PAGE)
    page.goto(f"{app.url}/?epochs=50&units=512&layers=5")
    press(page, "Train")
    run = run_of(page)
    epoch_after(page, 0)
    page.get_by_text("The network that Train would train").click()
    # The first layer is always bent by ReLU.
    expect(page.get_by_text("units each, bent by ReLU")).to_be_visible()
    waits = []
    for _ in range(4):
        for click, wanted in (("tanh", "units each, bent by tanh"), ("ReLU", "units each, bent by ReLU")):
            waits.append(page.evaluate(CLICK, [click, wanted]))
    assert app.store.run(run).active
    app.store.request_stop([run])
    expect(page.get_by_text("Stopped after epoch")).to_be_visible()
    waited("first page of the app", first)
    waited("first page of a second visitor", again)
    waited("click while the worker trains, median", statistics.median(waits))
    waited("click while the worker trains, slowest of eight", max(waits))
