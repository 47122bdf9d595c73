"""The vocabulary: its style, its consistency, and that nothing names a term that is not there."""

from __future__ import annotations

import re
import shutil

import pytest

from kg import namespaces
from kg.authoring.load import Authored
from kg.build.checks import check_axioms, check_style
from kg.build.consistency import reason
from kg.rdf import NamedNode
from tests.conftest import ROOT

OURS = {name: iri for name, iri in namespaces.PREFIXES.items() if iri.startswith(namespaces.BASE)}
NAME = re.compile(rf"(?<![\w:.-])({'|'.join(OURS)}):((?:[\w-]|\\?\.(?=\w))+)")
FILES = sorted(
    path
    for folder in ("ontology", "queries")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".ttl", ".rq")
)


@pytest.fixture(scope="module")
def defined(real: Authored) -> set[str]:
    """Every IRI that the real files say something of, or name a graph by."""
    graphs = {iri for name, iri in vars(namespaces).items() if name.endswith("_GRAPH")}
    subjects = {q.subject.value for q in real.quads if isinstance(q.subject, NamedNode)}
    return subjects | graphs


def test_the_terms_keep_to_the_style(real: Authored) -> None:
    assert check_style(real) == []
    assert check_axioms(real) == []


@pytest.mark.skipif(not shutil.which("java"), reason="HermiT needs Java")
def test_hermit_finds_no_contradiction_in_the_real_graph(real: Authored) -> None:
    assert reason(quad.triple for quad in real.quads).good


def test_names_in_files_are_defined(defined: set[str]) -> None:
    """A typo in a query or a shape is no error to any engine: it only never matches."""
    own = {"shape", "style"}
    missing = []
    for path in FILES:
        text = re.sub(r"\"[^\"\n]*\"|<[^<>\s]*>|#.*", "", path.read_text(encoding="utf-8"))
        names = {(prefix, local.replace("\\", "")) for prefix, local in NAME.findall(text)}
        missing += [
            f"{path.relative_to(ROOT)}: {prefix}:{local}"
            for prefix, local in sorted(names)
            if prefix not in own and OURS[prefix] + local not in defined
        ]
    assert missing == []


def test_every_arrow_between_things_has_its_inverse(real: Authored) -> None:
    owl = namespaces.PREFIXES["owl"]
    inverse = NamedNode(f"{owl}inverseOf")
    symmetric = NamedNode(f"{owl}SymmetricProperty")
    turned = {
        term
        for quad in real.quads
        if quad.predicate == inverse or quad.object == symmetric
        for term in (quad.subject, quad.object)
    }
    text = (ROOT / "ontology" / "wuchang.ttl").read_text(encoding="utf-8")
    belonging = text.split("# ---- Properties: Belonging")[1].split("# ---- Properties: Statements")
    arrows = re.findall(r"^wk:(\w+) a owl:ObjectProperty", belonging[0], re.MULTILINE)
    assert len(arrows) > 50
    wk = namespaces.PREFIXES["wk"]
    assert [arrow for arrow in arrows if NamedNode(wk + arrow) not in turned] == []
