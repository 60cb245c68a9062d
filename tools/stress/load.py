"""What the visitors of the load test do: first as people do, then as fast as possible."""

import asyncio
import contextlib
import itertools
import time
from collections.abc import Awaitable
from dataclasses import dataclass

from explorer.config import KNOBS, RunConfig
from explorer.errors import ExplorerError
from tools.stress.app import App
from tools.stress.browser import Browser
from tools.stress.ledger import Ledger

OTHER_PAGES = ("Leaderboard", "Your review", "Exam", "How it works")
ARRIVAL_SECONDS, THINK_SECONDS, LOOK_SECONDS = 0.3, 0.5, 0.1
"""The time between two arrivals, between two actions of a visitor, and between two looks at a page."""
GREEDY_RUNS = 3
"""How many trainings every fourth visitor asks for at once."""
MEET_SECONDS = 60
QUEUE_TEXTS = ("Waiting:", "It is about to begin")
END_TEXTS = ("Finished:",)
"""How a page's texts about the place in the queue begin."""
DRIVERS, QUEUED = 3, 4
"""In the endurance phase: how many pages are requested at a time, and how many trainings are kept in the queue."""
SAMPLE_SECONDS = 0.5
FIRST_SEED = 1_000
"""Seeds of the endurance phase begin here, where no visitor's seed is."""


