"""The server process: it stops whenever it is told to, with nothing left behind."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.served import ROOT

STARTS = 200
# Loads the modules once, then starts the server in forks, four at a time, and stops each after a
# random time, half of them by SIGINT. Prints how each one ended.
SCRIPT = """
import os, random, signal, sys, time
import server.app  # what `main` loads when it makes the application
from server.cli import main

build, starts = sys.argv[1], int(sys.argv[2])
random.seed(1)
for number in (signal.SIGINT, signal.SIGTERM):  # before `main` has its own handlers
    signal.signal(number, lambda *_: os._exit(0))

def start(number):
    pid = os.fork()
    if pid:
        return pid
    os.setsid()
    output = os.open(f"{build}.{number}.txt", os.O_CREAT | os.O_WRONLY)
    os.dup2(output, 1)
    os.dup2(output, 2)
    main(["--build", build, "--port", "0"])

def end(pid, number):
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return str(os.waitstatus_to_exitcode(status))
        time.sleep(0.01)
    os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return "lost"

for number in range(0, starts, 4):
    pids = [start(number + n) for n in range(4)]
    time.sleep(random.uniform(0.02, 1.2))
    for pid, stop in zip(pids, (signal.SIGINT, signal.SIGTERM) * 2):
        os.kill(pid, stop)
    print(*(end(pid, number) for pid in pids), flush=True)
"""


@pytest.mark.slow
def test_a_stop_is_never_lost(build: Path) -> None:
    command = [sys.executable, "-c", SCRIPT, str(build), str(STARTS)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=600)
    assert not done.stderr
    assert done.stdout.split() == ["0"] * STARTS
    printed = [path.read_text() for path in build.parent.glob(f"{build.name}.*.txt")]
    assert printed
    assert not [text for text in printed if "Traceback (" in re.sub(r"(?m)^\{.*", "", text)]
