"""What the documents show is true: commands run, counts are the graph's, both languages agree."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import namespaces
from kg.cli import main
from tests.conftest import ROOT, Built
from tests.terminal import at_terminal

READMES = ("README.md", "README.zh.md")
ADDRESS = "http://127.0.0.1:8000"
PORT = 18765
# Set a machine up or serve until stopped: other tests and the fixture below do that.
NOT_RUN = ("git ", "cd ", "make", "kg serve")


def read(name: str) -> str:
    """The text of a document, or nothing: a test says which is missing."""
    path = ROOT / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def blocks(name: str, language: str) -> list[str]:
    """The fenced code blocks of a document in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", read(name), re.DOTALL | re.MULTILINE)


def commands(name: str) -> list[str]:
    """The shell commands of a document, each on one line; what a command prints is `text`."""
    lines = "\n".join(blocks(name, "sh")).replace("\\\n", " ").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


@pytest.fixture(scope="session")
def served(built: Built) -> Iterator[str]:
    """The address of a server over the real graph."""
    address = f"http://127.0.0.1:{PORT}"
    server = subprocess.Popen(
        [sys.executable, "-m", "server", "--port", str(PORT), "--log", "none"],
        cwd=built.project.root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{address}/", timeout=5).close()
                break
            except OSError:
                assert server.poll() is None, "the server ended at once"
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def run(script: list[str], folder: Path) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        script,
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("command", [c for c in commands("README.md") if not c.startswith(NOT_RUN)])
def test_a_command_of_the_readme_runs(command: str, built: Built, served: str) -> None:
    if command.startswith("curl") and not shutil.which("curl"):
        pytest.skip("no curl here")
    if command.startswith("curl"):
        command = command.replace("curl", "curl --fail --show-error", 1)
    assert run(["bash", "-c", command.replace(ADDRESS, served)], built.project.root).strip()


@pytest.mark.parametrize("code", blocks("README.md", "python"))
def test_python_of_the_readme_runs(code: str, built: Built, served: str) -> None:
    assert run([sys.executable, "-c", code.replace(ADDRESS, served)], built.project.root).strip()


@pytest.mark.parametrize(
    ("name", "locale"), [("README.md", "en_US.UTF-8"), ("README.zh.md", "zh_CN.UTF-8")]
)
def test_the_readme_shows_what_a_terminal_of_80_columns_shows(
    name: str, locale: str, built: Built
) -> None:
    (shown,) = blocks(name, "text")
    command, _, answer = shown.partition("\n")
    assert command.startswith("$ kg ")
    program = [str(Path(sys.executable).parent / "kg"), *command.split()[2:]]
    assert at_terminal(program, built.project.root, 80, locale) == answer


def test_make_has_the_targets_that_documents_name() -> None:
    targets = set(re.findall(r"^([a-z ]+):", read("Makefile"), re.MULTILINE))
    known = {target for line in targets for target in line.split()}
    text = "".join(map(read, (*READMES, "CONTRIBUTING.md")))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE))
    assert {"serve", "test"} <= named <= known


def test_the_twins_have_the_same_commands_and_headings() -> None:
    english, chinese = map(read, READMES)
    assert commands(READMES[0]) == commands(READMES[1])
    assert blocks(READMES[0], "python") == blocks(READMES[1], "python")
    assert commands(READMES[0]), "README.md and README.zh.md show no command"
    levels = [re.findall(r"^(#+) ", text, re.MULTILINE) for text in (english, chinese)]
    assert levels[0] == levels[1]


@pytest.mark.parametrize("name", READMES)
def test_the_counts_are_those_of_the_graph(name: str, built: Built) -> None:
    """`<!-- counts: triples entities -->` stands before a table with one row for each of them."""
    found = re.search(r"<!-- counts: ([a-z ]+) -->\n(.*?)\n\n", read(name), re.DOTALL)
    assert found, f"{name} has no table of counts"
    rows = [line for line in found[2].splitlines() if re.search(r"\d", line)]
    shown = [int(re.sub(r"\D", "", line.split("|")[2])) for line in rows]
    assert shown == [built.manifest.counts[key] for key in found[1].split()]


