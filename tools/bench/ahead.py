"""How soon a turned knob is answered in a real browser, with training ahead and without it.

The walks over the knobs are in `walks.txt`: always the same ones. With training ahead, a turn is all; without it, Train is
pressed right after it. Both ways, the time ends when the curves of the setting stand there as a whole.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.config import KNOBS, RunConfig
from explorer.knob import Value
from explorer.wording.formats import count
from tools.bench import machine
from tools.chromium import new_page
from tools.stress.app import App

if TYPE_CHECKING:
    from playwright.sync_api import Page

WALKS = Path(__file__).with_name("walks.txt")
SOON = 0.3
"""Seconds within which a turn is answered at once."""
FIRST_SECONDS = 15.0
"""The turns of so many seconds are not counted: nothing can be there yet."""
# Begins to count at the next key or click, and notes when the page shows the whole curves of a setting.
WATCH = """({settings, finished}) => {
    window.took = null;
    let began = null;
    // The last two lines of a chart are the run's own, and those before them the earlier run's.
    const lines = () => ["accuracy", "loss"].map(name => {
        const all = [...document.querySelectorAll(`.st-key-picture_${name}_curves svg .mark-line path[d]`)];
        return all.slice(-2).map(line => line.getAttribute("d")).join();
    });
    const before = lines();
    const begin = () => { began ??= performance.now(); };
    for (const kind of ["keydown", "pointerdown"]) {
        document.addEventListener(kind, begin, {capture: true, once: true});
    }
    const look = () => {
        const main = document.querySelector("[data-testid=stMain]");
        const told = [...(main?.querySelectorAll("[data-testid=stCaptionContainer]") ?? [])];
        const right = told.some(one => one.textContent.startsWith(settings));
        const charts = lines().every((line, number) => line && line !== before[number]);
        if (began !== null && right && charts && main.textContent.includes(finished)) {
            window.took = (performance.now() - began) / 1000;
            observer.disconnect();
        }
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, {attributes: true, characterData: true, childList: true, subtree: true});
}"""


@dataclass(frozen=True)
class Step:
    """A turn of a walk: which knob, to which value, and after how many seconds of looking."""

    knob: str
    value: Value
    seconds: float


def walks(text: str) -> list[list[Step]]:
    """The walks in a file such as `walks.txt`.

    Raises:
        ConfigError: a value is outside its knob's limits.
    """
    found = []
    for part in text.split("\n\n"):
        lines = [line.split() for line in part.splitlines() if line and not line.startswith("#")]
        if lines:
            found.append([Step(name, _value(name, value), float(seconds)) for name, value, seconds in lines])
    return found


def _value(name: str, text: str) -> Value:
    knob = KNOBS[name]
    return knob.check(text if knob.choices else type(knob.default)(text))


def measure(number: int) -> dict:
    """Replay the first `number` walks with training ahead and without it.

    Raises:
        ExplorerError: there is no browser, or a turn is never answered.
    """
    chosen = walks(WALKS.read_text())[:number]
    answers: dict[str, list[list[float]]] = {"on": [], "off": []}
    for index, walk in enumerate(chosen, 1):
        # In turn, so that a busy minute of the machine is nobody's advantage.
        for how in ("on", "off"):
            print(f"Walk {index} of {len(chosen)}, {how} …", file=sys.stderr)
            answers[how].append(_walked(walk, ahead=how == "on"))
    return {"machine": machine(), "walks": len(chosen), **summary(chosen, answers["on"], answers["off"])}


def summary(chosen: Sequence[Sequence[Step]], on: Sequence[Sequence[float]], off: Sequence[Sequence[float]]) -> dict:
    """The figures of turns that took so many seconds, from the turn to the whole curves."""
    counted = [
        (took, without)
        for walk, ahead, pressed in zip(chosen, on, off, strict=True)
        for took, without, since in zip(ahead, pressed, _since(walk), strict=True)
        if since > FIRST_SECONDS
    ]
    soon = [took for took, _ in counted if took <= SOON]
    rest = sorted(took for took, _ in counted if took > SOON)
    every_on, every_off = [one for walk in on for one in walk], [one for walk in off for one in walk]
    return {
        "turns": len(every_on),
        "counted": len(counted),
        "soon": len(soon) / len(counted) if counted else 0.0,
        "median_of_all": statistics.median(took for took, _ in counted) if counted else 0.0,
        "rest_median": statistics.median(rest) if rest else 0.0,
        "rest_95": rest[int(0.95 * (len(rest) - 1))] if rest else 0.0,
        "mean_on": statistics.mean(every_on),
        "mean_off": statistics.mean(every_off),
        "ratio": statistics.mean(every_off) / statistics.mean(every_on),
        "on": [[*walk] for walk in on],
        "off": [[*walk] for walk in off],
    }


def _since(walk: Sequence[Step]) -> Iterator[float]:
    """When each turn of a walk comes, in seconds of looking."""
    since = 0.0
    for step in walk:
        since += step.seconds
        yield since


def _walked(walk: Sequence[Step], ahead: bool) -> list[float]:
    """How many seconds each turn of a walk took, in an app of its own."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        App(Path(folder), EXPLORER_AHEAD=str(int(ahead))) as app,
        new_page() as page,
    ):
        page.goto(app.url)
        page.get_by_text("The training worker is ready.").wait_for()
        page.get_by_role("button", name="Train this").click()
        page.get_by_text(f"Finished: {RunConfig().epochs} of").wait_for()
        config, took = RunConfig(), []
        for step in walk:
            time.sleep(step.seconds)
            before, config = config, replace(config, **{step.knob: step.value})
            took.append(_turned(page, before, config, step, press=not ahead))
        return took


