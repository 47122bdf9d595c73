"""The bundle as Vite builds it."""

from __future__ import annotations

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
