"""OWL 2 DL: is the ontology consistent with the data? The only module that knows Owlready2.

HermiT, which Owlready2 brings along, needs Java; where there is none, that is said.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kg.errors import KgError
from kg.rdf import Literal, Triple, ntriples


class NoJava(KgError):
    """HermiT cannot run here."""

    def __init__(self) -> None:
        super().__init__(
            "No Java: HermiT was not run. Install one (default-jre-headless) to run it."
        )


@dataclass(frozen=True)
class Verdict:
    """Whether anything contradicts the axioms, and which classes can have no member."""

    consistent: bool
    unsatisfiable: tuple[str, ...]

    @property
    def good(self) -> bool:
        return self.consistent and not self.unsatisfiable


def reason(triples: Iterable[Triple]) -> Verdict:
    """HermiT's verdict on the ontology and the things it describes.

    Literals are left out: HermiT rejects dates, and no axiom of ours speaks of their values.
    Raises NoJava.
    """
    if shutil.which("java") is None:
        raise NoJava
    import owlready2  # here, because it opens a database when it is imported

    world = owlready2.World()
    facts = [triple for triple in triples if not isinstance(triple.object, Literal)]
    # Owlready2 takes Turtle for an empty ontology without a word; N-Triples it reads.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "graph.nt")
        path.write_bytes(ntriples(facts))
        ontology = world.get_ontology(path.as_uri()).load()
    if len(world.graph) < len(facts) // 2:
        raise KgError(f"Owlready2 read {len(world.graph)} of {len(facts)} triples.")
    try:
        with ontology:
            owlready2.sync_reasoner_hermit(world, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return Verdict(False, ())
    unsatisfiable = sorted(str(c.iri) for c in world.inconsistent_classes() if hasattr(c, "iri"))
    nothing = "http://www.w3.org/2002/07/owl#Nothing"
    return Verdict(True, tuple(iri for iri in unsatisfiable if iri != nothing))
