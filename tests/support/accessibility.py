"""What keeps people from using a page, found by axe-core in a real browser."""

from axe_playwright_python.sync_playwright import Axe

from tests.support.browser import await_drawn

COUNTS = ("moderate", "serious", "critical")
SCHEMES = ("light", "dark")
# Without reading all style sheets anew each time: the one rule that needs them is experimental, and axe does not run it.
OPTIONS = {"resultTypes": ["violations"], "preload": {"assets": ["media"]}}


def assert_accessible(page):
    """Assert that axe-core finds nothing moderate or worse on the page as it is, in light and in dark."""
    found = []
    # What is explained while the pointer rests on it is drawn outside of the landmarks, too.
    page.mouse.move(1, 1)
    # Otherwise colours fade from one scheme to the other. Without transitions, Streamlit fades at once what a rerun has not
    # drawn again yet, which otherwise begins after half a second.
    page.add_style_tag(content="* { transition: none !important; } [data-stale=true] { opacity: 1 !important; }")
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        # The page follows at once, and charts are drawn anew.
        page.wait_for_timeout(300)
        await_drawn(page)
        page.wait_for_timeout(150)
        for violation in Axe().run(page, options=OPTIONS).response["violations"]:
            if violation["impact"] in COUNTS:
                found += [f"{scheme}: {violation['id']}: {node['html'][:200]} {_why(node)}" for node in violation["nodes"]]
    page.emulate_media(color_scheme=SCHEMES[0])
    assert not found, "\n".join(found)


def _why(node):
    return "; ".join(check["message"] for check in (*node["any"], *node["all"], *node["none"]))
