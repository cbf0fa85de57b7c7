"""What is examined on pages in Chromium: findings of axe-core; what is too low, too wide, cut off or out of sight.

Each function is given a window with a page in it, and returns faults in words; none if there are none.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selenium.webdriver.chrome.webdriver import WebDriver

AXE = Path(__file__).parent / "axe" / "axe.min.js"
LIGHT, DARK = "light", "dark"
LEAST_TOUCH = 44  # CSS pixels (WCAG 2.2, 2.5.5)
MOST_HEADER = 60  # pixels of a header of one line

_FINDINGS = """
const [names, done] = arguments;
// axe gives each finding the impact of its rule, so rules of less need not run
const rules = axe._audit.rules.filter((rule) => rule.enabled && ["serious", "critical"].includes(rule.impact));
const runOnly = { type: "rule", values: names.length ? names : rules.map((rule) => rule.id) };
axe.run(document, { resultTypes: ["violations"], selectors: false, runOnly }).then((found) => done(found.violations
  .map((each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 90)).join(" | ")}`)));
"""
_LAYOUT = """
const [leastTouch, mostHeader] = arguments, faults = [];
if (performance.getEntriesByType("navigation")[0].responseStatus >= 400) faults.push("an error page");
const width = document.documentElement.clientWidth; // window.innerWidth of a phone grows with what is too wide
const seen = (e) => e.checkVisibility({ visibilityProperty: true });
const name = (e) => e.outerHTML.slice(0, 90);
if (document.documentElement.scrollWidth > width) {
  const wide = [...document.querySelectorAll("body *")].find((e) => seen(e) && !e.closest(".skip, .figures thead")
    && (e.getBoundingClientRect().right > width + 1 || e.getBoundingClientRect().left < -1));
  faults.push(`wider than the screen: ${wide ? name(wide) : ""}`);
}
const inText = (e) => getComputedStyle(e).display === "inline"
  && e.parentElement.textContent.replace(e.textContent, "").trim().length > 3;
for (const e of document.querySelectorAll("a[href], button, select, summary, textarea, input:not([type=hidden])")) {
  const box = e.type === "checkbox" || e.type === "radio" || e.type === "file" ? e.closest("label") : e;
  if (seen(e) && !(e.tagName === "A" && inText(e)) && box.getBoundingClientRect().height < leastTouch) {
    faults.push(`too low to touch: ${name(e)}`);
  }
}
const mayCut = ".brand, .menu bdi, .unseen, .skip, .about, select, input, textarea, .figures thead, .figures thead *";
for (const e of document.querySelectorAll("body *")) {
  const cuts = getComputedStyle(e).overflowX !== "visible" && e.scrollWidth > e.clientWidth + 1;
  if (cuts && seen(e) && !e.closest(mayCut)) faults.push(`cut off: ${name(e)}`);
}
for (const e of document.querySelectorAll("main table")) {
  if (seen(e) && e.offsetWidth > e.parentElement.clientWidth + 1) faults.push(`over its border: ${name(e)}`);
}
if (document.querySelector(".top").getBoundingClientRect().height > mostHeader) faults.push("the header has two lines");
const bar = document.querySelector(".bar");
const stays = bar && getComputedStyle(bar).position === "sticky";
if (stays && bar.getBoundingClientRect().bottom > window.innerHeight + 1) faults.push("the next step is out of sight");
return faults;
"""
_HIDDEN_FOCUS = """
const faults = [], bar = document.querySelector(".bar");
const all = "main :is(a[href], button, select, summary, textarea, input:not([type=hidden]))";
for (const e of document.querySelectorAll(all)) {
  if (!e.checkVisibility() || e.disabled || bar.contains(e)) continue;
  e.focus();
  const box = e.getBoundingClientRect();
  if (box.height < 300 && box.bottom > bar.getBoundingClientRect().top + 1) faults.push(e.outerHTML.slice(0, 90));
}
return faults;
"""


@contextmanager
def axe_in(window: WebDriver) -> Iterator[None]:
    """Have axe-core in every page that the window opens meanwhile; each of them takes longer to load."""
    added = window.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": AXE.read_text("utf-8")})
    yield
    window.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)


def set_theme(window: WebDriver, theme: str, media: str = "screen") -> None:
    """Emulate the theme that a person has set, on a medium."""
    feature = {"name": "prefers-color-scheme", "value": theme}
    window.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": [feature]})


def accessibility(window: WebDriver) -> list[str]:
    """Serious and critical findings of axe-core in the light theme."""
    found: list[str] = window.execute_async_script(_FINDINGS, [])
    return found


def dark_accessibility(window: WebDriver) -> list[str]:
    """Its findings about colours in the dark theme."""
    set_theme(window, DARK)
    found: list[str] = window.execute_async_script(_FINDINGS, ["color-contrast", "link-in-text-block"])
    set_theme(window, LIGHT)
    return [f"dark: {each}" for each in found]


def layout(window: WebDriver, least_touch: int = LEAST_TOUCH) -> list[str]:
    """What is wider than the screen, too low to touch, cut off or out of sight; an error in the page's place."""
    faults: list[str] = window.execute_script(_LAYOUT, least_touch, MOST_HEADER)
    return faults


def hidden_focus(window: WebDriver) -> list[str]:
    """What the bar at the foot of the screen hides although it has the focus (WCAG 2.2, 2.4.11)."""
    faults: list[str] = window.execute_script(_HIDDEN_FOCUS)
    return faults
