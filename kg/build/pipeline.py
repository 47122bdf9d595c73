"""The pipeline: authored files -> a complete build, then an atomic switch to it.

A build grows in a folder of its own and is renamed when it is whole, so that a failure, or a
second build at the same time, never harms the one that is served.
"""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from kg import __version__, manifest, namespaces
from kg.authoring.load import Authored, load
from kg.background import in_background
from kg.build import index
from kg.build.checks import sound
from kg.build.metadata import metadata
from kg.build.rules import Derived, derive
from kg.errors import ProblemsFound
from kg.export.dumps import dumps, everything, shapes, write
from kg.export.property_graph import whole_graphs
from kg.manifest import Data, Manifest
from kg.model.extract import names
from kg.model.records import records
from kg.progress import Stages
from kg.project import Project
from kg.queries.catalogue import read_catalogue
from kg.rdf import (
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    canonical,
    engine_version,
    nquads,
    parse,
    write_store,
)

_TYPE = NamedNode(f"{namespaces.PREFIXES['rdf']}type")


def build(
    project: Project,
    base: str = namespaces.BASE,
    texts: Mapping[str, str] | None = None,
    stages: Stages | None = None,
) -> Manifest:
    """The manifest of the current build, made first where the inputs have changed.

    With the texts of reports, by their names, statements are held against them too. Raises
    ProblemsFound where the files are not sound; what was current then stays so.
    """
    namespaces.check_base(base)
    if unchanged := manifest.up_to_date(project, base):
        return unchanged
    project.builds.mkdir(exist_ok=True)
    with _alone(project):
        name = manifest.input_hash(project, base)
        if not manifest.finished(project.builds / name):
            with _without_collector():
                _make(project, base, name, texts, stages or Stages())
        _switch(project, name)
    return manifest.read(project.builds / name)


