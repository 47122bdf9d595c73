"""The build: complete in a folder of its own, then switched; what is served comes to no harm."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg import manifest, namespaces
from kg.build import pipeline
from kg.build.pipeline import build
from kg.errors import BuildMissing, IriError, ProblemsFound
from kg.export.dumps import Dump
from kg.progress import Stages
from kg.project import Project
from kg.queries.answers import answer, open_current
from kg.rdf import DefaultGraph, NamedNode, RdfFormat, parse

Edit = Callable[[str, str, str], None]

ENTITIES = "data/entities/tiny.ttl"
TRIG = "data/reports/wuchang-2023/1.1.trig"


def folders(project: Project) -> set[str]:
    return {path.name for path in project.builds.iterdir()}


def test_a_build_holds_data_store_and_manifest(tiny: Project) -> None:
    stages = Stages()
    about = build(tiny, stages=stages)
    folder = tiny.current
    assert os.readlink(folder) == about.hash
    assert folders(tiny) == {about.hash, "current", ".lock"}
    assert set(os.listdir(folder)) == {
        manifest.DATA, manifest.STORE, manifest.FILE, manifest.DUMPS, manifest.INDEX,
        manifest.DRAWING,
    }  # fmt: skip
    assert list(about.seconds) == [
        "read", "derive", "dumps", "describe", "index", "store", "check",
    ]  # fmt: skip
    everything = list(parse(path=folder / manifest.DATA, format=RdfFormat.N_QUADS))
    merged = [quad.triple for quad in everything if isinstance(quad.graph_name, DefaultGraph)]
    named = {quad.triple for quad in everything if not isinstance(quad.graph_name, DefaultGraph)}
    assert len(merged) == len(set(merged)) and set(merged) == named
    graphs = {NamedNode(graph) for graph in namespaces.DESCRIBING_GRAPHS}
    described = {quad.triple for quad in everything if quad.graph_name in graphs}
    assert about.data.quads == len(everything) == len(set(everything))
    quads = [quad for quad in everything if quad.triple not in described]
    data = [triple for triple in merged if triple not in described]
    assert about.counts == {
        "triples": len(data), "quads": len(quads), "entities": 9, "passages": 6,
        "statements": 4, "inferred": about.counts["inferred"], "graphs": 10,
    }  # fmt: skip
    store, _ = open_current(tiny)
    assert answer(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "csv").split() == [
        "n", str(len(merged)),
    ]  # fmt: skip


def test_the_same_files_make_the_same_bytes(tiny: Project) -> None:
    build(tiny)
    first = (tiny.current / manifest.DATA).read_bytes()
    (tiny.current / manifest.FILE).unlink()
    build(tiny)
    assert (tiny.current / manifest.DATA).read_bytes() == first


def test_nothing_is_done_while_nothing_changes(tiny: Project) -> None:
    first = build(tiny)
    stages = Stages()
    assert build(tiny, stages=stages) == first
    assert stages.seconds == {}


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (ENTITIES, '"Lake Park"@en', '"Park by the Lake"@en'),
        ("ontology/wuchang.ttl", '"A lake."@en', '"A lake, large or small."@en'),
        ("queries/rules/53-label-passages.rq", '"Passage "', '"Sentence "'),
        ("queries/checks/cycles.rq", "points the wrong way", "has the wrong direction"),
    ],
)
def test_a_change_of_any_input_makes_a_new_build(
    tiny: Project, edit: Edit, file: str, old: str, new: str
) -> None:
    first = manifest.input_hash(tiny)
    edit(file, old, new)
    assert manifest.input_hash(tiny) != first


def test_a_new_question_makes_a_new_build(tiny: Project) -> None:
    """The questions stand in the build's description."""
    first = manifest.input_hash(tiny)
    tiny.examples.mkdir()
    (tiny.examples / "101-any.rq").write_text("ASK {}", encoding="utf-8")
    assert manifest.input_hash(tiny) != first


