"""Other engines that hold the real build, loaded as docs/other-engines.md says, each in a process
of its own on 127.0.0.1."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.documented import commands, virtuoso_settings
from kg.manifest import DUMPS
from tests.conftest import Built
from tests.served import answers, free_port, terminated, until

VIRTUOSO = "virtuoso-t"


@pytest.fixture(scope="session")
def everything(built: Built) -> Path:
    """The dump that holds all quads."""
    return next((built.project.current / DUMPS).glob("*.everything.nq.gz"))


@pytest.fixture(scope="session")
def oxigraph(everything: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The query address of Oxigraph's own server, set up by the commands of the documentation."""
    folder = tmp_path_factory.mktemp("oxigraph")
    shutil.copy(everything, folder / "wuchang-kg.everything.nq.gz")
    port = free_port()
    *prepare, serve = commands("## Oxigraph", {"127.0.0.1:7878": f"127.0.0.1:{port}"})
    for command in prepare:
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    with _process(serve, folder, f"http://127.0.0.1:{port}/"):
        yield f"http://127.0.0.1:{port}/query"


@pytest.fixture(scope="session")
def virtuoso(everything: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The query address of Virtuoso, set up by the settings and commands of the documentation."""
    if not shutil.which("virtuoso-t"):
        pytest.skip("virtuoso-t is not installed (Debian: virtuoso-opensource-7-bin)")
    folder = tmp_path_factory.mktemp("virtuoso")
    http, sql = free_port(), free_port()
    ours = {
        "/srv/virtuoso": str(folder),
        "127.0.0.1:1111": f"127.0.0.1:{sql}",
        "127.0.0.1:8890": f"127.0.0.1:{http}",
        "wuchang-kg.everything.nq.gz": str(everything),
    }
    (folder / "virtuoso.ini").write_text(virtuoso_settings(ours), encoding="utf-8")
    copy, serve, *load = commands("## Virtuoso 7", ours)
    subprocess.run(copy, check=True)
    with _process(serve, folder, f"http://127.0.0.1:{http}/sparql"):
        for command in load:
            subprocess.run(command, check=True, capture_output=True, timeout=300)
        yield f"http://127.0.0.1:{http}/sparql"


@contextlib.contextmanager
def _process(command: list[str], folder: Path, address: str) -> Iterator[None]:
    """A server that has begun to answer at an address, until the block ends."""
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder)
    with terminated(process):
        ready = until(lambda: answers(address) or process.poll() is not None, 60)
        assert ready and process.poll() is None, (folder / "output").read_text(encoding="utf-8")
        yield