@dataclass(frozen=True)
class Plan:
    """The size of a load: visitors; trainings and page runs of the endurance phase; and a limit in minutes."""

    sessions: int = 30
    trainings: int = 500
    reruns: int = 2_000
    minutes: float = 15

    @property
    def shared(self) -> RunConfig:
        """What half of the visitors train."""
        return RunConfig(activation="tanh", units=32, epochs=4)

    def settings(self, number: int) -> RunConfig:
        """What a visitor trains, by their number from 0: even ones all the same, odd ones each with a seed of their own."""
        if number % 2 == 0:
            return self.shared
        return RunConfig(activation="relu", units=KNOBS["units"].article[number // 2 % 3], epochs=4, seed=10 * number)


@dataclass(frozen=True)
class Response:
    """How many seconds a page took, and whether a worker was training when it was requested."""

    page: str
    seconds: float
    training: bool


@dataclass(frozen=True)
class Watched:
    """A run that a visitor has watched: when its page was first drawn (seconds since 1970), and what it has shown."""

    run_id: int | None
    drawn: float
    position_shown: bool
    end_shown: bool


@dataclass(frozen=True)
class Sample:
    """Megabytes of each process after a number of trainings and page runs of the endurance phase."""

    trainings: int
    page_runs: int
    memory: dict[str, float]


class Load:
    """The visitors of an app, and what they have experienced so far."""

    def __init__(self, app: App, ledger: Ledger, plan: Plan) -> None:
        self.plan = plan
        self.responses: list[Response] = []
        self.watched: list[Watched] = []
        self.samples: list[Sample] = []
        self.faults: list[str] = []
        self.browsers = [Browser(app.url) for _ in range(plan.sessions)]
        self.visits_done = 0
        self.trainings = 0
        self._app, self._ledger = app, ledger
        self._training, self._ended, self._pressed = False, 0, 0
        # The runs that had ended and the pages that had been drawn before the endurance phase.
        self._before: tuple[int, int] | None = None

    async def run(self) -> None:
        """Run both phases, or what fits into the time."""
        observer = asyncio.create_task(self._observe())
        try:
            async with asyncio.timeout(self.plan.minutes * 60):
                await self._worker_ready()
                await self._visits()
                await self._endurance()
        except TimeoutError:
            # The numbers show what is missing.
            pass
        except (ExplorerError, OSError) as error:
            self.faults.append(str(error))
        finally:
            observer.cancel()
            await asyncio.gather(observer, *(browser.close() for browser in self.browsers), return_exceptions=True)

    @property
    def page_runs(self) -> int:
        """How many times whole pages were drawn in the endurance phase."""
        return 0 if self._before is None else self._drawn() - self._before[1]

    async def _observe(self) -> None:
        while True:
            self._ended, training = await asyncio.to_thread(self._ledger.counts)
            self._training = training > 0
            if self._before is not None:
                self.trainings = self._ended - self._before[0]
                memory = await asyncio.to_thread(self._app.memory)
                self.samples.append(Sample(self.trainings, self.page_runs, memory))
            await asyncio.sleep(SAMPLE_SECONDS)

    async def _worker_ready(self) -> None:
        first = Browser(self._app.url)
        try:
            await first.open()
            while not first.settled:
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            await first.close()
        if first.errors:
            raise ExplorerError(first.errors[0])

    # Visitors

    async def _visits(self) -> None:
        meeting = asyncio.Barrier(len(range(0, self.plan.sessions, 2)))
        await asyncio.gather(*(self._visit(number, meeting) for number in range(self.plan.sessions)))

    async def _visit(self, number: int, meeting: asyncio.Barrier) -> None:
        """A visitor: arrives, chooses settings, presses Train, watches until the end, and looks at the other pages."""
        browser, settings = self.browsers[number], self.plan.settings(number)
        try:
            await asyncio.sleep(ARRIVAL_SECONDS * number)
            await self._timed("Train", browser.open())
            for name in ("activation", "units", "epochs", "seed"):
                await asyncio.sleep(THINK_SECONDS)
                await self._timed("Train", self._choose(browser, name, getattr(settings, name)))
            if settings == self.plan.shared:
                # They press at the same time: a setting that has been trained already would be trained again.
                with contextlib.suppress(TimeoutError, asyncio.BrokenBarrierError):
                    await asyncio.wait_for(meeting.wait(), MEET_SECONDS)
            for more in range(1, GREEDY_RUNS if number % 4 == 1 else 1):
                await self._timed("Train", browser.press("Train"))
                await self._timed("Train", self._choose(browser, "seed", settings.seed + more))
            browser.bars.clear()
            await self._timed("Train", browser.press("Train"))
            run_id, drawn = browser.run_id, time.time()
            # While others train, the page goes on saying how long another run would take.
            while not (browser.settled or browser.has_shown(END_TEXTS)):
                await asyncio.sleep(LOOK_SECONDS)
            self.watched.append(Watched(run_id, drawn, browser.has_shown(QUEUE_TEXTS), browser.has_shown(END_TEXTS)))
            for page in OTHER_PAGES:
                await asyncio.sleep(THINK_SECONDS)
                await self._timed(page, browser.go_to(page))
            self.visits_done += 1
        except (ExplorerError, OSError) as error:
            self.faults.append(f"Person {number + 1}: {error}")

    async def _choose(self, browser: Browser, name: str, value: str | int) -> float:
        knob = KNOBS[name]
        as_written = name not in ("epochs", "seed")
        return await browser.choose(knob.label, knob.show(value) if as_written else value)

    async def _timed(self, page: str, seconds: Awaitable[float]) -> None:
        training = self._training
        self.responses.append(Response(page, await seconds, training))

    # Endurance

    async def _endurance(self) -> None:
        """Ask for as many trainings and pages as planned, a few at a time, from one visitor after another."""
        self._before = (self._ended, self._drawn())
        await asyncio.gather(*(self._drive(self.browsers[number::DRIVERS]) for number in range(DRIVERS)))
        while self.trainings < self._pressed:
            await asyncio.sleep(LOOK_SECONDS)

    async def _drive(self, browsers: list[Browser]) -> None:
        for browser in browsers:
            await self._choose(browser, "epochs", 1)
            await self._choose(browser, "batch_size", 4096)
        for browser, page in zip(itertools.cycle(browsers), itertools.cycle(OTHER_PAGES)):
            if self._pressed < self.plan.trainings and self._pressed - self.trainings < QUEUED:
                number, self._pressed = self._pressed, self._pressed + 1
                await self._choose(browser, "seed", FIRST_SEED + number)
                await browser.press("Train")
            elif self.page_runs < self.plan.reruns:
                await browser.go_to(page)
            elif self._pressed < self.plan.trainings:
                await asyncio.sleep(LOOK_SECONDS)
            else:
                return

    def _drawn(self) -> int:
        return sum(browser.runs for browser in self.browsers)
