"""Train the article's 36 combinations with one click: how many are missing, and the race while they train."""

import streamlit as st

from explorer.config import RunConfig, article_grid, repeated
from explorer.insight.ranking import without_seed
from explorer.store import ACTIVE
from explorer.ui import faults, progress, refresh, services, visitor
from explorer.ui.pages.leaderboard import race
from explorer.ui.session import session

REPEATS = (1, 3, 5)


def draw(dataset: str) -> bool:
    """Draw the button that trains what is missing of the article's 36, and their progress.

    Returns:
        Whether some of them are training or waiting.
    """
    grid, elsewhere = set(article_grid()), set(session.repeats_asked_for)
    active = [
        run.id
        for run in services.store().runs(states=ACTIVE, dataset=dataset)
        if without_seed(run.config) in grid and run.config.seed < max(REPEATS) and run.id not in elsewhere
    ]
    with st.container(border=True):
        if active:
            together = race.submitted_together(dataset, active)
            refresh.watch(_progress, active, together, quickest=race.REFRESH_SECONDS)
        left, middle, right = st.columns([4, 2, 3], vertical_alignment="bottom")
        repeats = middle.segmented_control(
            "Repeats of each",
            REPEATS,
            default=REPEATS[0],
            required=True,
            key="grid_repeats",
            help="How often each combination is trained, with another seed every time. More repeats tell smaller "
            "differences from luck.",
        )
        missing = services.store().missing(repeated(article_grid(), range(repeats)), dataset)
        left.markdown(sentence(missing, repeats, bool(active)))
        if missing:
            right.button(
                "Train the article's 36 combinations",
                type="primary",
                icon=":material/grid_on:",
                on_click=_train,
                args=(dataset, repeats),
                width="stretch",
            )
    return bool(active)


def sentence(missing: list[RunConfig], repeats: int, training: bool) -> str:
    """How many runs are missing to train the article's 36 with `repeats` seeds each, and how long they take."""
    title = "**The article's 36 combinations**: 2 activations × 2 losses × 3 sizes × 3 depths."
    times = "" if repeats == 1 else f" {repeats} times each"
    if not missing:
        return f"{title} All are {'in training or ' if training else ''}trained{times} on these reviews."
    takes = progress.time_for(missing)
    verb, cost = "are", f"they take {takes}, because 36 at a time train together"
    if len(missing) == 1:
        verb, cost = "is", f"it takes {takes}"
    lack = f"{verb} not trained yet" if repeats == 1 else f"of {36 * repeats} runs {verb} missing"
    return f"{title} {len(missing)} {lack}; {cost}."


@faults.shown()
def _progress(run_ids: list[int], together: list[int]) -> None:
    """Draw the race of the runs that were submitted `together`; rerun the page when any of `run_ids` has ended."""
    runs = services.store().runs(ids=together)
    bar, button = st.columns([3, 1], vertical_alignment="center")
    bar.progress(*race.progress(runs, services.cluster().status))
    button.button("Stop these", icon=":material/stop:", on_click=visitor.stop, args=(run_ids,), width="stretch")
    race.draw(runs)
    some_ended = not {run.id for run in runs if run.active}.issuperset(run_ids)
    # Networks that trained together are saved one after another, within seconds. Redrawing the page with its table and
    # heat maps after each of them would double that time.
    if some_ended and not race.being_saved(runs):
        st.rerun()


@faults.remembered()
def _train(dataset: str, repeats: int) -> None:
    # Look again: somebody else may have pressed the button since the page was drawn.
    missing = services.store().missing(repeated(article_grid(), range(repeats)), dataset)
    visitor.submit(missing, dataset)
