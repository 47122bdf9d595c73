"""The catalogue and the pages on other engines that hold the same data."""

from __future__ import annotations

import csv
import io
import re
import urllib.parse
import urllib.request
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

import pytest

from kg.queries.catalogue import StoredQuery
from kg.rdf import RdfFormat, parse
from tests.conftest import Built
from tests.served import WITHOUT_BUDGETS, Live, serving
from tests.test_answers import CATALOGUE, golden

ENGINES = ("oxigraph", "virtuoso")
# What the answers of another engine may differ in, each with its reason.
# - Digits of a quotient: SPARQL does not say how many an engine computes.
DIGITS = 9
# - Lexical forms of xsd:boolean, of which XML Schema has two each. A table does not show types, so
#   the numbers 0 and 1 are spelt alike too, in both answers.
BOOLEANS = {"0": "false", "1": "true"}
# - The order of rows that ORDER BY leaves equal, and the collation of strings: compared as sets.
PAGES = (
    "/",
    "/browse",
    "/projects",
    "/projects/binjiang-digital-corridor",
    "/targets",
    "/questions/projects-of-corridor",
    "/questions/targets",
    "/docs/ontology",
    "/read/wuchang-2023/1.2",
    "/doc/id/place/binjiang-digital-corridor",
    "/doc/id/place/wuchang-district",
    "/doc/report/wuchang-2023",
    "/doc/statement/wuchang-2023/2.1.3-s04-land-supplied",
    "/search?q=" + urllib.parse.quote("滨江"),
    "/explore",
    "/sitemap.xml",
    "/nothing-here",
)


@pytest.fixture(params=ENGINES, scope="module")
def engine(request: pytest.FixtureRequest) -> str:
    """The query address of an engine."""
    return str(request.getfixturevalue(request.param))


@pytest.fixture(scope="module")
def own(built: Built) -> Iterator[Live]:
    """The service over its own workers."""
    with serving(built.project.current, *WITHOUT_BUDGETS, "--log", "none") as live:
        yield live


@pytest.fixture(scope="module")
def over(engine: str, built: Built) -> Iterator[Live]:
    """The service over the engine."""
    options = ("--engine", engine, *WITHOUT_BUDGETS, "--log", "none", "--seconds", "60")
    with serving(built.project.current, *options) as live:
        yield live


@pytest.mark.parametrize("query", CATALOGUE.values(), ids=CATALOGUE)
def test_a_question_has_the_same_answer(engine: str, query: StoredQuery) -> None:
    path = golden(query)
    expected = path.read_text(encoding="utf-8")
    if path.suffix == ".nt":
        found = fetch(engine, query.text, "text/turtle")
        triples = {str(quad.triple) + " ." for quad in parse(found, format=RdfFormat.TURTLE)}
        assert triples == set(expected.splitlines())
        return
    found = fetch(engine, query.text, "text/csv")
    assert rows(found.decode()) == rows(expected)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_the_same(over: Live, own: Live, path: str) -> None:
    there, here = over.request("GET", path), own.request("GET", path)
    assert there.status == here.status
    # Documents list a subject's values in the order of the engine.
    assert bag(there.text) == bag(here.text)


def test_the_forms_of_ask(over: Live) -> None:
    for text, value in (("ASK { ?s ?p ?o }", "true"), ("ASK { <urn:x> ?p ?o }", "false")):
        assert over.query(text, format="json").text.replace(" ", "") in (
            f'{{"head":{{}},"boolean":{value}}}',
        )
        assert value in over.query(text, format="xml").text


def test_a_blank_node_can_be_read(over: Live) -> None:
    reply = over.query("SELECT ?b { ?s ?p ?b FILTER (isBlank(?b)) } LIMIT 3", format="json")
    assert re.search(r'"value"\s*:\s*"[A-Za-z0-9]+"', reply.text)


def fetch(engine: str, text: str, media_type: str) -> bytes:
    """The body of the engine's answer to a query."""
    form = urllib.parse.urlencode({"query": text}).encode()
    request = urllib.request.Request(engine, form, {"Accept": media_type})
    with urllib.request.urlopen(request, timeout=120) as reply:
        return bytes(reply.read())


def rows(text: str) -> list[tuple[str, ...]]:
    """The header and the rows of a table, in one order and one spelling."""
    header, *found = csv.reader(io.StringIO(text))
    return [tuple(header), *sorted(tuple(map(spelling, row)) for row in found)]


def spelling(cell: str) -> str:
    """A cell, in the one spelling of what may be spelt in several."""
    if not re.fullmatch(r"[-+]?[0-9.]+(E[-+]?[0-9]+)?", cell, re.IGNORECASE):
        return cell
    try:
        number = Decimal(cell)
    except InvalidOperation:
        return cell
    digits = format(number.normalize(), f".{DIGITS}g")
    return BOOLEANS.get(digits, digits)


def bag(page: str) -> list[str]:
    """The words of a page in order of the alphabet, without addresses of servers and times."""
    page = re.sub(r'"([01])"\^\^xsd:boolean', lambda found: BOOLEANS[found[1]], page)
    return sorted(re.split(r"[\s,;<>]+", re.sub(r"127\.0\.0\.1:\d+|\d+(\.\d+)? ms", "", page)))
