"""Who may import whom, who knows which engine, and how big a module may grow."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted([*(ROOT / "kg").rglob("*.py"), *(ROOT / "server").rglob("*.py")])

# Each foreign engine is known by one module.
ENGINES = {
    "pyoxigraph": "kg/rdf.py",
    "rdflib": "kg/build/shapes.py",
    "pyshacl": "kg/build/shapes.py",
    "owlready2": "kg/build/consistency.py",
    "sqlite3": "kg/model/index.py",
    "opencc": "kg/search/normalize.py",
    "pypinyin": "kg/search/normalize.py",
    "networkx": "kg/export/graph_files.py",
    "igraph": "kg/export/layout.py",
}
# What the command line must not load before it needs it: `kg serve` starts at once.
SLOW = {"rdflib", "pyshacl", "owlready2", "rich.progress", "flask", "uvicorn"}
SLOW |= {"networkx", "igraph", "opencc", "pypinyin", "sqlite3"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def imports(path: Path) -> frozenset[str]:
    """Every module that the file imports, wherever in it."""
    modules = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name(path)} imports by a relative name"
            modules.add(node.module or "")
    return frozenset(modules)


def test_module() -> None:
    """In every module: no HTTP in kg, no engine of another module, a telling name, few lines."""
    assert len(MODULES) > 30
    faults = []
    for path in MODULES:
        heads = {module.partition(".")[0] for module in imports(path)}
        foreign = {engine for engine in heads & ENGINES.keys() if ENGINES[engine] != name(path)}
        foreign |= heads & {"server", "flask"} if name(path).startswith("kg/") else set()
        faults += [f"{name(path)} imports {one}" for one in sorted(foreign)]
        if path.stem in ("utils", "helpers", "common", "misc"):
            faults.append(f"{name(path)} has a name that says nothing")
        if path.read_text(encoding="utf-8").count("\n") > 350:
            faults.append(f"{name(path)} has over 350 lines: look for a second concern in it")
    assert faults == []


def test_no_two_modules_of_a_package_differ_only_by_an_ending() -> None:
    """read and reading, describe and description, connection and connections."""
    alike = [
        (name(one), name(other))
        for one, other in combinations(MODULES, 2)
        if one.parent == other.parent and differ_by_ending(one.stem, other.stem)
    ]
    assert not alike


def differ_by_ending(one: str, other: str) -> bool:
    """Whether all but the last letters are the same; a word that is added is no ending."""
    shared = next(n for n in range(len(one) + 1) if one[: n + 1] != other[: n + 1])
    ends = one[shared:], other[shared:]
    return shared > 3 and max(map(len, ends)) <= 5 and not any("_" in end for end in ends)


def test_the_root_has_no_stray_file() -> None:
    files = subprocess.run(
        ["git", "ls-files", ":(glob)*"], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.split()
    kinds = {".gitignore", "Makefile", "LICENSE", "LICENSE-DATA", "constraints.txt"}
    assert {name for name in files if not name.endswith((".md", ".toml"))} <= kinds


def test_the_command_line_loads_no_slow_engine() -> None:
    code = "import sys, kg.cli, kg.manifest; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.split()
    assert not SLOW.intersection(loaded)


# A package imports only packages of lines above its own; those of one line do not know each other.
ORDER = {
    "kg": (("model",), ("search",), ("queries",), ("authoring", "export"), ("build",)),
    "server": (
        ("http",),
        ("sparql",),
        ("repository",),
        ("api", "linked_data", "mcp", "reconcile", "site"),
    ),
}


@pytest.mark.parametrize("tree", ORDER)
def test_imports_go_one_way(tree: str) -> None:
    rank = {
        f"{tree}.{package}": level for level, line in enumerate(ORDER[tree]) for package in line
    }
    against = set()
    for path in MODULES:
        own = ".".join(path.relative_to(ROOT).parts[:2])
        for module in imports(path):
            other = ".".join(module.split(".")[:2])
            if own in rank and other in rank and own != other and rank[other] >= rank[own]:
                against.add((own, other))
    assert not against


def test_only_entry_points_import_the_composition() -> None:
    composition = {"server.app", "server.cli", "server.composition", "server.health"}
    packaged = [path for path in (ROOT / "server").glob("*/**/*.py") if path.stem != "__main__"]
    assert not [name(path) for path in packaged if composition.intersection(imports(path))]


@pytest.mark.parametrize("tree", ORDER)
def test_every_package_has_its_place_in_the_order(tree: str) -> None:
    packages = {path.parent.name for path in (ROOT / tree).glob("*/__init__.py")}
    assert packages == {package for line in ORDER[tree] for package in line}
