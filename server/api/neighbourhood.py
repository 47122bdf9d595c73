"""The neighbourhood of a thing, or a drawing, as a file for Gephi, Cytoscape, yEd or Neo4j."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

from kg.export.property_graph import Place
from kg.search.lookup import nearest
from server.api.endpoint import ApiRequest, Attachment, Endpoint
from server.api.parameters import Parameter, format_parameter, language_parameter
from server.http.errors import Kind
from server.http.responses import Refusal
from server.repository import property_graphs
from server.repository.references import term
from server.repository.snapshot import Snapshot
from server.sparql.engine import GraphFile
from server.sparql.formats import GRAPH_TOOLS

_NUMBER = r"-?[0-9]{1,9}(\.[0-9]{1,9})?"
_PLACES = rf"^{_NUMBER},{_NUMBER}( {_NUMBER},{_NUMBER})*$"
_WRITTEN = (
    language_parameter("标签的语言", "The language of labels", "zh"),
    format_parameter("文件格式", "The format of the file", GRAPH_TOOLS, "cyjs"),
)
_AROUND = (
    Parameter(
        "thing",
        "中心事物：IRI、带前缀的名称或确切标签",
        "The thing in the middle: an IRI, a prefixed name or an exact label",
        {"type": "string", "minLength": 1, "maxLength": 300},
        required=True,
    ),
    Parameter(
        "depth",
        "跳数",
        "How many steps to go",
        {"type": "integer", "minimum": 1, "maximum": 4, "default": 1},
    ),
    Parameter(
        "classes",
        "只要这些类，逗号分隔，如 Project,Place",
        "Only things of these classes, separated by commas: Project,Place",
        separator=",",
    ),
    Parameter(
        "relations",
        "只要这些关系，逗号分隔，如 partOf,locatedIn",
        "Only these relations, separated by commas: partOf,locatedIn",
        separator=",",
    ),
    *_WRITTEN,
)
_DRAWN = (
    Parameter(
        "things",
        "事物：IRI 或带前缀的名称，空格分隔",
        "The things: IRIs or prefixed names, separated by spaces",
        {"type": "string", "minLength": 1},
        required=True,
        separator=" ",
    ),
    Parameter(
        "places",
        "各事物画在何处，顺序同 things：x,y（像素，y 向下），空格分隔",
        "Where each of things is drawn, in the same order: x,y in pixels, y downwards, "
        "separated by spaces",
        {"type": "string", "pattern": _PLACES},
        separator=" ",
    ),
    Parameter(
        "without",
        "不要这些关系，逗号分隔",
        "Not these relations, separated by commas",
        {"type": "string"},
        separator=",",
    ),
    *_WRITTEN,
)


def surrounding(call: ApiRequest) -> tuple[Attachment, list[str]]:
    """The neighbourhood as a file. Raises Refusal for unknown things, classes and relations."""
    iri = _node(call, "thing", call.values["thing"])
    arguments = {
        "iri": iri,
        "depth": call.values["depth"],
        "classes": _listed(call, "classes", property_graphs.kinds),
        "relations": _listed(call, "relations", property_graphs.relations),
    }
    return _attachment(call, "neighbourhood", arguments, iri), []


def drawn(call: ApiRequest) -> tuple[Attachment, list[str]]:
    """The drawn things as a file. Raises Refusal for unknown things or wrong coordinates."""
    named = call.values["things"].split()
    if not named:
        raise Refusal(Kind.THINGS_MISSING, parameter="things")
    result = {one: _node(call, "things", one) for one in dict.fromkeys(named)}
    iris = [result[one] for one in named]
    without = _listed(call, "without", property_graphs.relations)
    arguments = {"iris": list(dict.fromkeys(iris)), "without": without}
    return _attachment(call, "subgraph", arguments, iris[0], _places(call, iris)), []


def _attachment(
    call: ApiRequest,
    part: Literal["neighbourhood", "subgraph"],
    arguments: Mapping[str, Any],
    iri: str,
    places: Mapping[str, Place] | None = None,
) -> Attachment:
    """A part of the graph as a file that is named after a thing."""
    slug = re.sub(r"[^A-Za-z0-9.-]+", "-", iri.rpartition("/")[2])
    file = GraphFile(call.values["format"], call.values["lang"], part, arguments, places)
    return Attachment(f"{slug}-neighbourhood", call.snapshot.write(file))


def _node(call: ApiRequest, name: str, text: str) -> str:
    """The IRI of the node that the text of a parameter identifies. Raises Refusal."""
    snapshot = call.snapshot
    snapshot.check()
    iri = term(name, text, snapshot).value
    if not property_graphs.is_node(snapshot, iri):
        near = [
            one
            for one in nearest(snapshot.index, iri.rpartition("/")[2], 10)
            if property_graphs.is_node(snapshot, one)
        ]
        raise Refusal(Kind.NOT_A_NODE, iri=iri, near=near[:3])
    return iri


def _places(call: ApiRequest, iris: list[str]) -> dict[str, Place] | None:
    """The coordinates of each thing, if the request gives them."""
    pairs = call.values.get("places", "").split()
    if not pairs:
        return None
    if len(pairs) != len(iris):
        raise Refusal(Kind.PLACES_COUNT, parameter="places", count=len(pairs), things=len(iris))
    numbers = [[float(number) for number in pair.split(",")] for pair in pairs]
    return {iri: (x, y) for iri, (x, y) in zip(iris, numbers, strict=True)}


def _listed(call: ApiRequest, name: str, occurring: Callable[[Snapshot], set[str]]) -> list[str]:
    """The local names in a parameter. Raises Refusal for names that are not in the graph."""
    given = [one.strip().removeprefix("wk:") for one in call.values.get(name, "").split(",")]
    result = [one for one in given if one]
    known = occurring(call.snapshot) if result else set()
    for one in result:
        if one not in known:
            raise Refusal(Kind.NAME_NOT_USED, parameter=name, text=one, known=sorted(known))
    return result


ENDPOINTS = (
    Endpoint(
        "neighbourhood",
        "/api/neighbourhood",
        "某个实体的邻域子图，供图工具使用",
        "What surrounds a thing, for graph tools",
        _AROUND,
        {},
        surrounding,
        ("thing=滨江数创走廊", "thing=place:wuchang-district&depth=1&classes=Project&format=gexf"),
        GRAPH_TOOLS,
    ),
    Endpoint(
        "subgraph",
        "/api/subgraph",
        "若干事物及其间的关系，画在指定的位置，供图工具使用",
        "Some things and the relations between them, drawn where you say, for graph tools",
        _DRAWN,
        {},
        drawn,
        ("things=place:wuchang-district place:binjiang-digital-corridor&places=0,0 80,60",),
        GRAPH_TOOLS,
        "POST",
    ),
)
