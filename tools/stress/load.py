"""What the visitors of a load do: first as people, then as fast as they can."""

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
"""Between two people who arrive, two things that one of them does, and two looks at what a page shows."""
GREEDY_RUNS = 3
"""How many trainings every fourth person asks for, all at once."""
MEET_SECONDS = 60
PLACES = ("Waiting:", "It is about to begin")
"""What a page says first of the place in the queue: so many are before it, or nobody is."""
DRIVERS, KEPT_WAITING = 3, 4
"""How many pages are asked for at a time when it is as fast as they can, and how many trainings wait meanwhile."""
SAMPLE_SECONDS = 0.5
FIRST_SEED = 1_000
"""Seeds of the second part, which no training of the first has."""


@dataclass(frozen=True)
class Plan:
    """How large a load is: people; then trainings and page runs, all of them together; and minutes that it may take."""

    sessions: int = 30
    trainings: int = 500
    reruns: int = 2_000
    minutes: float = 15

    @property
    def shared(self) -> RunConfig:
        """What half of the people train."""
        return RunConfig(activation="tanh", units=32, epochs=4)

    def settings(self, number: int) -> RunConfig:
        """What the person of that number (from 0) trains: every other one the same, the others each with their own seed."""
        if number % 2 == 0:
            return self.shared
        return RunConfig(activation="relu", units=KNOBS["units"].article[number // 2 % 3], epochs=4, seed=10 * number)


@dataclass(frozen=True)
class Response:
    """How many seconds a page took, and whether a worker was training when it was asked for."""

    page: str
    seconds: float
    training: bool


@dataclass(frozen=True)
class Watched:
    """A run that somebody has waited for: when its page was first drawn (since 1970), and what they saw of it."""

    run_id: int | None
    drawn: float
    position_shown: bool
    end_shown: bool


@dataclass(frozen=True)
class Sample:
    """Megabytes of each process, after so many trainings and page runs of the second part."""

    trainings: int
    page_runs: int
    memory: dict[str, float]


class Load:
    """People in front of an app, and what they have met so far."""

    def __init__(self, app: App, ledger: Ledger, plan: Plan) -> None:
        self.plan = plan
        self.responses: list[Response] = []
        self.watched: list[Watched] = []
        self.samples: list[Sample] = []
        self.faults: list[str] = []
        self.browsers = [Browser(app.url) for _ in range(plan.sessions)]
        self.at_home = 0
        self.trainings = 0
        self._app, self._ledger = app, ledger
        self._training, self._ended, self._before, self._pressed = False, 0, None, 0

    async def run(self) -> None:
        """Both parts, or what fits into the time."""
        observer = asyncio.create_task(self._observe())
        try:
            async with asyncio.timeout(self.plan.minutes * 60):
                await self._worker_ready()
                await self._people()
                await self._endurance()
        except TimeoutError:
            # What is missing can be seen from the numbers.
            pass
        except (ExplorerError, OSError) as error:
            self.faults.append(str(error))
        finally:
            observer.cancel()
            await asyncio.gather(observer, *(browser.close() for browser in self.browsers), return_exceptions=True)

    @property
    def page_runs(self) -> int:
        """How many times whole pages were drawn in the second part."""
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

    # As people

    async def _people(self) -> None:
        meeting = asyncio.Barrier(len(range(0, self.plan.sessions, 2)))
        await asyncio.gather(*(self._person(number, meeting) for number in range(self.plan.sessions)))

    async def _person(self, number: int, meeting: asyncio.Barrier) -> None:
        """One of them: comes, chooses, presses Train, watches until the end, and looks around."""
        browser, settings = self.browsers[number], self.plan.settings(number)
        try:
            await asyncio.sleep(ARRIVAL_SECONDS * number)
            await self._timed("Train", browser.open())
            for name in ("activation", "units", "epochs", "seed"):
                await asyncio.sleep(THINK_SECONDS)
                await self._timed("Train", self._choose(browser, name, getattr(settings, name)))
            if settings == self.plan.shared:
                # Whoever comes when it is trained already has it trained again, so they press at the same time.
                with contextlib.suppress(TimeoutError, asyncio.BrokenBarrierError):
                    await asyncio.wait_for(meeting.wait(), MEET_SECONDS)
            for more in range(1, GREEDY_RUNS if number % 4 == 1 else 1):
                await self._timed("Train", browser.press("Train"))
                await self._timed("Train", self._choose(browser, "seed", settings.seed + more))
            browser.bars.clear()
            await self._timed("Train", browser.press("Train"))
            run_id, drawn = browser.run_id, time.time()
            while not browser.settled:
                await asyncio.sleep(LOOK_SECONDS)
            position = any(text.startswith(PLACES) for text in browser.bars)
            end = any(text.startswith("Finished:") for text in browser.bars)
            self.watched.append(Watched(run_id, drawn, position, end))
            for page in OTHER_PAGES:
                await asyncio.sleep(THINK_SECONDS)
                await self._timed(page, browser.go_to(page))
            self.at_home += 1
        except (ExplorerError, OSError) as error:
            self.faults.append(f"Person {number + 1}: {error}")

    async def _choose(self, browser: Browser, name: str, value: str | int) -> float:
        knob = KNOBS[name]
        as_written = name not in ("epochs", "seed")
        return await browser.choose(knob.label, knob.show(value) if as_written else value)

    async def _timed(self, page: str, seconds: Awaitable[float]) -> None:
        training = self._training
        self.responses.append(Response(page, await seconds, training))

    # As fast as they can

    async def _endurance(self) -> None:
        """Trainings and page runs until there were as many as planned, a few at a time, of one visitor after the other."""
        self._before = (self._ended, self._drawn())
        await asyncio.gather(*(self._drive(self.browsers[number::DRIVERS]) for number in range(DRIVERS)))
        while self.trainings < self._pressed:
            await asyncio.sleep(LOOK_SECONDS)

    async def _drive(self, browsers: list[Browser]) -> None:
        for browser in browsers:
            await self._choose(browser, "epochs", 1)
            await self._choose(browser, "batch_size", 4096)
        for browser, page in zip(itertools.cycle(browsers), itertools.cycle(OTHER_PAGES)):
            if self._pressed < self.plan.trainings and self._pressed - self.trainings < KEPT_WAITING:
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