def test_the_build_before_is_kept_and_older_ones_go(tiny: Project, edit: Edit) -> None:
    names = [build(tiny).hash]
    for old, new in [("Lake Park", "Lake Park 2"), ("Lake Park 2", "Lake Park 3")]:
        edit(ENTITIES, f'"{old}"@en', f'"{new}"@en')
        names.append(build(tiny).hash)
    assert folders(tiny) == {*names[1:], "current", ".lock"}
    edit(ENTITIES, '"Lake Park 3"@en', '"Lake Park 2"@en')
    stages = Stages()
    assert build(tiny, stages=stages).hash == names[1]
    assert stages.seconds == {}, "a build that is there already is only switched to"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        pytest.param(TRIG, "wk:stage stage:completed ;", "wk:stage stage:completed", id="syntax"),
        pytest.param(ENTITIES, ' , "Lake Park"@en', "", id="no label"),
        pytest.param(TRIG, "wk:value 3", "wk:value 4", id="wrong figure"),
    ],
)
def test_a_failed_build_leaves_the_one_that_is_served(
    tiny: Project, edit: Edit, file: str, old: str, new: str
) -> None:
    first = build(tiny)
    before = folders(tiny)
    edit(file, old, new)
    with pytest.raises(ProblemsFound) as caught:
        build(tiny)
    assert {problem.file for problem in caught.value.problems} >= {file}
    assert folders(tiny) == before
    assert manifest.read(tiny.current) == first
    store, _ = open_current(tiny)
    assert "Lake Park" in answer(store, "SELECT ?l { ?s ?p ?l }", "csv")


def test_what_is_not_sound_is_told_though_it_breaks_the_dumps(
    tiny: Project, edit: Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Iterator[Dump]:
        raise LookupError("no label")

    monkeypatch.setattr(pipeline, "dumps", broken)
    with pytest.raises(LookupError, match="no label"):
        build(tiny)
    edit(ENTITIES, ' , "Lake Park"@en', "")
    with pytest.raises(ProblemsFound, match="Give it exactly one rdfs:label"):
        build(tiny)
    assert folders(tiny) == {".lock"}


def test_the_text_is_held_against_the_statements(tiny: Project, tiny_text: str) -> None:
    with pytest.raises(ProblemsFound, match=r"r:1\.1\.1-s03"):
        build(tiny, texts={namespaces.DEFAULT_REPORT: tiny_text.replace("3万件", "4万件")})
    assert build(tiny, texts={namespaces.DEFAULT_REPORT: tiny_text})


def test_what_a_killed_build_left_is_swept(tiny: Project) -> None:
    (tiny.builds / ".new-dead").mkdir(parents=True)
    about = build(tiny)
    assert folders(tiny) == {about.hash, "current", ".lock"}


def test_a_build_that_was_cut_short_is_made_anew(tiny: Project) -> None:
    build(tiny)
    data = tiny.current / manifest.DATA
    whole = data.read_bytes()
    data.write_bytes(whole[: whole.index(b"\n") + 1])
    build(tiny)
    assert data.read_bytes() == whole


def test_a_damaged_build_is_made_anew(tiny: Project) -> None:
    about = build(tiny)
    (tiny.current / manifest.FILE).write_text("{", encoding="utf-8")
    with pytest.raises(BuildMissing, match="kg build"):
        manifest.read(tiny.current)
    assert build(tiny).hash == about.hash


def test_two_builds_at_once_make_one(tiny: Project) -> None:
    stages = [Stages(), Stages()]
    threads = [threading.Thread(target=build, args=(tiny,), kwargs={"stages": s}) for s in stages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(bool(s.seconds) for s in stages) == [False, True]
    assert manifest.read(tiny.current).counts["passages"] == 6


def test_another_base_is_written_everywhere(tiny: Project) -> None:
    base = "https://example.org/kg/"
    about = build(tiny, base)
    data = (tiny.current / manifest.DATA).read_text(encoding="utf-8")
    assert about.base == base and f"<{base}id/place/lake-park>" in data
    assert "w3id.org/wuchang-kg" not in data
    with pytest.raises(IriError, match="ends in a slash"):
        build(tiny, "https://example.org")


def test_a_missing_build_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(BuildMissing, match="kg build"):
        open_current(Project(tmp_path))


def test_the_manifest_is_read_as_it_was_written(tiny: Project) -> None:
    about = build(tiny)
    assert (
        json.loads((tiny.current / manifest.FILE).read_text(encoding="utf-8"))["hash"] == about.hash
    )
    assert manifest.read(tiny.current) == about
