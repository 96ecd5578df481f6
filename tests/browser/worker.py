"""Drive the browser, in an environment that has playwright. A question as JSON comes in, what was seen goes out."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

# There in an environment of its own.
from playwright.sync_api import Browser, sync_playwright  # type: ignore[import-not-found]  # see above

FAINT = """() => {
  const channel = c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const numbers = text => text.match(/[0-9.]+/g).map(Number);
  const behind = element => {
    for (let each = element; each; each = each.parentElement) {
      const [r, g, b, a = 1] = numbers(getComputedStyle(each).backgroundColor);
      if (a > 0) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const found = {faint: new Set(), small: new Set()};
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some(each => each.nodeType === 3 && each.data.trim());
    if (!own || !element.getClientRects().length || ['title', 'desc'].includes(element.tagName)) continue;
    const style = getComputedStyle(element);
    const ink = light(numbers(element.tagName === 'text' ? style.fill : style.color));
    const paper = light(behind(element));
    const ratio = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
    const name = `${element.tagName}.${element.className.baseVal ?? element.className}`;
    if (ratio < 4.5) found.faint.add(`${name} ${ratio.toFixed(1)}`);
    if (parseFloat(style.fontSize) < 11) found.small.add(`${name} ${style.fontSize}`);
  }
  return {faint: [...found.faint], small: [...found.small]};
}"""

OVERFLOWING = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  return [...document.querySelectorAll('body *')]
    .filter(each => each.getBoundingClientRect().right > wide + 1 && !each.closest('.scroll'))
    .slice(0, 5).map(each => `${each.tagName}.${each.className.baseVal ?? each.className}`);
}"""

TABLES = """() => Object.fromEntries([...document.querySelectorAll('section')].map(section => [
  section.getAttribute('aria-labelledby'),
  [...(section.querySelector('table')?.rows ?? [])].map(row => [...row.cells].map(cell => cell.textContent)),
]))"""

TILES = """() => Object.fromEntries([...document.querySelectorAll('.tiles div')].map(tile => [
  tile.querySelector('dt').textContent, tile.querySelector('dd').textContent,
]))"""


def view(browser: Browser, page: str, width: int, scheme: Any, picture: Path) -> dict[str, Any]:
    """Look at a page at one width, in light or dark."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
    opened = context.new_page()
    console: list[str] = []
    requests: list[str] = []
    errors: list[str] = []
    opened.on("console", lambda message: console.append(f"{message.type}: {message.text}"))
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("dialog", lambda dialog: errors.append(f"a dialog: {dialog.message}"))
    address = Path(page).as_uri()
    opened.on("request", lambda request: requests.append(request.url) if request.url != address else None)
    opened.goto(address)
    opened.screenshot(path=picture, full_page=True)
    opened.evaluate("() => document.querySelectorAll('details').forEach(each => each.open = true)")
    seen = {
        "console": console,
        "requests": requests,
        "errors": errors + (["a script ran"] if opened.title() == "run" else []),
        "overflowing": opened.evaluate(OVERFLOWING),
        **opened.evaluate(FAINT),
    }
    context.close()
    return seen


def by_keyboard(browser: Browser, page: str) -> list[str]:
    """Go through a page without a mouse: skip the sections, open a table, scroll it."""
    troubles: list[str] = []
    opened = browser.new_page(viewport={"width": 390, "height": 600})
    opened.goto(Path(page).as_uri())
    focused = "() => document.activeElement.textContent"
    opened.keyboard.press("Tab")
    if opened.evaluate(focused) != "Skip to the figures":
        troubles.append("the first stop is not the link that skips the sections")
    if opened.evaluate("() => document.activeElement.getBoundingClientRect().x") < 0:
        troubles.append("that link is not seen when it is reached")
    opened.keyboard.press("Enter")
    opened.keyboard.press("Tab")
    if opened.evaluate("() => document.activeElement.tagName") != "SUMMARY":
        troubles.append("after skipping, the next stop is not the first table")
    opened.keyboard.press("Enter")
    if not opened.evaluate("() => document.activeElement.parentElement.open"):
        troubles.append("a table does not open by Enter")
    opened.keyboard.press("Tab")
    if opened.evaluate("() => document.activeElement.className") != "scroll":
        troubles.append("an open table is not reached")
    opened.close()
    return troubles


def on_paper(browser: Browser, page: str) -> tuple[int, list[str]]:
    """Print a page: how many sheets it takes, and what would mislead on one of them."""
    opened = browser.new_page(color_scheme="dark")
    opened.emulate_media(media="print")
    opened.goto(Path(page).as_uri())
    troubles: list[str] = []
    repeated = """() => [...document.querySelectorAll('tfoot')]
      .some(each => getComputedStyle(each).display === 'table-footer-group')"""
    if opened.evaluate(repeated):
        troubles.append("the sum of a table is repeated on each sheet, where it is no sum of what stands above it")
    if opened.evaluate("() => getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)":
        troubles.append("the paper is dark")
    sheets = len(re.findall(rb"/Type\s*/Page\b", opened.pdf(format="A4")))
    opened.close()
    return sheets, troubles


def main() -> None:
    """Answer the question on standard input."""
    question = json.load(sys.stdin)
    pictures = Path(question["pictures"])
    with sync_playwright() as playwright:
        # A container has no user namespaces for the sandbox; the pages are ours, and there is no network.
        browser = playwright.chromium.launch(executable_path=question["chromium"], args=["--no-sandbox"])
        seen: dict[str, Any] = {"browser": f"Chromium {browser.version}", "pages": {}}
        for name, page in question["pages"].items():
            views = {
                f"{width} {scheme}": view(browser, page, width, scheme, pictures / f"{name}-{width}-{scheme}.png")
                for width in question["widths"]
                for scheme in ("light", "dark")
            }
            opened = browser.new_page()
            opened.goto(Path(page).as_uri())
            tables, tiles = opened.evaluate(TABLES), opened.evaluate(TILES)
            opened.close()
            sheets, troubles = on_paper(browser, page)
            seen["pages"][name] = {
                "views": views,
                "keyboard": by_keyboard(browser, page),
                "sheets": sheets,
                "paper": troubles,
                "tables": tables,
                "tiles": tiles,
            }
        browser.close()
    json.dump(seen, sys.stdout)


if __name__ == "__main__":
    main()
