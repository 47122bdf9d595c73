"""Which build is served: follows a link to the newest one, and lets queries finish on the old.

`Releases` watches where the link points. A new build is loaded beside the one that is served and
then takes its place at once; the old one is closed when its last query has ended. A build that
cannot be loaded changes nothing. Where an endpoint elsewhere answers the queries, it must hold the
same build: the stamp in its metadata is compared with the manifest's hash, again and again.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kg import manifest, namespaces
from kg.errors import KgError
from kg.manifest import Manifest
from kg.model.index import Index
from server.http.errors import Kind
from server.http.responses import Refusal
from server.settings import Settings
from server.sparql.engine import Engine, EngineDown, EngineError, Query
from server.sparql.engine.admission import Limits
from server.sparql.engine.pool import Pool
from server.sparql.engine.remote import Remote
from server.sparql.engine.zygote import Plan

_INTERVAL = 0.5  # seconds between looks at the link
_RETRY = 60  # seconds after which a build that has been removed may have been made anew
_REMOTE_INTERVAL = 5.0  # where each look sends a query to an endpoint too
_STAMPED = (namespaces.METADATA_GRAPH, namespaces.DATASET)  # where the stamp is, and of what
_STAMP_SECONDS = 5.0  # time limit of the query for the endpoint's stamp


@dataclass
class Release:
    """One build in service: its engine, which may be an endpoint elsewhere, and its index."""

    engine: Engine
    manifest: Manifest
    folder: Path
    index: Index
    elsewhere: bool = False  # whether an endpoint answers the queries
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _users: int = 0
    _retired: bool = False

    @property
    def hash(self) -> str | None:
        """What the build was made from; None where the data may change between two looks."""
        return None if self.elsewhere else self.manifest.hash

    @property
    def base(self) -> str:
        """The base IRI under which the data was built."""
        return self.manifest.base

    @contextmanager
    def files(self) -> Iterator[Path]:
        """The folder of the build, to read files from. Raises a 503 where they cannot be read."""
        try:
            yield self.folder
        except OSError as error:
            headers = (("retry-after", str(_RETRY)),)
            raise Refusal(Kind.BUILD_FILES, headers, retryAfter=_RETRY) from error

    def enter(self) -> bool:
        """Count a user in; False where the release has been closed already."""
        with self._lock:
            if self._retired and not self._users:
                return False
            self._users += 1
            return True

    def leave(self) -> None:
        """Count a user out, and close what was waiting for the last one."""
        with self._lock:
            self._users -= 1
            close = self._retired and not self._users
        if close:
            self._close()

    def retire(self) -> None:
        """Close the engine and the index when their last user has left."""
        with self._lock:
            self._retired = True
            close = not self._users
        if close:
            self._close()

    def _close(self) -> None:
        self.engine.close()
        self.index.close()


class Releases:
    """The release in service. Raises KgError or EngineDown where there is none to begin with.

    The link is watched from the call of `watch` on.
    """

    def __init__(self, settings: Settings, link: Path) -> None:
        self._settings = settings
        self._link = link
        self._switched: Callable[[Release], None] = lambda _: None
        self._failed: Callable[[str], None] = lambda _: None
        self._broken: Path | None = None
        self._stop = threading.Event()
        self.kills: Counter[str] = Counter()
        self.trouble = ""  # why the engine did not run when it was looked at last; "": it did
        self.current = self._load()
        self._watcher = threading.Thread(target=self._watch, name="releases", daemon=True)

    def watch(self, switched: Callable[[Release], None], failed: Callable[[str], None]) -> None:
        """Follow the link in a thread of its own, until `close`.

        `switched` is called after a new build has taken over, `failed` with the reason why one
        could not.
        """
        self._switched, self._failed = switched, failed
        self._watcher.start()

    @contextmanager
    def lease(self) -> Iterator[Release]:
        """The release in service, which stays open until the block ends."""
        release = self.current
        while not release.enter():
            release = self.current
        try:
            yield release
        finally:
            release.leave()

    def close(self) -> None:
        """Stop watching, and close the engine when its last query has ended."""
        self._stop.set()
        if self._watcher.is_alive():
            self._watcher.join()
        self.current.retire()

    def look(self) -> None:
        """Take the build that the link points to into service, if it is another one.

        Raises EngineDown where an endpoint elsewhere holds another build than that.
        """
        folder = self._link.resolve()
        if folder == self.current.folder:
            self._compare(self.current.engine, self.current.manifest)
        if folder in (self.current.folder, self._broken) or not folder.is_dir():
            return
        try:
            new = self._load()
        except (KgError, EngineDown) as error:
            if self._settings.engine:
                raise  # the endpoint may be loaded yet
            self._broken = folder  # reported once; the next build gets its chance
            self._failed(str(error))
            return
        old, self.current = self.current, new
        self._broken = None
        try:
            self._switched(new)
        finally:
            old.retire()

    def _watch(self) -> None:
        """Look again and again; a look that fails is reported and costs no later one."""
        failed = ""
        while not self._stop.wait(_REMOTE_INTERVAL if self._settings.engine else _INTERVAL):
            trouble = self._not_revived()
            try:
                self.look()
                failed = ""
            except Exception as error:  # no process can be had, or the link leads in a circle
                expected = isinstance(error, KgError | EngineDown)
                reason = str(error) if expected else f"{type(error).__name__}: {error}"
                if reason != failed:
                    self._failed(reason)
                failed = reason
                if isinstance(error, EngineDown):
                    trouble = trouble or reason
            self.trouble = trouble

    def _not_revived(self) -> str:
        """Replace what of the engine has ended; why that was not possible, "" where it was."""
        try:
            self.current.engine.revive()
        except EngineDown as error:
            return str(error)
        return ""

    def _load(self) -> Release:
        """The build that the link points to. Raises BuildMissing, EngineDown."""
        folder = self._link.resolve()
        facts = manifest.read(folder)
        index = Index(folder)
        make = self._remote if self._settings.engine else self._pool
        engine = make(folder, facts)
        return Release(engine, facts, folder, index, bool(self._settings.engine))

    def _pool(self, folder: Path, facts: Manifest) -> Engine:
        """Workers over the build itself."""
        settings = self._settings
        in_memory = _size(folder / manifest.DATA) <= settings.in_memory_mb << 20
        memory = settings.memory_mb << 20
        plan = Plan(str(folder), facts.base, in_memory, memory, index=str(folder))
        return Pool(plan, _limits(settings), self.kills)

    def _remote(self, folder: Path, facts: Manifest) -> Engine:
        """The endpoint that the settings name. Raises EngineDown where it holds another build."""
        memory = self._settings.memory_mb << 20
        parser = Plan("", facts.base, True, memory, index=str(folder))
        pool = Pool(parser, _limits(self._settings), self.kills)
        engine = Remote(self._settings.engine, pool, _limits(self._settings))
        try:
            self._compare(engine, facts)
        except EngineDown:
            engine.close()
            raise
        return engine

    def _compare(self, engine: Engine, facts: Manifest) -> None:
        """Raise EngineDown where an endpoint elsewhere holds another build than the manifest's."""
        if self._settings.engine and (held := _stamp(engine, facts.base)) != facts.hash:
            raise EngineDown(
                f"the endpoint holds {f'the build {held}' if held else 'no build of kg'}, and this "
                f"server the build {facts.hash}: load {manifest.DATA} of that build into it"
            )


def _stamp(engine: Engine, base: str) -> str | None:
    """The hash of the build that an engine holds, from its data. Raises EngineDown."""
    about = (
        namespaces.rebase(iri, base) for iri in (namespaces.METADATA_GRAPH, namespaces.DATASET)
    )
    text = "SELECT ?hash {{ GRAPH <{}> {{ <{}> <{}> ?hash }} }}".format(*about, namespaces.STAMP)
    try:
        answer = engine.run(Query(text, own=True), _STAMP_SECONDS)
        rows = json.loads(answer.body)["results"]["bindings"]
    except EngineDown:
        raise
    except (EngineError, ValueError, KeyError) as error:
        raise EngineDown(f"the endpoint does not tell which build it holds: {error}") from error
    return next((row["hash"]["value"] for row in rows), None)


def _limits(settings: Settings) -> Limits:
    """What of the settings concerns the pool."""
    return Limits(
        settings.workers,
        settings.slow_workers,
        settings.waiting,
        settings.result_bytes,
        settings.workers_mb << 20,
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise EngineDown(f"the build lacks {path}: make it anew with kg build") from error
