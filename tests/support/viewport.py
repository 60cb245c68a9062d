"""What a visitor sees of a page without scrolling, measured in a real browser."""

PROJECTOR, LARGE, PHONE = (1366, 768), (1920, 1080), (390, 844)
# In pixels: browsers round.
TOLERANCE = 1


def resize(page, size):
    """Set the size of the browser's window to (width, height) and wait until the page is laid out anew."""
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_timeout(400)


def box(locator):
    """Where an element is: left, top, right and bottom in pixels of the window."""
    locator.wait_for()
    found = locator.bounding_box()
    return found["x"], found["y"], found["x"] + found["width"], found["y"] + found["height"]


def assert_on_screen(page, **parts):
    """Assert that each of the named elements is whole on the screen, and drawn.

    Args:
        page: The page, which has not been scrolled.
        **parts: Name → locator of one element.
    """
    assert_boxes_on_screen(page, {name: box(locator) for name, locator in parts.items()})


def assert_boxes_on_screen(page, boxes):
    """Assert that each box, by its name and as `box` tells it, is whole on the screen, and not empty."""
    size = page.viewport_size
    off = {}
    for name, (left, top, right, bottom) in boxes.items():
        empty = right - left < 1 or bottom - top < 1
        beyond = max(-left, -top, right - size["width"], bottom - size["height"])
        if empty or beyond > TOLERANCE:
            off[name] = "not drawn" if empty else f"{beyond:.0f} px beyond the screen: {(left, top, right, bottom)}"
    assert not off, off


def assert_no_sideways_scroll(page):
    """Assert that neither the page nor anything on it has to be scrolled sideways."""
    wider = page.evaluate(
        """() => [document.documentElement, ...document.querySelectorAll('[data-testid=stMain], [data-testid=stMain] *')]
            .filter(one => one.scrollWidth > one.clientWidth + 1
                && ['auto', 'scroll'].includes(getComputedStyle(one).overflowX) && one.clientWidth > 0)
            .map(one => `${one.tagName}.${one.className} ${one.scrollWidth} > ${one.clientWidth}`)"""
    )
    assert not wider, wider
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


AT_THE_TOP = """() => {
    const box = chosen => document.querySelector(chosen)?.getBoundingClientRect();
    return box(".st-key-pages a")?.top <= 48 && box("h1")?.height <= 32;
}"""


def assert_starts_at_the_top(page):
    """Assert that there are at most 48 px above the first content, and that the title is at most 32 px high.

    The style that sees to it may come a moment after the words.
    """
    page.wait_for_function(AT_THE_TOP, polling=100, timeout=10_000)


def smallest_letters(chart):
    """The size of a chart's smallest letters, in pixels."""
    return chart.evaluate(
        """chart => Math.min(...[...chart.querySelectorAll('svg text')].filter(text => text.textContent.trim()
            && text.getBoundingClientRect().width).map(text => parseFloat(getComputedStyle(text).fontSize)))"""
    )


def clipped_words(chart):
    """The words of a chart that reach beyond it."""
    return chart.evaluate(
        """chart => {
            const frame = chart.getBoundingClientRect();
            return [...chart.querySelectorAll('svg text')].filter(text => {
                const box = text.getBoundingClientRect();
                return text.textContent.trim() && box.width && (box.left < frame.left - 1 || box.right > frame.right + 1
                    || box.top < frame.top - 1 || box.bottom > frame.bottom + 1);
            }).map(text => text.textContent);
        }"""
    )


def covered_labels(chart):
    """The labels of a chart's axes that a point of a curve touches, or covers in part."""
    return chart.evaluate(
        """chart => {
            const points = [...chart.querySelectorAll('svg .mark-symbol.role-mark path')]
                .map(one => one.getBoundingClientRect());
            return [...chart.querySelectorAll('svg .role-axis-label text')].filter(label => {
                // The digits take up the middle of their line.
                const box = label.getBoundingClientRect(), edge = box.height / 5;
                return points.some(point => point.width && point.left < box.right + 1 && point.right > box.left - 1
                    && point.top < box.bottom - edge && point.bottom > box.top + edge);
            }).map(label => label.textContent);
        }"""
    )


def assert_readable(chart, letters=11):
    """Assert that a drawn chart's words are inside it, at least so many pixels high, and not under its points."""
    assert clipped_words(chart) == []
    assert covered_labels(chart) == []
    assert smallest_letters(chart) >= letters