def _make(
    project: Project, base: str, name: str, texts: Mapping[str, str] | None, stages: Stages
) -> None:
    """Make the whole build under a name of its own, then give it its real one."""
    for left in project.builds.glob(".new-*"):
        shutil.rmtree(left)
    folder = Path(tempfile.mkdtemp(prefix=".new-", dir=project.builds))
    try:
        _fill(project, base, name, texts, folder, stages)
        folder.chmod(0o755)
        shutil.rmtree(project.builds / name, ignore_errors=True)
        folder.rename(project.builds / name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fill(
    project: Project,
    base: str,
    name: str,
    texts: Mapping[str, str] | None,
    folder: Path,
    stages: Stages,
) -> None:
    with stages.stage("read"):
        authored = load(project)
    with stages.stage("derive"):
        derived = derive([*authored.quads, *_version()], project.rule_files)
    counted = counts(derived)
    with _checked(authored, derived, texts, stages) as stop_if_unsound:
        store = rebased(derived.store, base)
        known = records(store, names(store, base))
        dataset = authored.dataset.rebased(base)
        with stages.stage("dumps"):
            (folder / manifest.DUMPS).mkdir()
            graphs = whole_graphs(known)
            constraints = shapes(project, base)
            made = (*dumps(store, known, dataset, graphs), constraints)
            files = [write(dump, folder / manifest.DUMPS) for dump in made]
        stop_if_unsound()
        with stages.stage("describe"):
            queries = read_catalogue(project.examples, base)
            graph = NamedNode(namespaces.rebase(namespaces.METADATA_GRAPH, base))
            description = metadata(store, known, files, queries, dataset, name)
            described = [
                *(Quad(s, p, o, graph) for s, p, o in description),
                *_placed(constraints.data, namespaces.rebase(namespaces.SHAPES_GRAPH, base)),
            ]
            for quad in described:
                store.add(quad)
                store.add(Quad(*quad.triple))
            lines = sorted(nquads(store).splitlines(keepends=True))
            data = b"".join(lines)
            (folder / manifest.DATA).write_bytes(data)
        stop_if_unsound()
        # The engine loads the file without Python's lock, beside the index.
        with ThreadPoolExecutor(1) as other:
            stored = other.submit(write_store, folder / manifest.DATA, folder / manifest.STORE)
            with stages.stage("index"):
                index.write(folder, store, graphs, base)
            with stages.stage("store"):
                # Not in the metadata, which is in it.
                everything_dump = everything(dataset.identifier, data)
                files.append(write(everything_dump, folder / manifest.DUMPS))
                stored.result()
    Manifest(
        hash=name,
        version=__version__,
        base=base,
        built=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=stages.seconds,
        counts=counted,
        tools={"pyoxigraph": engine_version},
        data=Data(len(lines), manifest.checksum(folder / manifest.DATA)),
        files=tuple(files),
        dataset=authored.dataset,
    ).write(folder)


@contextmanager
def _checked(
    authored: Authored, derived: Derived, texts: Mapping[str, str] | None, stages: Stages
) -> Iterator[Callable[[], None]]:
    """Check the files in a child process during the block. Raises ProblemsFound at its end.

    The block gets a function that raises ProblemsFound where the checks have ended and found any,
    so that unsound files are not built to the end. Unsound data may make the block fail too: then
    the problems are reported, not that failure.
    """
    with in_background(lambda: sound(authored, derived, texts)) as checks:

        def stop_if_unsound() -> None:
            if checks.ended() and (problems := checks.result()):
                raise ProblemsFound(problems)

        broken: Exception | None = None
        try:
            yield stop_if_unsound
        except Exception as error:
            broken = error
        with stages.stage("check"):
            problems = checks.result()
        if problems:
            raise ProblemsFound(problems)
        if broken:
            raise broken


def _placed(turtle: bytes, graph: str) -> Iterator[Quad]:
    """The triples of a document in a graph, the same blank nodes in each build."""
    for s, p, o, _ in canonical(parse(turtle, format=RdfFormat.TURTLE)):
        yield Quad(s, p, o, NamedNode(graph))


def rebased(store: Store, base: str) -> Store:
    """The store with its IRIs below another base than BASE."""
    if base == namespaces.BASE:
        return store
    data = nquads(store).replace(f"<{namespaces.BASE}".encode(), f"<{base}".encode())
    moved = Store()
    moved.bulk_load(data, format=RdfFormat.N_QUADS)
    return moved


def counts(derived: Derived) -> dict[str, int]:
    """How much there is of what, in the terms of the manifest."""
    store = derived.store
    return {
        "triples": sum(1 for _ in store.quads_for_pattern(None, None, None, DefaultGraph())),
        "quads": len(store),
        "entities": _members(store, "Thing"),
        "passages": _members(store, "Passage"),
        "statements": _members(store, "Statement"),
        "inferred": len(derived.inferred),
        "graphs": sum(1 for _ in store.named_graphs()),
    }


def _members(store: Store, name: str) -> int:
    found = store.quads_for_pattern(
        None, _TYPE, NamedNode(f"{namespaces.PREFIXES['wk']}{name}"), DefaultGraph()
    )
    return sum(1 for _ in found)


def _version() -> list[Quad]:
    """The ontology's version, which has its home in pyproject.toml."""
    ontology, graph = NamedNode(namespaces.ONTOLOGY), NamedNode(namespaces.ONTOLOGY_GRAPH)
    owl = namespaces.PREFIXES["owl"]
    iri = NamedNode(f"{namespaces.ONTOLOGY}/{__version__}")
    return [
        Quad(ontology, NamedNode(f"{owl}versionInfo"), Literal(__version__), graph),
        Quad(ontology, NamedNode(f"{owl}versionIRI"), iri, graph),
    ]


def _switch(project: Project, name: str) -> None:
    """Let `current` point at the build, in one step, and drop all but it and the one before."""
    before = os.readlink(project.current) if project.current.is_symlink() else name
    link = project.builds / ".current"
    link.unlink(missing_ok=True)
    link.symlink_to(name)
    os.replace(link, project.current)
    if before != name:
        for folder in project.builds.iterdir():
            if folder.is_dir() and not folder.is_symlink() and folder.name not in (name, before):
                shutil.rmtree(folder)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Look for no cycles of objects: there are few, and looking takes a quarter of a build."""
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collected:
            gc.enable()


@contextmanager
def _alone(project: Project) -> Iterator[None]:
    """Wait until no other process builds here."""
    with (project.builds / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