def test_every_command_is_described_and_documented() -> None:
    guides = [path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md")]
    text = "".join(map(read, (*READMES, "CONTRIBUTING.md", "data/README.md", *guides)))
    for name, command in main.commands.items():
        assert command.help, name
        assert f"kg {name}" in text, f"no document names `kg {name}`"


def test_every_decision_has_context_options_and_outcome() -> None:
    for path in (ROOT / "docs" / "decisions").glob("0*.md"):
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {int(path.name[:4])}. "), path
        headings = re.findall(r"^## (\w+)", text, re.MULTILINE)
        assert headings[0] == "Context" and {"Options", "Outcome"} <= {*headings}, path


def test_links_between_documents_lead_somewhere() -> None:
    link = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
    documents = [p for p in ROOT.rglob("*.md") if not {".venv", "node_modules"} & {*p.parts}]
    assert len(documents) > 30
    assert [
        f"{path.relative_to(ROOT)}: {target}"
        for path in documents
        for target in link.findall(path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ] == []


TOP = ("bench", "data", "docs", "kg", "ontology", "queries", "server", "tests")
NAMING = [
    ROOT / "docs" / "architecture.md",
    ROOT / "docs" / "glossary.md",
    *sorted((ROOT / "docs" / "decisions").glob("*.md")),
]


def names_in(text: str) -> Iterator[tuple[str, str]]:
    """The files and folders that a document names in backticks: the path, and what is in the file.

    A bare name of a module, query or table belongs to the folder that was named before it.
    """
    folder = ""
    for span in re.findall(r"`([^`\n]+)`", re.sub(r"^    .*$", "", text, flags=re.MULTILINE)):
        path, _, member = span.partition("::")
        if " " in path or path.startswith(("/", ".")):
            continue
        if path.partition("/")[0] in TOP and "/" in path:
            yield path, member
            folder = path if path.endswith("/") else f"{path.rpartition('/')[0]}/"
        elif folder and re.fullmatch(r"[\w.-]+(/|\.(py|rq|toml|tsv|ts))", path):
            yield f"{folder}{path}", member


def is_there(path: str, member: str) -> bool:
    """Whether the path, in which `<name>` stands for any, is there and its member is defined."""
    found = list(ROOT.glob(re.sub(r"<\w+>", "*", path.rstrip("/"))))
    if path.endswith("/"):
        found = [one for one in found if one.is_dir()]
    return any(
        not member
        or re.search(
            rf"^ *(async )?(def|class) {re.escape(member)}\b", one.read_text("utf-8"), re.M
        )
        for one in found
    )


def test_what_documents_name_is_there() -> None:
    assert [
        f"{document.name}: {path} {member}"
        for document in NAMING
        for path, member in names_in(document.read_text(encoding="utf-8"))
        if not is_there(path, member)
    ] == []


def test_a_name_that_is_gone_is_noticed() -> None:
    text = "`kg/rdf.py` `gone.py` `kg/gone/` `tests/test_docs.py::gone` `data/entities/<kind>.ttl`"
    gone = [path for path, member in names_in(text) if not is_there(path, member)]
    assert gone == ["kg/gone.py", "kg/gone/", "tests/test_docs.py"]


def test_the_architecture_names_every_package() -> None:
    named = {path for path, _ in names_in(read("docs/architecture.md"))}
    for tree in ("kg", "server"):
        for package in (ROOT / tree).glob("*/__init__.py"):
            assert f"{package.parent.relative_to(ROOT).as_posix()}/" in named
    assert len(read("docs/architecture.md")) <= 12_500, "two printed pages"


def test_every_decision_is_in_the_index() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
    index = read("docs/decisions/README.md")
    listed = re.findall(r"^\| \[(\d+)\. (.+)\]\((.+)\) \| (.+) \|$", index, re.MULTILINE)
    assert [name for _, _, name, _ in listed] == [path.name for path in records]
    numbers = [int(number) for number, _, _, _ in listed]
    assert numbers == list(range(1, len(numbers) + 1))
    for number, title, name, status in listed:
        record = read(f"docs/decisions/{name}")
        assert record.startswith(f"# {int(number)}. {title}\n")
        heading = record.split("## Context")[0]
        superseded = re.findall(r"[Ss]uperseded by (\d+)", status)
        assert superseded == re.findall(r"[Ss]uperseded by \[?decision (\d+)", heading), name
        assert superseded or status == "in force", name
        assert all(int(number) < int(later) <= len(numbers) for later in superseded), name


def test_the_version_is_written_once() -> None:
    (version,) = re.findall(r'^version = "([\d.]+)"', read("pyproject.toml"), re.MULTILINE)
    assert f"## {version}" in read("CHANGELOG.md") or "## Unreleased" in read("CHANGELOG.md")
    others = [p for p in (ROOT / "kg").glob("*.py") if f'"{version}"' in p.read_text("utf-8")]
    assert not others


def test_pins_are_exact_and_name_no_registry() -> None:
    lines = [line for line in read("constraints.txt").splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.!+]+", line) for line in lines)
    assert "://" not in read("constraints.txt") + read("pyproject.toml").replace(
        namespaces.BASE, ""
    )


@pytest.mark.parametrize("name", READMES)
def test_a_readme_shows_two_pictures_that_are_small(name: str) -> None:
    shown = re.findall(r"^!\[(.+)\]\((docs/pictures/.+)\)$", read(name), re.MULTILINE)
    assert len(shown) == 2
    for said, path in shown:
        data = (ROOT / path).read_bytes()
        assert data[:4] == b"RIFF" and data[8:12] == b"WEBP", path
        assert len(data) < 150_000 and len(said) > 10
