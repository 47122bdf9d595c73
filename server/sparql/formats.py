"""The table of the formats of query results: name, media type, suffix, label."""

from __future__ import annotations

from server.http.media_types import Format

_W3C = "http://www.w3.org/ns/formats/"

# In the server's order of preference.
SOLUTIONS = (
    Format(
        "json",
        "application/sparql-results+json",
        "JSON",
        f"{_W3C}SPARQL_Results_JSON",
        ("application/json", "text/json"),
        ("srj",),
    ),
    Format(
        "xml",
        "application/sparql-results+xml",
        "XML",
        f"{_W3C}SPARQL_Results_XML",
        ("application/xml", "text/xml"),
        ("srx",),
    ),
    Format("csv", "text/csv", "CSV", f"{_W3C}SPARQL_Results_CSV", ("application/csv",)),
    Format(
        "tsv",
        "text/tab-separated-values",
        "TSV",
        f"{_W3C}SPARQL_Results_TSV",
        ("text/tsv",),
    ),
)

GRAPHS = (
    Format(
        "ttl",
        "text/turtle",
        "Turtle",
        f"{_W3C}Turtle",
        ("application/turtle", "application/x-turtle", "text/n3", "text/rdf+n3"),
        ("turtle", "n3"),  # which is a superset of Turtle
    ),
    Format(
        "nt",
        "application/n-triples",
        "N-Triples",
        f"{_W3C}N-Triples",
        ("text/plain",),
        ("ntriples", "n-triples"),
    ),
    Format(
        "rdf",
        "application/rdf+xml",
        "RDF/XML",
        f"{_W3C}RDF_XML",
        ("application/xml", "text/xml"),
        ("xml", "rdfxml", "rdf-xml", "rdf+xml"),
    ),
    Format(
        "jsonld",
        "application/ld+json",
        "JSON-LD",
        f"{_W3C}JSON-LD",
        ("application/json", "text/json"),
        ("json", "json-ld"),
    ),
    Format("trig", "application/trig", "TriG", f"{_W3C}TriG", ("application/x-trig",)),
    Format(
        "nq",
        "application/n-quads",
        "N-Quads",
        f"{_W3C}N-Quads",
        ("text/x-nquads",),
        ("nquads", "n-quads"),
    ),
)

# Property graphs: for the result of a CONSTRUCT, and for the neighbourhood of a thing.
GRAPH_TOOLS = (
    Format("graphml", "application/graphml+xml", "GraphML", ""),
    Format("gexf", "application/gexf+xml", "GEXF", "", words=("gephi",)),
    Format(
        "cyjs",
        "application/vnd.cytoscape+json",
        "Cytoscape JSON",
        "",
        words=("cytoscape",),
    ),
    Format("gephi.zip", "application/zip", "Gephi CSV", ""),
    Format("neo4j.zip", "application/zip", "Neo4j CSV", "", words=("neo4j",)),
)
