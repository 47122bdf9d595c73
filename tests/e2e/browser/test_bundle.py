"""The bundle as Vite builds it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

WEB = ROOT / "server" / "web"


def test_bundle_is_built_without_a_warning(tmp_path: Path) -> None:
    if not (WEB / "node_modules").exists():
        pytest.skip("The web packages are not installed: make server/static/web/manifest.json")
    command = [WEB / "npm", "run", "--silent", "build", "--", "--logLevel", "warn"]
    done = subprocess.run(
        [*command, "--outDir", tmp_path], capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stdout.strip(), done.stderr.strip()) == (0, "", "")
    assert (tmp_path / "manifest.json").exists()


def test_tutorial_names_the_views_there_are() -> None:
    text = (ROOT / "server" / "templates" / "site" / "tutorial.html").read_text(encoding="utf-8")
    told = {
        name
        for line in re.findall(r"<dt>(.*)</dt>", text)
        for name in re.findall(r"\w+(?=</code>)", line)
    }
    source = (WEB / "src" / "workbench" / "views.ts").read_text(encoding="utf-8")
    charts = set(re.findall(r'"(\w+(?:Chart|Map))"', source))
    assert told == charts | {"Table", "Raw", "Graph", "Map"}
