"""The files to take away: the whole graph in every format, the same bytes for the same graph."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg import namespaces
from kg.export import csvw, jsonld
from kg.export.cube import cube
from kg.export.graph_files import MEDIA_TYPES, WRITERS
from kg.export.property_graph import whole
from kg.manifest import File
from kg.model.records import Records
from kg.namespaces import PREFIXES
from kg.rdf import DefaultGraph, Quad, Store, canonical, nquads, ntriples, trig, turtle

# How the names of files with the whole graph begin.
_NAME = "wuchang-kg"
CONTEXT = "context.jsonld"


@dataclass(frozen=True)
class Dump:
    """A file, before it is compressed: the name says how."""

    name: str
    media_type: str
    zh: str
    en: str
    data: bytes


# The formats of graph tools in which the whole graph is written.
_TITLES = {
    "graphml": "GraphML",
    "gexf": "GEXF",
    "neo4j.zip": "Neo4j CSV",
}


def dumps(store: Store, records: Records) -> Iterator[Dump]:
    """Every file of a store, under the base of its records.

    Quads hold the named graphs, triples the merged graph: both the same statements.
    """
    base = records.names.base
    prefixes = {name: namespaces.rebase(iri, base) for name, iri in PREFIXES.items()}
    yield from _rdf(store, base, prefixes)
    yield from _tables(records)
    triples = [quad.triple for quad in canonical(Quad(*t) for t in cube(records))]
    data = turtle(triples, prefixes).encode()
    yield Dump("cube.ttl", "text/turtle", "数字的数据立方体", "Data Cube of the figures", data)
    yield from _graphs(records)


def _rdf(store: Store, base: str, prefixes: Mapping[str, str]) -> Iterator[Dump]:
    named = canonical(q for q in store if not isinstance(q.graph_name, DefaultGraph))
    data = nquads(named)
    yield Dump(
        f"{_NAME}.nq.gz", "application/n-quads", "N-Quads（分图）", "N-Quads, in graphs", data
    )
    named.sort(key=lambda quad: str(quad.graph_name))
    data = trig(named, prefixes).encode()
    yield Dump(f"{_NAME}.trig.gz", "application/trig", "TriG（分图）", "TriG, in graphs", data)
    default = store.quads_for_pattern(None, None, None, DefaultGraph())
    triples = [quad.triple for quad in canonical(default)]
    data = ntriples(triples)
    yield Dump(
        f"{_NAME}.nt.gz", "application/n-triples", "N-Triples（合并）", "N-Triples, merged", data
    )
    data = turtle(triples, prefixes).encode()
    yield Dump(f"{_NAME}.ttl.gz", "text/turtle", "Turtle（合并）", "Turtle, merged", data)
    context = jsonld.context(store, base)
    data = jsonld.lines(jsonld.document(triples, context))
    yield Dump(
        f"{_NAME}.jsonld.gz", "application/ld+json", "JSON-LD（合并）", "JSON-LD, merged", data
    )
    data = json.dumps({"@context": context}, ensure_ascii=False, indent=1).encode() + b"\n"
    yield Dump(CONTEXT, "application/ld+json", "JSON-LD上下文", "JSON-LD context", data)


def _tables(records: Records) -> Iterator[Dump]:
    made = csvw.tables(records)
    for table in made:
        yield Dump(
            table.file, "text/csv", f"{table.zh}表", f"Table: {table.en}", csvw.csv_file(table)
        )
    about = csvw.metadata(made)
    yield Dump(csvw.METADATA, "application/csvm+json", "各表的CSVW元数据", "CSVW metadata", about)


def _graphs(records: Records) -> Iterator[Dump]:
    for language, zh, en in (
        ("zh", "中文标签", "Chinese labels"),
        ("en", "英文标签", "English labels"),
    ):
        graph = whole(records, "zh" if language == "zh" else "en")
        for suffix, title in _TITLES.items():
            file = f"{_NAME}.{language}.{suffix}{'' if suffix.endswith('.zip') else '.gz'}"
            yield Dump(
                file,
                MEDIA_TYPES[suffix],
                f"{title}（{zh}）",
                f"{title}, {en}",
                WRITERS[suffix](graph),
            )


def write(dump: Dump, folder: Path) -> File:
    """Write a dump into a folder, and say what was written."""
    data = gzip.compress(dump.data, mtime=0) if dump.name.endswith(".gz") else dump.data
    (folder / dump.name).write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    return File(dump.name, dump.media_type, dump.zh, dump.en, len(data), digest)
