"""The OpenAPI document: valid, complete, and true to what the server answers."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any
from urllib.parse import parse_qsl

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from kg.queries.catalogue import read_catalogue
from server.api import ENDPOINTS
from tests.conftest import ROOT, Built
from tests.served import WITHOUT_BUDGETS, serving


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.get("/api/openapi.json").text)
    return found


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert not list(OpenAPIV31SpecValidator(document).iter_errors())  # type: ignore[arg-type]


def test_every_endpoint_and_question_is_in_it(document: dict[str, Any]) -> None:
    questions = read_catalogue(ROOT / "queries" / "examples")
    expected = {endpoint.path for endpoint in ENDPOINTS}
    expected |= {f"/api/queries/{name}" for name in questions}
    assert document["paths"].keys() == expected


@pytest.mark.parametrize(
    "path",
    [
        f"{endpoint.path}?{example}"
        for endpoint in ENDPOINTS
        for example in endpoint.examples
        if not endpoint.formats and "{" not in endpoint.path
    ],
)
def test_answers_follow_their_schema(
    client: FlaskClient, document: dict[str, Any], path: str
) -> None:
    address, _, parameters = path.partition("?")
    ((method, operation),) = document["paths"][address].items()
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    whole = {**schema, "components": document["components"]}
    answer = (
        client.get(path)
        if method == "get"
        else client.post(address, data=dict(parse_qsl(parameters)))
    )
    Draft202012Validator(whole).validate(json.loads(answer.text))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_documents_every_endpoint_without_a_foreign_host(
    client: FlaskClient, language: str
) -> None:
    page = client.get(f"/api?lang={language}").text
    for endpoint in ENDPOINTS:
        assert f"<code>{endpoint.path}</code>" in page
        assert getattr(endpoint, language) in page
    sources = re.findall(r'(?:src|href)="(https?://[^"]+)"', page)
    assert all(source.startswith(("http://localhost", "https://w3id.org")) for source in sources)


@pytest.mark.parametrize("name", ["api.md", "api.zh.md"])
def test_the_promise_names_every_endpoint(name: str) -> None:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    for endpoint in ENDPOINTS:
        assert f"`{endpoint.path}`" in text
        for parameter in endpoint.parameters:
            assert f"`{parameter.name}`" in text


def test_the_promise_is_the_same_in_both_languages() -> None:
    texts = [(ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("api.md", "api.zh.md")]
    one, other = (re.findall(r"`[^`]+`|^ {4}.*$|^#+", text, re.MULTILINE) for text in texts)
    assert sorted(one) == sorted(other)


@pytest.mark.slow
def test_whatever_is_thrown_at_it_is_answered_as_documented(built: Built) -> None:
    """A bounded run of Schemathesis, with all of its checks, against a server process."""
    few = "projects-of-corridor|search-names|due-by-date"
    options = (*WITHOUT_BUDGETS, "--log", "none")
    with serving(built.project.current, *options) as live:
        run = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "run"),
                *(f"{live.url}/api/openapi.json", "--max-examples", "10", "--seed", "5"),
                *("--exclude-path-regex", f"^/api/queries/(?!{few})", "--no-color"),
            ],
            capture_output=True,
            text=True,
            timeout=240,
        )
    assert run.returncode == 0, run.stdout
    assert re.search(r"[1-9]\d{2,} generated, [1-9]\d+ passed", run.stdout), run.stdout
    tested = re.search(r"Tested: +(\d+)", run.stdout)
    assert tested and int(tested[1]) == len(ENDPOINTS) + len(few.split("|"))
