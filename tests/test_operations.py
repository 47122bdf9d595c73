"""What docs/operations.md tells operators to write works."""

from __future__ import annotations

import re
import shutil
import subprocess
import textwrap
from pathlib import Path

import pytest

from tests.conftest import ROOT


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
