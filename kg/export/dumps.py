"""Dumps: the whole graph in every format, reproducible byte by byte."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg import namespaces
from kg.export import csvw, jsonld
from kg.export.cube import cube
from kg.export.graph_files import MEDIA_TYPES, WRITERS
from kg.export.property_graph import Graphs
from kg.manifest import File
from kg.model.dataset import DataSet, Report
from kg.model.records import Records
from kg.project import Project
from kg.rdf import (
    DefaultGraph,
    RdfFormat,
    Store,
    canonical_lines,
    convert,
    ntriples,
    parse,
)

CONTEXT = "context.jsonld"
_LEVEL = 6  # of gzip: 9 takes three times as long for 2 percent smaller files


@dataclass(frozen=True)
class Dump:
    """A file before compression, which its name determines."""

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


def dumps(store: Store, records: Records, dataset: DataSet, graphs: Graphs) -> Iterator[Dump]:
    """All dumps of a store and its records; `graphs` are the property graph in each language.

    Quads have the named graphs, triples the merged graph. Names of files with the whole graph begin
    with the identifier of the data set, whose IRIs must have the base of the records.
    """
    base, name = records.names.base, dataset.identifier
    declared = namespaces.prefixes(dataset.reports, dataset.default_report)
    prefixes = {prefix: namespaces.rebase(iri, base) for prefix, iri in declared.items()}
    merged, named = _lines(store)
    in_graphs = sorted(named, key=_graph)  # stable, so that each graph keeps the order of its lines
    yield from _named(named, in_graphs, name, prefixes)
    yield from _merged(merged, jsonld.context(store, base), name, prefixes)
    parts = _by_report(in_graphs, base)
    for report in dataset.in_order():
        yield _report(parts[report.iri], report, name, prefixes)
    yield from _tables(records, dataset)
    lines = canonical_lines(ntriples(cube(records, dataset)).splitlines(keepends=True))
    data = convert(b"".join(lines), RdfFormat.TURTLE, prefixes)
    yield Dump("cube.ttl", "text/turtle", "数字的数据立方体", "Data Cube of the figures", data)
    yield from _graphs(graphs, name)


def report_file(name: str, report: Report) -> str:
    """The name of the file of one report, in a data set with identifier `name`."""
    return f"{name}.{report.name}.trig.gz"


def _lines(store: Store) -> tuple[list[bytes], list[bytes]]:
    """The merged graph as lines of N-Triples, and the named graphs as lines of N-Quads.

    Both are canonical. The store writes them, which is faster than to make a Quad of each.
    """
    merged = store.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    triples = (merged or b"").splitlines(keepends=True)
    # A triple of the default graph is the same line in both formats.
    default = frozenset(triples)
    quads = (store.dump(format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
    return canonical_lines(triples), canonical_lines(q for q in quads if q not in default)


def _graph(line: bytes) -> bytes:
    """The IRI of the graph of a line of N-Quads in a named graph, with the end of the line."""
    return line.rpartition(b" <")[2]


def _by_report(lines: list[bytes], base: str) -> Mapping[str, list[bytes]]:
    """By report: the graphs of its sentences, and what is said of it and of its parts.

    The lines must be in the order of their graphs.
    """
    found: dict[str, list[bytes]] = defaultdict(list)
    described = namespaces.rebase(namespaces.REPORT_GRAPH, base).encode() + b"> .\n"
    reports = namespaces.rebase(namespaces.report(""), base).encode()
    for line in lines:
        graph = _graph(line)
        # Of the graph of all reports, the subject says which report a line is about.
        part = line[1:] if graph == described else graph
        if part.startswith(reports):
            iri = part[: part.index(b">")]
            own = iri[len(reports) :].partition(b"/")[0]
            found[(reports + own).decode()].append(line)
    return found


def _report(lines: list[bytes], report: Report, name: str, prefixes: Mapping[str, str]) -> Dump:
    """One report in a file."""
    own = report.iri
    return Dump(
        report_file(name, report),
        "application/trig",
        f"{report.label.get('zh', own)}（TriG，分图）",
        f"{report.label.get('en', own)}: TriG, in graphs",
        convert(b"".join(lines), RdfFormat.TRIG, prefixes),
    )


def _named(
    lines: list[bytes], in_graphs: list[bytes], name: str, prefixes: Mapping[str, str]
) -> Iterator[Dump]:
    """The named graphs, given in the order of lines and in that of graphs."""
    data = b"".join(lines)
    yield Dump(
        f"{name}.nq.gz", "application/n-quads", "N-Quads（分图）", "N-Quads, in graphs", data
    )
    data = convert(b"".join(in_graphs), RdfFormat.TRIG, prefixes)
    yield Dump(f"{name}.trig.gz", "application/trig", "TriG（分图）", "TriG, in graphs", data)


def _merged(
    lines: list[bytes], context: jsonld.Context, name: str, prefixes: Mapping[str, str]
) -> Iterator[Dump]:
    """The merged graph."""
    triples = b"".join(lines)
    yield Dump(
        f"{name}.nt.gz", "application/n-triples", "N-Triples（合并）", "N-Triples, merged", triples
    )
    data = convert(triples, RdfFormat.TURTLE, prefixes)
    yield Dump(f"{name}.ttl.gz", "text/turtle", "Turtle（合并）", "Turtle, merged", data)
    found = (quad.triple for quad in parse(triples, format=RdfFormat.N_TRIPLES))
    data = jsonld.lines(jsonld.document(found, context))
    yield Dump(
        f"{name}.jsonld.gz", "application/ld+json", "JSON-LD（合并）", "JSON-LD, merged", data
    )
    data = json.dumps({"@context": context}, ensure_ascii=False, indent=1).encode() + b"\n"
    yield Dump(CONTEXT, "application/ld+json", "JSON-LD上下文", "JSON-LD context", data)


def _tables(records: Records, dataset: DataSet) -> Iterator[Dump]:
    tables = csvw.tables(records)
    for table in tables:
        yield Dump(
            table.file, "text/csv", f"{table.zh}表", f"Table: {table.en}", csvw.csv_file(table)
        )
    about = csvw.metadata(tables, dataset)
    yield Dump(csvw.METADATA, "application/csvm+json", "各表的CSVW元数据", "CSVW metadata", about)


def _graphs(graphs: Graphs, name: str) -> Iterator[Dump]:
    titles = {"zh": ("中文标签", "Chinese labels"), "en": ("英文标签", "English labels")}
    for language, graph in graphs.items():
        zh, en = titles[language]
        for suffix, title in _TITLES.items():
            file = f"{name}.{language}.{suffix}{'' if suffix.endswith('.zip') else '.gz'}"
            yield Dump(
                file,
                MEDIA_TYPES[suffix],
                f"{title}（{zh}）",
                f"{title}, {en}",
                WRITERS[suffix](graph),
            )


def shapes(project: Project, base: str) -> Dump:
    """The SHACL shapes of the data as their authors wrote them, for data published under `base`."""
    data = project.shapes.read_bytes()
    data = data.replace(f"<{namespaces.BASE}".encode(), f"<{base}".encode())
    return Dump("shapes.ttl", "text/turtle", "SHACL形状", "SHACL shapes of the data", data)


def everything(name: str, data: bytes) -> Dump:
    """All quads of a build, including default graph and metadata, for other engines."""
    zh, en = "N-Quads（全部，供其他引擎装载）", "N-Quads, everything, for other engines"
    return Dump(f"{name}.everything.nq.gz", "application/n-quads", zh, en, data)


def write(dump: Dump, folder: Path) -> File:
    """Write a dump into a folder; its entry for the manifest."""
    data = gzip.compress(dump.data, _LEVEL, mtime=0) if dump.name.endswith(".gz") else dump.data
    (folder / dump.name).write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    return File(dump.name, dump.media_type, dump.zh, dump.en, len(data), digest)
