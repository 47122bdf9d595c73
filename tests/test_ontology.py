"""The vocabulary: its style, its consistency, and that nothing names a term that is not there."""

from __future__ import annotations

import re
import shutil

import pytest

from kg import namespaces
from kg.authoring.load import Authored
from kg.build.checks import check_axioms, check_style
from kg.build.consistency import reason
from kg.model.index import Index
from kg.model.vocabulary import read
from kg.rdf import NamedNode
from tests.conftest import ROOT, Built

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


def test_every_property_says_what_has_it_and_what_its_values_are(real: Authored) -> None:
    """The style shapes hold the properties to it; they must reach each of them."""
    text = (ROOT / "ontology" / "style.ttl").read_text(encoding="utf-8")
    shape = text.split("style:Property a sh:NodeShape")[1].split("\n\n")[0]
    assert "style:Domain , style:Range" in shape
    sorts = {f"owl:{kind}Property" for kind in ("Object", "Datatype", "Annotation")}
    assert sorts <= set(re.findall(r"owl:\w+", shape))
    assert not [problem for problem in check_style(real) if "Domain" in problem.message]


def test_a_property_is_deprecated_where_nothing_uses_it(built: Built) -> None:
    """What rules find and what a draft may write is used, even where no report has it yet."""
    code = {
        word
        for path in [*(ROOT / "queries/rules").glob("*.rq"), *(ROOT / "kg/authoring").glob("*.py")]
        for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))
    }
    terms = read(Index(built.project.current))
    properties, wk = terms.properties.values(), namespaces.PREFIXES["wk"]
    unused = {
        p.iri
        for p in properties
        if not p.count
        and not {iri.removeprefix(wk) for iri in (p.iri, terms.inverse.get(p.iri, p.iri))} & code
    }
    assert unused == {p.iri for p in properties if p.deprecated} != set()


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
