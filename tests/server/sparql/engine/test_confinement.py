"""What a confined process can still do, tried in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from server.sparql.engine.confinement import is_supported
from tests.conftest import ROOT

TRIED = """
import errno, json, os, socket, sys, threading
from pathlib import Path
from server.sparql.engine.confinement import confine

inside, outside = map(Path, sys.argv[1:])
assert confine(inside.parent)
found = {}

def attempt(name, action):
    try:
        action()
        found[name] = "done"
    except OSError as error:
        found[name] = errno.errorcode[error.errno]

def in_a_thread():
    attempt("socket in a thread", socket.socket)

attempt("read inside", inside.read_text)
attempt("write inside", lambda: inside.write_text("x"))
attempt("read outside", outside.read_text)
attempt("list outside", lambda: os.listdir(outside.parent))
attempt("socket", socket.socket)
attempt("udp", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
attempt("local", lambda: socket.socket(socket.AF_UNIX))
attempt("run", lambda: os.execv(sys.executable, [sys.executable]))
thread = threading.Thread(target=in_a_thread)
thread.start()
thread.join()
print(json.dumps(found))
"""


@pytest.mark.skipif(not is_supported(), reason="the kernel has no Landlock or no seccomp")
def test_only_its_own_files_are_left(tmp_path: Path) -> None:
    inside, outside = tmp_path / "store" / "a", tmp_path / "b"
    inside.parent.mkdir()
    for file in (inside, outside):
        file.write_text("text")
    done = subprocess.run(
        [sys.executable, "-c", TRIED, str(inside), str(outside)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "read inside": "done",
        "write inside": "EACCES",
        "read outside": "EACCES",
        "list outside": "EACCES",
        "socket": "EPERM",
        "udp": "EPERM",
        "local": "EPERM",
        "run": "EPERM",
        "socket in a thread": "EPERM",
    }
