"""A new build takes over, a broken one does not, and queries finish on the old one."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from kg.errors import BuildMissing
from kg.manifest import DATA, FILE, INDEX, STORE
from kg.rdf import write_store
from server.settings import Settings
from server.sparql.engine import Query, errors
from server.sparql.releases import Release, Releases
from tests.conftest import Built
from tests.served import EX, switch, write_build


@dataclass
class World:
    """A folder of builds, what follows it, and what it told."""

    folder: Path
    builds: Releases
    switched: list[str | None]
    failed: list[str]


@dataclass
class Notes:
    switched: list[str | None] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def switch(self, release: Release) -> None:
        self.switched.append(release.hash)


def data(name: str) -> str:
    return f'<{EX}x> <{EX}version> "{name}" .\n'


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    write_build(tmp_path, data("one"), "one")
    notes = Notes()
    settings = Settings(workers=1, slow_workers=1)
    builds = Releases(settings, tmp_path / "current")
    builds.watch(notes.switch, notes.failed.append)
    yield World(tmp_path, builds, notes.switched, notes.failed)
    builds.close()


def version(release: Release) -> str:
    answer = release.engine.run(Query("SELECT ?v { ?s ?p ?v }", "text/csv"), 5)
    return answer.body.decode().split()[1]


def wait(condition: object) -> None:
    until = time.monotonic() + 5
    while not condition() and time.monotonic() < until:  # type: ignore[operator]
        time.sleep(0.02)


def test_a_new_build_takes_over_while_the_old_one_finishes(world: World) -> None:
    with world.builds.lease() as old:
        write_build(world.folder, data("two"), "two")
        wait(lambda: world.switched)
        assert world.switched == ["two"]
        with world.builds.lease() as new:
            assert version(new) == "two"
        assert version(old) == "one", "the old one is open as long as somebody uses it"
    assert not old.enter(), "and closed afterwards"


def test_a_broken_build_changes_nothing(world: World) -> None:
    broken = world.folder / "broken"
    broken.mkdir()
    (broken / "manifest.json").write_text("{")
    switch(world.folder, "broken")
    wait(lambda: world.failed)
    assert len(world.failed) == 1
    assert "kg build" in world.failed[0]
    with world.builds.lease() as still:
        assert version(still) == "one"
    write_build(world.folder, data("three"), "three")
    wait(lambda: world.switched)
    with world.builds.lease() as new:
        assert version(new) == "three"


def cut(whole: Path, folder: Path) -> None:
    """A copy of a build whose data ends after its first line."""
    shutil.copytree(whole, folder)
    data = folder / DATA
    data.write_bytes(data.read_bytes().partition(b"\n")[0] + b"\n")


@pytest.mark.parametrize("in_memory", [True, False])
def test_a_build_that_was_cut_short_is_refused(world: World, in_memory: bool) -> None:
    """At the end of a line, after which the rest is N-Quads as before."""
    whole = write_build(world.folder, data("two") + data("three"), "whole")
    wait(lambda: world.switched)
    cut(whole, world.folder / "cut")
    if not in_memory:  # its store is served, and its data only looked at for the size
        shutil.rmtree(world.folder / "cut" / STORE)
        write_store(world.folder / "cut" / DATA, world.folder / "cut" / STORE)
        world.builds._settings = replace(world.builds._settings, in_memory_mb=0)
    switch(world.folder, "cut")
    wait(lambda: world.failed)
    assert len(world.failed) == 1
    assert "kg build" in world.failed[0]
    assert world.switched == ["whole"]
    with world.builds.lease() as still:
        assert still.hash == "whole"


def test_the_report_s_data_cut_short_is_served_under_nobody_s_name(
    built: Built, tmp_path: Path
) -> None:
    whole = built.project.current
    lines = (whole / DATA).read_bytes().splitlines(keepends=True)
    (tmp_path / DATA).write_bytes(b"".join(lines[:20_000]))
    for name in (FILE, INDEX):
        shutil.copy(whole / name, tmp_path)
    with pytest.raises(errors.EngineUnavailable, match="not what its manifest describes"):
        Releases(Settings(), tmp_path)


def test_a_look_that_fails_is_not_the_last(world: World) -> None:
    (world.folder / "circle").symlink_to("circle")
    switch(world.folder, "circle")
    wait(lambda: world.failed)
    write_build(world.folder, data("four"), "four")
    wait(lambda: world.switched)
    assert world.switched == ["four"]
    assert len(world.failed) == 1, "told once, not twice a second"


def test_no_build_at_all(tmp_path: Path) -> None:
    with pytest.raises(BuildMissing, match="kg build"):
        Releases(Settings(), tmp_path / "current")
