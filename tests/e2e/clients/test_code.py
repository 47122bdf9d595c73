"""The code that the documentation shows, run as it stands against the server that shows it."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.clients.node import node
from tests.served import Live

SERVICES = ("sparql", "api", "reconcile", "downloads")


def program(suffix: str) -> list[str]:
    """What runs files with that suffix; the test is skipped where it is not installed."""
    found = {
        "sh": shutil.which("sh") if shutil.which("curl") else None,
        "py": sys.executable,
        "R": shutil.which("Rscript"),
        "mjs": shutil.which("node") or node(),
    }[suffix]
    if not found:
        pytest.skip(f"Nothing here runs .{suffix} files; as root, `make test` installs it.")
    return [found]


@pytest.mark.parametrize("suffix", ["sh", "py", "R", "mjs"])
@pytest.mark.parametrize("service", SERVICES)
def test_the_code_of_the_page_runs(server: Live, tmp_path: Path, service: str, suffix: str) -> None:
    command = program(suffix)
    text = server.request("GET", "/docs/code").text
    (shown,) = re.findall(rf'<code data-sample="{service}\.{suffix}">(.*?)</code>', text, re.DOTALL)
    file = tmp_path / f"sample.{suffix}"
    file.write_text(html.unescape(shown), encoding="utf-8")
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [*command, str(file)], capture_output=True, text=True, timeout=60, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert "海创云" in done.stdout


@pytest.mark.parametrize("path", ["/api", "/docs/downloads", "/docs/code", "/sparql"])
def test_the_pages_of_services_lead_to_one_another(server: Live, path: str) -> None:
    text = server.request("GET", path, headers={"accept": "text/html"}).text
    for other in ("/docs/code", "/api", "/docs/downloads", "/sparql"):
        assert other == path or f'href="{other}"' in text, (path, other)
    for anchor in ("reconcile", "mcp"):
        assert f'href="/docs/code#{anchor}"' in text
