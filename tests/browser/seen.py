"""What looking at a page tells: whether it fits, and whether the keyboard is enough."""

from playwright.sync_api import Page

TOO_WIDE = """() => [...document.querySelectorAll("*")]
  .filter((node) => node === document.documentElement
    || ["auto", "scroll"].includes(getComputedStyle(node).overflowX))
  .filter((node) => node.scrollWidth > node.clientWidth + 1)
  .map((node) => `${node.tagName}.${node.className}: ${node.scrollWidth} > ${node.clientWidth}`)"""

# Of a group of radio buttons one takes the focus, and arrows move in it.
CONTROLS = """() => [...document.querySelectorAll(
    "button, a[href], input, select, textarea, iframe, [tabindex='0']")]
  .filter((node) => node.checkVisibility({ visibilityProperty: true }) && !node.disabled)
  .filter((node) => node.type !== "radio" || node.checked)
  .filter((node) => !document.querySelector("dialog[open]") || node.closest("dialog[open]"))"""

LEFT = f"() => ({CONTROLS})().filter((node) => !seen.has(node)).map((node) => node.outerHTML)"


def fits(page: Page) -> list[str]:
    """What one would have to scroll sideways; empty where all fits."""
    found: list[str] = page.evaluate(TOO_WIDE)
    return found


def beyond_the_keyboard(page: Page) -> list[str]:
    """Controls that the Tab key does not come to, in two rounds: the page may draw some anew."""
    page.evaluate("() => { window.seen = new Set(); }")
    for _ in range(2 * len(page.evaluate(LEFT)) + 2):
        page.keyboard.press("Tab")
        page.evaluate("() => { window.seen.add(document.activeElement); }")
    left: list[str] = page.evaluate(LEFT)
    return left
