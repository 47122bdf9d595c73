"""Reading: each file to its graph, and each fault with file, line and repair."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from kg import namespaces
from kg.authoring.load import find_line, load
from kg.errors import Problem, ProblemsFound
from kg.project import Project

Edit = Callable[[str, str, str], None]

TRIG = "data/reports/wuchang-2023/1.1.trig"
ENTITIES = "data/entities/tiny.ttl"


def test_a_folder_says_which_graph_its_files_fill(tiny: Project) -> None:
    graphs = {
        file: {quad.graph_name.value for quad in quads}  # type: ignore[union-attr]
        for file, quads in load(tiny).files.items()
    }
    assert graphs["ontology/wuchang.ttl"] == {namespaces.ONTOLOGY_GRAPH}
    assert graphs[ENTITIES] == {namespaces.ENTITIES_GRAPH}
    assert graphs["data/reports/wuchang-2023/passages.ttl"] == {namespaces.REPORT_GRAPH}
    assert namespaces.passage(namespaces.DEFAULT_REPORT, "1.1.1-s03") in graphs[TRIG]


def test_shapes_are_no_data(tiny: Project) -> None:
    assert {"ontology/shapes.ttl", "ontology/style.ttl"}.isdisjoint(load(tiny).files)


def test_reading_twice_names_blank_nodes_alike(tiny: Project) -> None:
    assert load(tiny).files == load(tiny).files


def test_a_node_is_at_home_where_it_is_typed(tiny: Project) -> None:
    authored = load(tiny)
    assert authored.homes[namespaces.expand("project:reading-room")] == ENTITIES
    assert authored.homes[f"{namespaces.ONTOLOGY}/partOf"] == "ontology/wuchang.ttl"


def test_a_line_is_the_one_that_begins_with_the_node(tiny: Project) -> None:
    path = tiny.root / ENTITIES
    lines = path.read_text(encoding="utf-8").splitlines()
    line = find_line(path, namespaces.expand("place:lake-park"))
    assert line and lines[line - 1].startswith("place:lake-park a ")
    assert find_line(path, namespaces.expand("place:lake")) is None


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        pytest.param(
            TRIG, "wk:partOf place:east-shore .", "wk:partOf place:east-shore",
            Problem(TRIG, "column 3", "A '}' or a '.' is expected at the end of a graph block",
                    "", 28),
            id="broken TriG",
        ),
        pytest.param(
            ENTITIES, "@prefix place: <https://w3id.org/wuchang-kg/id/place/> .\n", "",
            Problem(ENTITIES, "column 1", "The prefix place: has not been declared",
                    "Add the line: PREFIX place: <https://w3id.org/wuchang-kg/id/place/>", 12),
            id="prefix not declared",
        ),
        pytest.param(
            TRIG, "wk:partOf place:east-shore", "wk:partOf plaice:east-shore",
            Problem(TRIG, "column 29", "The prefix plaice: has not been declared",
                    f"Known prefixes: {', '.join(namespaces.PREFIXES)}.", 27),
            id="unknown prefix",
        ),
        pytest.param(
            ENTITIES, "id/place/> .", "id/pIace/> .",
            Problem(ENTITIES, "place:",
                    "stands for <https://w3id.org/wuchang-kg/id/pIace/> here, "
                    "elsewhere for <https://w3id.org/wuchang-kg/id/place/>", "", 4),
            id="prefix of our own making",
        ),
        pytest.param(
            TRIG, "r:1.1.1-s02 {", "{",
            Problem(TRIG, "", "stands in no graph", "", None),
            id="no graph",
        ),
        pytest.param(
            TRIG, "place:lake-park wk:partOf", "[] wk:partOf",
            Problem(TRIG, "", "has a blank node", "", None),
            id="blank node",
        ),
    ],
)  # fmt: skip
def test_fault(tiny: Project, edit: Edit, file: str, old: str, new: str, problem: Problem) -> None:
    edit(file, old, new)
    with pytest.raises(ProblemsFound) as caught:
        load(tiny)
    found = caught.value.problems[0]
    assert (found.file, found.message, found.line) == (file, problem.message, problem.line)
    assert found.repair.startswith(problem.repair) and found.repair
    assert not problem.node or found.node == problem.node


def test_every_broken_file_is_reported(tiny: Project, edit: Edit) -> None:
    edit(ENTITIES, "place:lake-park a", "place:lake-park")
    edit(TRIG, "place:lake-park wk:partOf", "place:lake-park")
    with pytest.raises(ProblemsFound, match="2 problems found"):
        load(tiny)


def test_a_thing_is_described_in_one_place(project: Project) -> None:
    """What reports often name stands in data/reference until an entity file has it."""
    described = re.compile(r"^([a-z]+:[a-z0-9-]+) a ", re.MULTILINE)
    label = re.compile(r'rdfs:label "([^"]+)"@zh , "([^"]+)"@en')
    for path in sorted((project.root / "data" / "reference").glob("*.ttl")):
        own = path.read_text(encoding="utf-8")
        entities = (project.entities / path.name).read_text(encoding="utf-8")
        for found in (described, label):
            assert not set(found.findall(own)) & set(found.findall(entities)), path.name
