"""What docs/operations.md tells operators to write works."""

from __future__ import annotations

import re
import shutil
import subprocess
import textwrap
from pathlib import Path

import pytest

from server.app import create_app
from server.composition import compose
from server.mcp.tools import tools
from server.settings import Settings
from tests.conftest import ROOT, Built


@pytest.mark.skipif(not shutil.which("nginx", path="/usr/sbin:/usr/bin"), reason="no nginx here")
def test_nginx_takes_what_is_shown(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    block = re.search(r"^    server \{\n.*?^    \}\n", text, re.DOTALL | re.MULTILINE)
    assert block
    server = textwrap.dedent(block[0]).replace("listen 80", "listen 127.0.0.1:18089")
    file = tmp_path / "nginx.conf"
    file.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{server}}}\n")
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    done = subprocess.run(
        [str(nginx), "-t", "-c", str(file), "-e", str(tmp_path / "log")],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_the_table_of_bounds_has_every_route_and_tool(built: Built) -> None:
    """A route that is added is gone through with the table's questions."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    _, _, rest = text.partition("## What bounds each request\n")
    rows = [line.split("|")[1] for line in rest.partition("\n## ")[0].splitlines() if "|" in line]
    listed = [name for row in rows for name in re.findall(r"`([^`]+)`", row)]
    components = compose(Settings(build=str(built.project.current)), built.project)
    try:
        rules = {rule.rule for rule in create_app(components).url_map.iter_rules()}
        called = {tool.__name__ for tool in tools(components.repository)}
    finally:
        components.service.close()
    assert sorted(listed) == sorted(rules | called)
