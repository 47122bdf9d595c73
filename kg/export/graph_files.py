"""Property graphs as files: GraphML, GEXF, Cytoscape JSON, and tables for Gephi and Neo4j.

The only module that imports networkx.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from xml.etree import ElementTree

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

from kg.export.layout import layout
from kg.export.property_graph import Attributes, PropertyGraph, Value
from kg.model.palette import colour

_Row = dict[str, Value]

# Names with a meaning in these formats or in the rows below.
_FORMATS = frozenset(("id", "label", "viz", "start", "end", "r", "g", "b", "x", "y", "z", "size"))
_RESERVED_FOR_NODES = _FORMATS | {
    *("label_zh", "label_en", "class", "kind", "degree", "color", "name", "value"),
    *("parents", "pid"),
}
_RESERVED_FOR_EDGES = _FORMATS | {"relation", "source", "target", "type", "weight", "key"}
# Characters that XML 1.0 does not allow.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def graphml(graph: PropertyGraph) -> bytes:
    """GraphML; Gephi reads label, position, size and colour from attributes, yEd the label."""
    out = _networkx(graph)
    for _, data in out.nodes(data=True):
        red, green, blue = _rgb(data["kind"])
        data.update(r=red, g=green, b=blue)
    file = io.BytesIO()
    # Not `named_key_ids`: nodes and edges share names of attributes, and ids must be unique.
    nx.write_graphml_xml(out, file)
    return file.getvalue()


def gexf(graph: PropertyGraph) -> bytes:
    """GEXF with colours by class, sizes by degree and a fixed layout, as Gephi opens it."""
    out = _networkx(graph)
    for _, data in out.nodes(data=True):
        red, green, blue = _rgb(data["kind"])
        data["viz"] = {
            "color": {"r": red, "g": green, "b": blue, "a": 1.0},
            "size": data.pop("size"),
            # The y axis of Gephi points upwards.
            "position": {"x": data.pop("x"), "y": 0.0 - data.pop("y"), "z": 0.0},
        }
    for _, _, key, data in out.edges(keys=True, data=True):
        data["id"] = key
    writer = GEXFWriter(version="1.2draft")
    writer.add_graph(out)
    for meta in writer.xml.iter("meta"):
        # The current date, which would make the file not reproducible.
        meta.attrib.pop("lastmodifieddate", None)
    xml: bytes = ElementTree.tostring(writer.xml, encoding="utf-8", xml_declaration=True)
    return xml


def cytoscape(graph: PropertyGraph) -> bytes:
    """The JSON of Cytoscape (desktop and cytoscape.js); networkx reads it too."""
    nodes = [
        {
            "data": {**row, "value": row["id"], "name": row["label"]},
            "position": {"x": row["x"], "y": row["y"]},
        }
        for row in _node_rows(graph)
    ]
    edges = [{"data": {**row, "key": row["id"]}} for row in _edge_rows(graph)]
    document = {
        "format_version": "1.0",
        "directed": True,
        "multigraph": True,
        "data": [],
        "elements": {"nodes": nodes, "edges": edges},
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def gephi(graph: PropertyGraph) -> bytes:
    """A zip of nodes.csv and edges.csv with the headers that Gephi's spreadsheet import knows."""
    nodes = [{"Id": r.pop("id"), "Label": r.pop("label"), **r} for r in _node_rows(graph)]
    edges = [
        {
            "Source": row.pop("source"),
            "Target": row.pop("target"),
            "Type": "Directed",
            "Id": row.pop("id"),
            "Label": row.pop("label"),
            **row,
        }
        for row in _edge_rows(graph)
    ]
    return _zip({"nodes.csv": _csv(nodes), "edges.csv": _csv(edges)})


def neo4j(graph: PropertyGraph) -> bytes:
    """A zip of nodes.csv and relationships.csv with headers for `neo4j-admin database import`."""
    nodes = []
    for row in _node_rows(graph):
        labels = [row.pop("kind"), row.pop("class")]
        nodes.append(
            {"iri:ID": row.pop("id"), ":LABEL": ";".join(dict.fromkeys(map(str, labels))), **row}
        )
    edges = [
        {
            ":START_ID": row.pop("source"),
            ":END_ID": row.pop("target"),
            ":TYPE": row.pop("relation"),
            **row,
        }
        for row in _edge_rows(graph)
    ]
    files = {"nodes.csv": nodes, "relationships.csv": edges}
    return _zip({name: _csv(_typed(rows)) for name, rows in files.items()})


