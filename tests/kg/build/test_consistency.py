"""HermiT's verdict on small ontologies."""

from __future__ import annotations

import shutil

import pytest

from kg.build.consistency import NoJava, Verdict, reason
from kg.rdf import RdfFormat, parse

PREFIXES = """
    PREFIX : <https://w3id.org/wuchang-kg/ontology/>
    PREFIX owl: <http://www.w3.org/2002/07/owl#>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    :Lake a owl:Class . :Person a owl:Class . :Lake owl:disjointWith :Person .
"""
needs_java = pytest.mark.skipif(not shutil.which("java"), reason="HermiT needs Java")


def verdict(turtle: str) -> Verdict:
    return reason(quad.triple for quad in parse(PREFIXES + turtle, RdfFormat.TURTLE))


@needs_java
def test_consistent() -> None:
    assert verdict(':x a :Lake ; rdfs:label "湖"@zh .').good


@needs_java
def test_contradiction() -> None:
    assert verdict(":x a :Lake , :Person .") == Verdict(False, ())


@needs_java
def test_a_class_that_can_have_no_member() -> None:
    found = verdict(":Siren a owl:Class ; rdfs:subClassOf :Lake , :Person .")
    assert found == Verdict(True, ("https://w3id.org/wuchang-kg/ontology/Siren",))
    assert not found.good


def test_without_java_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NoJava, match="Install one"):
        verdict("")
