"""The HTML of every page is valid, in both languages: html-validate reads what the server sends."""

from __future__ import annotations

import json
import subprocess
import urllib.parse
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.served import Live
from tests.server.site.page_list import LANGUAGES, PAGES

WEB = ROOT / "server" / "web"
MORE = (
    "/api",
    "/sparql",
    "/workbench",
    "/workbench?ask=things-by-class",
    "/explore",
    "/doc/ontology",
    "/doc/report/wuchang-2023",
    "/nosuch",
)
RULES = {
    "root": True,
    "extends": ["html-validate:standard", "html-validate:a11y"],
    # What these three ask for is a matter of taste; the standard has it either way.
    "rules": {
        "aria-label-misuse": "off",  # a name for a list
        "no-implicit-button-type": "off",  # the only button of a form sends it
        "prefer-native-element": "off",  # a figure that scrolls is a region too
    },
}


def save(site: Live, folder: Path) -> None:
    """Write every page into the folder, under a name that tells its path."""
    for language in LANGUAGES:
        for path in (*PAGES, *MORE):
            address = urllib.parse.quote(path, safe="/?=&:%")
            reply = site.request(
                "GET", address, {"Accept": "text/html", "Accept-Language": language}
            )
            name = urllib.parse.quote(path, safe="")
            (folder / f"{language} {name}.html").write_text(reply.text, encoding="utf-8")


def validate(folder: Path) -> tuple[int, str]:
    """The exit status of html-validate over the pages of a folder, and what it says."""
    if not (WEB / "node_modules" / "html-validate").exists():
        pytest.skip("html-validate is not installed: make server/static/web/manifest.json")
    rules = folder / "rules.json"
    rules.write_text(json.dumps(RULES), encoding="utf-8")
    command = [WEB / "npm", "exec", "--offline", "--", "html-validate", "--formatter", "text"]
    options = ["--config", rules, *sorted(folder.glob("*.html"))]
    done = subprocess.run([*command, *options], capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout


def test_html_is_valid(site: Live, tmp_path: Path) -> None:
    save(site, tmp_path)
    assert validate(tmp_path) == (0, "")


def test_a_fault_would_be_found(tmp_path: Path) -> None:
    page = "<!doctype html><html lang='zh'><title>页</title><p><div></div></p></html>"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    status, said = validate(tmp_path)
    assert status == 1
    assert "close-order" in said
