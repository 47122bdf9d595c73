"""`python -m bench.latency`: what views cost in the server, uncached, as a Markdown table.

Times are of the application in this process, over the current build, one request at a time and no
answer cache: what a page costs, not what the network adds.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from flask.testing import FlaskClient

from kg import namespaces
from kg.model.index import Index
from kg.project import find
from kg.rdf import DefaultGraph, NamedNode, open_store
from kg.search.lookup import suggest
from server import create_app
from server.settings import Settings

TYPED = ("滨江数创走廊", "wuchang ancient city", "shuchuangyungu", "數字經濟", "区", "a")
PAGES = ("/", "/browse/Organization", "/read/1.2", "/targets", "/projects", "/map", "/questions")


def main() -> None:
    """Print the table."""
    project = find()
    build = project.current.resolve()
    settings = Settings(build=str(build), log="none", budget_seconds=0, budget_errors=0, cache_mb=0)
    app = create_app(settings, project)
    index = Index(build)
    things = [iri.removeprefix(namespaces.BASE) for iri in _things(build / "store")]
    try:
        client = app.test_client()
        typed = [text[:length] for text in TYPED * 5 for length in range(1, 21)]
        rows = [
            ("Thing, HTML", _gets(client, [f"/doc/{path}" for path in things], "text/html")),
            ("Thing, Turtle", _gets(client, [f"/doc/{path}" for path in things], "text/turtle")),
            ("Other pages", _gets(client, [*PAGES] * 10, "text/html")),
            ("/api/search", _gets(client, [f"/api/search?q={t}" for t in TYPED * 20], "*/*")),
            ("Suggestions", _each(partial(suggest, index), typed)),
        ]
        print("| View | requests | p50 ms | p95 ms |\n|---|---:|---:|---:|")
        for name, seconds in rows:
            p50, p95 = (statistics.quantiles(seconds, n=100)[n] * 1000 for n in (49, 94))
            print(f"| {name} | {len(seconds)} | {p50:.1f} | {p95:.1f} |")
    finally:
        app.extensions["service"].close()


def _gets(client: FlaskClient, paths: list[str], accept: str) -> list[float]:
    def get(path: str) -> None:
        answer = client.get(path, headers={"Accept": accept})
        assert answer.status_code == 200, f"{path}: {answer.status}"

    return _each(get, paths)


def _each(do: Callable[[str], object], texts: list[str]) -> list[float]:
    do(texts[0])  # what is made once for each build is made
    seconds = []
    for text in texts:
        started = time.perf_counter()
        do(text)
        seconds.append(time.perf_counter() - started)
    return seconds


def _things(folder: Path) -> Iterator[str]:
    store = open_store(folder)
    kind = NamedNode(namespaces.PREFIXES["rdf"] + "type")
    thing = NamedNode(namespaces.PREFIXES["wk"] + "Thing")
    for quad in store.quads_for_pattern(None, kind, thing, DefaultGraph()):
        if isinstance(quad.subject, NamedNode):
            yield quad.subject.value


if __name__ == "__main__":
    main()
