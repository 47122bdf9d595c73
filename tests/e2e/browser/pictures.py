"""Takes the pictures of the site that the READMEs show: `make pictures` writes docs/pictures.

Needs a build and, as the browser tests, chromium and the web bundle.
"""

from __future__ import annotations

import base64
import sys

from playwright.sync_api import sync_playwright

from kg.project import Project
from tests.conftest import ROOT
from tests.e2e.browser.conftest import ARGUMENTS, BUNDLE, CHROMIUM
from tests.served import WITHOUT_BUDGETS, serving

FOLDER = ROOT / "docs" / "pictures"
SIZE = {"width": 1280, "height": 800}
# Each with its path, and what must be on the page before it is taken.
PICTURES = {
    "corridor": ("/doc/id/place/binjiang-digital-corridor", "article h1"),
    "graph": ("/explore#all&layout=map", ".details li"),
}


def main() -> int:
    """Writes every picture in both languages; the exit status."""
    if not CHROMIUM or not BUNDLE.exists():
        print("The pictures need chromium and the web bundle.", file=sys.stderr)
        return 1
    options = (*WITHOUT_BUDGETS, "--log", "none")
    with serving(Project(ROOT).current, *options) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for language in ("zh", "en"):
            context = browser.new_context(
                base_url=server.url, viewport=SIZE, locale=language, reduced_motion="reduce"
            )
            for name, (path, there) in PICTURES.items():
                page = context.new_page()
                page.goto(path)
                page.locator(there).first.wait_for()
                page.wait_for_timeout(500)
                taken = context.new_cdp_session(page).send(
                    "Page.captureScreenshot", {"format": "webp", "quality": 82}
                )
                file = FOLDER / f"{name}.{language}.webp"
                file.write_bytes(base64.b64decode(taken["data"]))
                print(f"{file.relative_to(ROOT)}: {file.stat().st_size:,} bytes")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