# By the name of the format, which is also the suffix of a file.
MEDIA_TYPES: Mapping[str, str] = {
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
    "cyjs": "application/vnd.cytoscape+json",
    "gephi.zip": "application/zip",
    "neo4j.zip": "application/zip",
}
WRITERS: Mapping[str, Callable[[PropertyGraph], bytes]] = {
    "graphml": graphml,
    "gexf": gexf,
    "cyjs": cytoscape,
    "gephi.zip": gephi,
    "neo4j.zip": neo4j,
}


def _networkx(graph: PropertyGraph) -> nx.MultiDiGraph[str]:
    out: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for row in _node_rows(graph):
        out.add_node(row.pop("id"), **row)
    for row in _edge_rows(graph):
        out.add_edge(row.pop("source"), row.pop("target"), key=row.pop("id"), **row)
    return out


def _node_rows(graph: PropertyGraph) -> list[_Row]:
    """The nodes as flat rows, with position and size."""
    degrees = graph.degrees()
    places = graph.places or layout(
        tuple(graph.nodes), tuple((e.source, e.target) for e in graph.edges)
    )
    attributes = _uniform([n.attributes for n in graph.nodes.values()], _RESERVED_FOR_NODES)
    return [
        {
            "id": node.id,
            "label": _ILLEGAL.sub("", node.label),
            "label_zh": _ILLEGAL.sub("", node.label_zh),
            "label_en": _ILLEGAL.sub("", node.label_en),
            "class": node.cls,
            "kind": node.kind,
            "degree": degrees[node.id],
            "size": round(6 + 4 * math.sqrt(degrees[node.id]), 1),
            "color": colour(node.kind),
            "x": places[node.id][0],
            "y": places[node.id][1],
            **own,
        }
        for node, own in zip(graph.nodes.values(), attributes, strict=True)
    ]


def _edge_rows(graph: PropertyGraph) -> list[_Row]:
    """The edges as flat rows."""
    attributes = _uniform([edge.attributes for edge in graph.edges], _RESERVED_FOR_EDGES)
    return [
        {
            "id": f"e{number}",
            "source": edge.source,
            "target": edge.target,
            "relation": edge.relation,
            "label": _ILLEGAL.sub("", edge.label),
            **own,
        }
        for number, (edge, own) in enumerate(zip(graph.edges, attributes, strict=True), 1)
    ]


def _uniform(rows: Sequence[Attributes], reserved: frozenset[str]) -> list[Attributes]:
    """The attributes with one type per name: integer, float or text.

    A file declares the type of an attribute once. A reserved name gets an underscore.
    """
    text = {key for row in rows for key, value in row.items() if isinstance(value, str)}
    broken = {k for row in rows for k, v in row.items() if isinstance(v, float) and v % 1}

    def value(key: str, value: Value) -> Value:
        if key in text:
            return _ILLEGAL.sub("", str(value))
        return value if key in broken else int(value)

    return [
        {f"{key}_" if key in reserved else key: value(key, v) for key, v in row.items()}
        for row in rows
    ]


def _typed(rows: list[_Row]) -> list[_Row]:
    """The rows with types of Neo4j in the names of numeric columns."""
    types = {k: "" if isinstance(v, str) else ":long" for row in rows for k, v in row.items()}
    types |= {k: ":double" for row in rows for k, v in row.items() if isinstance(v, float)}
    return [{k + types[k]: v for k, v in row.items()} for row in rows]


def _csv(rows: Iterable[Mapping[str, Value]]) -> bytes:
    """The rows as CSV in UTF-8; columns in the order of first occurrence."""
    rows = list(rows)
    columns = list(dict.fromkeys(key for row in rows for key in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _zip(files: Mapping[str, bytes]) -> bytes:
    """A reproducible zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


def _rgb(kind: str) -> tuple[int, int, int]:
    value = int(colour(kind)[1:], 16)
    return value >> 16, value >> 8 & 255, value & 255
