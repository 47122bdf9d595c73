"""/api/neighbourhood: what surrounds a thing, as a file for Gephi, Cytoscape, yEd or Neo4j."""

from __future__ import annotations

from typing import Any

from kg.export.graph_files import WRITERS
from kg.search.lookup import nearest
from server.api.endpoint import Call, Endpoint
from server.api.parameters import Parameter, term
from server.http.responses import Refusal
from server.repository import property_graphs
from server.sparql.formats import GRAPH_TOOLS

_FORMATS = {form.name: form for form in GRAPH_TOOLS}
_PARAMETERS = (
    Parameter(
        "thing",
        "中心事物：IRI、带前缀的名称或确切标签",
        "The thing in the middle: an IRI, a prefixed name or an exact label",
        {"type": "string", "minLength": 1, "maxLength": 300},
        required=True,
    ),
    Parameter(
        "depth",
        "走几步",
        "How many steps to go",
        {"type": "integer", "minimum": 1, "maximum": 4, "default": 1},
    ),
    Parameter(
        "classes",
        "只要这些类，逗号分隔，如 Project,Place",
        "Only things of these classes, separated by commas: Project,Place",
    ),
    Parameter(
        "relations",
        "只要这些关系，逗号分隔，如 partOf,locatedIn",
        "Only these relations, separated by commas: partOf,locatedIn",
    ),
    Parameter(
        "lang",
        "标签的语言",
        "The language of labels",
        {"type": "string", "enum": ["zh", "en"], "default": "zh"},
    ),
    Parameter(
        "format",
        "文件格式",
        "The format of the file",
        {"type": "string", "enum": list(_FORMATS), "default": "cyjs"},
    ),
)


def around(call: Call) -> tuple[Any, list[str]]:
    """The file. Raises Refusal for a thing that is no node, and for names that there are not."""
    snapshot = call.snapshot
    iri = term("thing", call.values["thing"], snapshot).value
    if not property_graphs.is_node(snapshot, iri):
        near = [
            one
            for one in nearest(snapshot.index, iri.rpartition("/")[2], 10)
            if property_graphs.is_node(snapshot, one)
        ]
        hint = f" Did you mean {', '.join(near[:3])}?" if near else ""
        raise Refusal(
            404,
            "unknown",
            f"{iri} is no node of the property graph: its nodes are things.{hint}",
        )
    found = property_graphs.neighbourhood(
        snapshot,
        call.values["lang"],
        iri,
        call.values["depth"],
        _listed(call, "classes", property_graphs.kinds(snapshot)),
        _listed(call, "relations", property_graphs.relations(snapshot)),
    )
    return WRITERS[call.values["format"]](found), []


def _listed(call: Call, name: str, known: set[str]) -> list[str]:
    """The local names of a parameter. Raises Refusal for one that does not occur."""
    given = [one.strip().removeprefix("wk:") for one in call.values.get(name, "").split(",")]
    found = [one for one in given if one]
    for one in found:
        if one not in known:
            raise Refusal(
                404,
                "unknown",
                f"{name}={one[:60]!r} does not occur. Write some of {', '.join(sorted(known))}.",
                members={"parameter": name},
            )
    return found


ENDPOINTS = (
    Endpoint(
        "neighbourhood",
        "/api/neighbourhood",
        "一个事物的周围，供图工具使用",
        "What surrounds a thing, for graph tools",
        _PARAMETERS,
        {},
        around,
        ("thing=滨江数创走廊", "thing=place:wuchang-district&depth=1&classes=Project&format=gexf"),
        GRAPH_TOOLS,
    ),
)
