"""The workbench's form: the catalogue in its parts, the text kept, answers without scripts."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from kg.model.palette import COLOURS, OTHER
from kg.project import Project
from kg.queries.catalogue import read_catalogue
from server.site.models.catalogue import parts


def test_every_question_stands_in_one_part(project: Project) -> None:
    catalogue = read_catalogue(project.examples)
    found = parts(catalogue.values())
    names = [question.name for part in found for question in part.questions]
    assert names == list(catalogue)
    assert all(part.zh and part.en for part in found)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("projects-of-corridor", "Look up"),
        ("outcome-against-target", "Targets and outcomes"),
        ("continued-projects", "From one year into the next"),
        ("firsts-and-onlys", "Firsts and onlys"),
        ("industry-tree", "Paths"),
    ],
)
def test_part_of_a_question(project: Project, name: str, title: str) -> None:
    found = parts(read_catalogue(project.examples).values())
    part = next(part for part in found if name in [q.name for q in part.questions])
    assert part.en == title


def test_query_is_answered_and_kept(client: FlaskClient) -> None:
    query = 'SELECT ?n { VALUES ?n { "</textarea><b>41" 42 } }'
    text = client.get("/workbench", query_string={"query": query}).text
    assert "&lt;/textarea&gt;&lt;b&gt;41" in text
    assert "<b>41" not in text
    assert re.search(r"<td[^>]*>42</td>", text)


def test_bad_query_says_where(client: FlaskClient) -> None:
    reply = client.get("/workbench?query=SELECT")
    assert reply.status_code == 200
    assert "line 1" in reply.text


@pytest.mark.parametrize(("language", "word"), [("zh", "语言标记"), ("en", "language tag")])
def test_a_label_without_its_tag_gets_a_hint(client: FlaskClient, language: str, word: str) -> None:
    query = {"query": 'SELECT ?x { ?x rdfs:label "武汉市" }', "lang": language}
    text = client.get("/workbench", query_string=query).text
    assert "place:wuhan" in text and word in text
    query["query"] = 'SELECT ?x { ?x rdfs:label "武汉市"@zh }'
    assert word not in client.get("/workbench", query_string=query).text


def test_unknown_question_is_not_found(client: FlaskClient) -> None:
    assert client.get("/workbench?ask=no-such").status_code == 404


@pytest.mark.parametrize(("language", "word"), [("zh", "问题目录"), ("en", "Questions")])
def test_both_languages(client: FlaskClient, language: str, word: str) -> None:
    assert word in client.get(f"/workbench?lang={language}").text


def told(client: FlaskClient, language: str) -> dict[str, Any]:
    """What the page tells its scripts."""
    text = client.get(f"/workbench?lang={language}").text
    found = re.search(r'<script type="application/json" id="page-data">(.*?)</script>', text)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_scripts_are_told_what_they_need(client: FlaskClient) -> None:
    data = told(client, "en")
    assert data["queries"] == "/api/queries"
    assert data["colours"]["org"] == COLOURS["Organization"]
    assert OTHER not in data["colours"].values()


def test_no_inline_scripts_or_styles(client: FlaskClient) -> None:
    for path in ("/workbench", "/explore"):
        text = client.get(path).text
        assert not re.search(r"<script(?![^>]*(src=|application/(ld\+)?json))", text)
        assert not re.search(r"<style|\sstyle=|\son\w+=", text)
