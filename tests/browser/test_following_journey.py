"""Beside a result, five knobs are turned without a press, and each time the whole curves stand there."""

import re
import time
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from explorer.config import RunConfig
from explorer.scheduling.neighbours import neighbours
from explorer.store import State
from tests.support.browser import assert_no_traceback, press, run_of, until
from tests.support.running_app import App
from tests.support.waiting import eventually

pytestmark = [pytest.mark.browser, pytest.mark.workers]

SETTING = RunConfig(epochs=3, vocabulary=2_000, batch_size=2048)
TURNS = (("units", 24), ("units", 32), ("activation", "tanh"), ("loss", "mse"), ("layers", 2))
# The lines of the run's own curves are the last two of a chart.
LINES = """name => [...document.querySelectorAll(`.st-key-picture_${name}_curves svg .mark-line path[d]`)]
    .map(line => line.getAttribute("d"))"""


@pytest.fixture(scope="module")
def app(program, reviews, tmp_path_factory):
    """An app of its own, whose worker trains ahead."""
    app = App(tmp_path_factory.mktemp("ahead"), EXPLORER_AHEAD="1")
    yield app
    app.stop()


def lines(page):
    return {name: page.evaluate(LINES, name) for name in ("accuracy", "loss")}


def turn(page, before, config):
    """Turn the knob in which two settings differ, by one step."""
    sidebar = page.get_by_test_id("stSidebar")
    if config.activation != before.activation:
        sidebar.get_by_text(config.activation, exact=True).click()
    elif config.loss != before.loss:
        sidebar.get_by_text("Mean squared error", exact=True).click()
    else:
        label = "Hidden units" if config.units != before.units else "Hidden layers"
        sidebar.get_by_role("slider", name=label).press("ArrowRight")


def test_five_turns_show_whole_curves_each_time_without_a_press(visit, app):
    said = {name: str(value) for name, value in SETTING.to_dict().items()}
    page = visit("?" + "&".join(f"{name}={said[name]}" for name in ("epochs", "vocabulary", "batch_size")))
    expect(page.get_by_text("The training worker is ready.")).to_be_visible()
    press(page, "Train")
    expect(page.get_by_text("Finished: 3 of 3 epochs")).to_be_visible()
    config = SETTING
    for name, value in TURNS:
        # Somebody looks for a while.
        around = [one for one in neighbours(config) if getattr(one, name) == value]
        eventually(lambda around=around: app.store.answered(around, "packaged"), "it is not trained ahead")
        trained, drawn, number = len(app.store.runs()), lines(page), run_of(page)
        before, config = config, replace(config, **{name: value})
        turn(page, before, config)
        until(page, "before => document.querySelector('h1').textContent !== `Run ${before}`", number)
        until(page, f"([name, before]) => ({LINES})(name).join() !== before.join()", ["loss", drawn["loss"]])
        run = app.store.run(run_of(page))
        assert (run.config, run.state, run.epochs_done) == (config, State.FINISHED, 3)
        expect(page.get_by_text("Finished: 3 of 3 epochs")).to_be_visible()
        expect(page.get_by_text(f"Faint and dashed: run {number}.")).to_be_visible()
        # The old curves are left behind the new ones, where the losses can be compared.
        assert lines(page)["accuracy"][:2] == drawn["accuracy"][-2:]
        # What nobody has looked at is no run.
        assert len(app.store.runs()) == trained + 1
    assert_no_traceback(page)


def test_a_press_goes_first_and_while_others_train_a_turn_waits_for_a_press(visit, app):
    page = visit("?epochs=20&batch_size=128")
    expect(page.get_by_text("The training worker is ready.")).to_be_visible()
    press(page, "Train")
    expect(page.get_by_text("Finished: 20 of 20 epochs")).to_be_visible()
    # Its neighbours train by now.
    time.sleep(3)
    other = visit("?epochs=2")
    press(other, "Train")
    expect(other.get_by_text("Finished: 2 of 2 epochs")).to_be_visible()

    number, cluster = run_of(page), app.store.runs()[-1].cluster_id
    (long,) = app.store.add([RunConfig(epochs=50, batch_size=32, seed=3)], "packaged", cluster, "somebody else")
    # So far away, nothing is trained ahead.
    page.get_by_test_id("stSidebar").get_by_role("slider", name="Hidden units").press("End")
    expect(page.get_by_text(re.compile("^Next: .*512"))).to_be_visible()
    assert run_of(page) == number
    app.store.request_stop([long])
    assert_no_traceback(page)
