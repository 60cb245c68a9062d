"""A headless browser that speaks Streamlit's protocol, as a real one does.

It gets the server's XSRF cookie first and sends it, with its origin, when it connects to `/_stcore/stream`. There the
server sends `ForwardMsg`s, and the browser `BackMsg`s. It remembers the widgets of the page by their labels, sends a rerun
when one of them is used, and reruns fragments by timers, as the server's `AutoRerun` messages say.

The types of the messages are private parts of Streamlit, read in version 1.67. Only this module imports them.
"""

import asyncio
import time
import urllib.request
from collections.abc import Coroutine
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from explorer.errors import ExplorerError

PATIENCE_SECONDS = 120
XSRF = "_streamlit_xsrf"
WIDGETS = ("radio", "slider", "number_input", "button")


class Browser:
    """One visitor's browser. `open` it first, and `close` it in the end.

    Attributes:
        refreshes: how many seconds each timed rerun of a fragment took.
        runs: how many times the whole page was drawn.
        bars: the texts of all progress bars so far.
        errors: the texts of all error boxes so far.
    """

    def __init__(self, url: str) -> None:
        self.refreshes: list[float] = []
        self.runs = 0
        self.bars: set[str] = set()
        self.errors: list[str] = []
        self._url = url
        self._connection: Any = None
        self._tasks: list[asyncio.Task] = []
        self._timers: dict[str, asyncio.Task] = {}
        self._asked: dict[str, float] = {}
        self._pages: dict[str, str] = {}
        self._page = self._query = ""
        self._widgets: dict[str, Any] = {}
        self._states: dict[str, Any] = {}
        # Set when the next run of the whole page is done, and whether that run has begun.
        self._answer: asyncio.Future[None] | None = None
        self._begun = self._drawing = False

    @property
    def settled(self) -> bool:
        """Whether the page is drawn and no timer will redraw any of it."""
        return not (self._drawing or self._timers)

    def has_shown(self, texts: tuple[str, ...]) -> bool:
        """Whether a progress bar has had a text that begins with one of these."""
        return any(text.startswith(texts) for text in self.bars)

    @property
    def run_id(self) -> int | None:
        """The run that the address bar names, or None."""
        (text,) = parse_qs(self._query).get("run", [""])
        return int(text) if text else None

    async def open(self) -> float:
        """Open the app's first page. Returns the seconds until it was drawn."""
        import websockets.asyncio.client as client
        from websockets.typing import Origin, Subprotocol

        began = time.monotonic()
        cookie = await asyncio.to_thread(_xsrf_cookie, self._url)
        self._connection = await client.connect(
            f"{self._url.replace('http', 'ws', 1)}/_stcore/stream",
            origin=Origin(self._url),
            subprotocols=[Subprotocol("streamlit"), Subprotocol(cookie)],
            additional_headers={"Cookie": f"{XSRF}={cookie}"},
            max_size=None,
            proxy=None,
        )
        self._start(self._listen())
        await self._rerun()
        return time.monotonic() - began

    async def close(self) -> None:
        """Close the connection, as closing a tab does."""
        self._stop_timers()
        if self._connection is not None:
            await self._connection.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def go_to(self, title: str) -> float:
        """Open another page by its link. Returns the seconds until it was drawn."""
        self._page = self._pages[title]
        return await self._rerun()

    async def choose(self, label: str, value: str | float) -> float:
        """Set the widget with that label. Returns the seconds until the page was drawn again."""
        widget = self._widget(label)
        if value in (written := {text.split(" · ")[0]: text for text in getattr(widget, "options", ())}):
            # The page marks the article's values.
            value = written[value]
        self._states[widget.id] = _state(widget.id, [value] if widget.DESCRIPTOR.name == "Slider" else value)
        return await self._rerun()

    async def press(self, label: str) -> float:
        """Press the button with that label. Returns the seconds until the page was drawn again."""
        return await self._rerun(_state(self._widget(label).id, True))

    def _widget(self, label: str) -> Any:
        if label not in self._widgets:
            raise ExplorerError(f"There is no widget “{label}” on the page. Errors on it: {self.errors or 'none'}.")
        return self._widgets[label]

    async def _rerun(self, *pressed: Any) -> float:
        began = time.monotonic()
        self._answer, self._begun = asyncio.get_running_loop().create_future(), False
        await self._send("", pressed)
        try:
            await asyncio.wait_for(self._answer, PATIENCE_SECONDS)
        except TimeoutError:
            raise ExplorerError(f"A page was not drawn within {PATIENCE_SECONDS} seconds.") from None
        return time.monotonic() - began

    async def _send(self, fragment: str, pressed: tuple[Any, ...] = ()) -> None:
        from streamlit.proto.BackMsg_pb2 import BackMsg

        message = BackMsg()
        script = message.rerun_script
        script.query_string, script.page_script_hash, script.fragment_id = self._query, self._page, fragment
        script.is_auto_rerun = bool(fragment)
        script.context_info.url = f"{self._url}/"
        script.widget_states.widgets.extend([*self._states.values(), *pressed])
        await self._connection.send(message.SerializeToString())

    async def _listen(self) -> None:
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
        from websockets.exceptions import ConnectionClosed

        try:
            async for data in self._connection:
                self._receive(ForwardMsg.FromString(data))
        except ConnectionClosed:
            pass
        except Exception as error:
            self._fail(error)
        self._fail(ExplorerError("The app has closed the connection."))

    def _fail(self, error: Exception) -> None:
        self._stop_timers()
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)

    def _receive(self, message: Any) -> None:
        kind = message.WhichOneof("type")
        fragments = message.metadata.run.fragment_ids
        if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._draw(message.delta.new_element)
        elif kind == "new_session" and not fragments:
            self._page = message.new_session.page_script_hash
            self._begun = self._drawing = True
            self._stop_timers()
        elif kind == "navigation":
            self._pages = {page.page_name: page.page_script_hash for page in message.navigation.app_pages}
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "auto_rerun" and message.auto_rerun.fragment_id not in self._timers:
            timer = self._start(self._refresh(message.auto_rerun.fragment_id, message.auto_rerun.interval))
            self._timers[message.auto_rerun.fragment_id] = timer
        elif kind == "stop_auto_rerun":
            for fragment in message.stop_auto_rerun.fragment_ids:
                if fragment in self._timers:
                    self._timers.pop(fragment).cancel()
        elif kind == "script_finished":
            self._finished(message.script_finished, fragments)

    def _draw(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        if kind in WIDGETS:
            widget = getattr(element, kind)
            self._widgets[widget.label] = widget
            # A browser sends the values of all widgets with each rerun, beginning with the defaults.
            if kind != "button" and (widget.set_value or widget.id not in self._states):
                self._states[widget.id] = _state(widget.id, _value(kind, widget))
        elif kind == "progress":
            self.bars.add(element.progress.text)
        elif kind == "exception":
            self.errors.append(element.exception.message)
        elif kind == "alert" and element.alert.format == element.alert.ERROR:
            self.errors.append(element.alert.body)

    def _finished(self, status: int, fragments: Any) -> None:
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

        if status == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY:
            now = time.monotonic()
            self.refreshes += [now - self._asked.pop(fragment) for fragment in fragments if fragment in self._asked]
        elif status == ForwardMsg.FINISHED_SUCCESSFULLY and not fragments:
            self.runs += 1
            self._drawing = False
            if self._begun and self._answer is not None and not self._answer.done():
                self._answer.set_result(None)
        elif not fragments:
            # The run was interrupted; another one takes its place.
            self._begun = False

    async def _refresh(self, fragment: str, interval: float) -> None:
        # A browser's timer does not wait for the answer either. The server merges requests that come meanwhile.
        while True:
            await asyncio.sleep(interval)
            self._asked.setdefault(fragment, time.monotonic())
            await self._send(fragment)

    def _start(self, work: Coroutine) -> asyncio.Task:
        # A timer can fail at the end of the connection, which `_listen` reports, so only `close` looks at what became of it.
        task = asyncio.create_task(work)
        self._tasks.append(task)
        return task

    def _stop_timers(self) -> None:
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        self._asked.clear()


def _value(kind: str, widget: Any) -> str | float | list:
    """The value of a widget that the server has just sent."""
    if kind == "number_input":
        return widget.value if widget.set_value else widget.default
    if kind == "radio":
        return widget.raw_value if widget.set_value else widget.options[widget.default]
    if widget.options:
        return list(widget.raw_value) if widget.set_value else [widget.options[int(index)] for index in widget.default]
    return list(widget.value if widget.set_value else widget.default)


def _state(widget_id: str, value: str | float | bool | list) -> Any:
    """A widget's value as a browser sends it. A slider's value is a list."""
    from streamlit.proto.WidgetStates_pb2 import WidgetState

    state = WidgetState(id=widget_id)
    if value is True:
        state.trigger_value = True
    elif isinstance(value, list):
        (state.string_array_value if isinstance(value[0], str) else state.double_array_value).data.extend(value)
    elif isinstance(value, str):
        state.string_value = value
    else:
        state.double_value = value
    return state


def _xsrf_cookie(url: str) -> str:
    """The token that the server sends with its first response and expects in later requests."""
    with urllib.request.urlopen(f"{url}/_stcore/health", timeout=PATIENCE_SECONDS) as response:
        return SimpleCookie(response.headers["Set-Cookie"])[XSRF].value
