"""What a timer asks for late takes nothing from a page that has been drawn meanwhile."""

import asyncio

import pytest

from tests.support.running_app import STREAMLIT, App
from tools.stress.browser import Browser

SCRIPT = """
import streamlit as st
from explorer.ui import timer

st.button("Go")
timer.every(0.2, st.button, "In the part")
"""


class Visitor(Browser):
    """A browser that remembers which fragments had a timer, and in which of them the button of the timer's part was."""

    def __init__(self, url):
        super().__init__(url)
        self.timers, self.places = [], []

    def _receive(self, message):
        if message.HasField("auto_rerun"):
            self.timers.append(message.auto_rerun.fragment_id)
        if message.delta.new_element.button.label == "In the part":
            self.places.append(message.delta.fragment_id)
        super()._receive(message)


@pytest.fixture
def url(tmp_path):
    (tmp_path / "page.py").write_text(SCRIPT)
    app = App(tmp_path, STREAMLIT.replace("streamlit_app.py", f"{tmp_path}/page.py"))
    yield app.url
    app.stop()


def test_each_run_of_a_page_has_another_timer_and_its_buttons_stay(url):
    # A request for a fragment that the page still has can make Streamlit drop what it has drawn; one for any other cannot.
    async def press():
        visitor = Visitor(url)
        await visitor.open()
        for _ in range(3):
            await visitor.press("Go")
        while not visitor.refreshes:
            await asyncio.sleep(0.1)
        await visitor.close()
        return visitor

    visitor = asyncio.run(press())
    assert len(visitor.timers) == len(set(visitor.timers)) == visitor.runs == 4
    assert len(visitor.places) > visitor.runs and len(set(visitor.places)) == 1