def _turned(page: "Page", before: RunConfig, config: RunConfig, step: Step, press: bool) -> float:
    """Turn a knob by one step; how many seconds passed until the curves of `config` stood there."""
    knob, sidebar = KNOBS[step.knob], page.get_by_test_id("stSidebar")
    if knob.group and not sidebar.get_by_label(knob.label).first.is_visible():
        sidebar.get_by_text("More knobs").first.click()
    page.evaluate(WATCH, {"settings": config.describe(), "finished": f"Finished: {config.epochs} of {config.epochs}"})
    if knob.choices:
        sidebar.get_by_role("radiogroup", name=knob.label).get_by_text(knob.show(step.value), exact=True).click()
    elif knob.digits:
        key = "ArrowUp" if step.value > getattr(before, step.knob) else "ArrowDown"
        sidebar.get_by_role("spinbutton", name=knob.label).press(key)
    else:
        key = "ArrowRight" if step.value > getattr(before, step.knob) else "ArrowLeft"
        sidebar.get_by_role("slider", name=knob.label).press(key)
    if press:
        sidebar.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_function("window.took !== null", polling=50)
    return page.evaluate("window.took")


def in_words(result: dict[str, Any]) -> str:
    """The result of `measure` in words."""
    lines = [
        result["machine"],
        "",
        f"{count(result['walks'], 'walk')} over the knobs, {count(result['turns'], 'turn')}; after the first "
        f"{FIRST_SECONDS:g} seconds of each, {result['counted']}:",
        f"  answered within {SOON:g} seconds    {result['soon']:.0%}",
        f"  median of all                 {result['median_of_all']:.2f} s",
        f"  the others: median            {result['rest_median']:.2f} s",
        f"  the others: 95 %              {result['rest_95']:.2f} s",
        "All turns, from the turn to the whole curves, on average:",
        f"  with training ahead           {result['mean_on']:.2f} s",
        f"  without, by pressing Train    {result['mean_off']:.2f} s ({result['ratio']:.1f}×)",
    ]
    return "\n".join(lines)
