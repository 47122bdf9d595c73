"""Releases: the build that is served, and the switch to a new one.

`Releases` watches the link to the current build. A new build is loaded beside the current one and
then replaces it; the old release is closed when its last query has ended. If a build cannot be
loaded, the current one stays. A remote endpoint must hold the same build: the stamp in its metadata
is compared with the hash in the manifest at each check.
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
from server.sparql.engine import Engine, Query, errors
from server.sparql.engine.admission import Limits
from server.sparql.engine.pool import Pool
from server.sparql.engine.remote import Remote
from server.sparql.engine.zygote import ZygoteConfig

_INTERVAL = 0.5  # seconds between checks of the link
_REMOTE_INTERVAL = 5.0  # the same with a remote endpoint: each check sends it a query
_RETRY_AFTER = 60  # seconds for a client to wait if the files of the build were removed
_STAMP_SECONDS = 5.0  # time limit of the query for the stamp of an endpoint


@dataclass
class Release:
    """A build that is served: its engine, which may be a remote endpoint, and its index."""

    engine: Engine
    manifest: Manifest
    folder: Path
    index: Index
    is_remote: bool = False  # whether a remote endpoint runs the queries
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _users: int = 0
    _retired: bool = False

    @property
    def hash(self) -> str | None:
        """The hash of the build's inputs; None with a remote endpoint, whose data may change."""
        return None if self.is_remote else self.manifest.hash

    @property
    def base(self) -> str:
        """The base IRI under which the data was built."""
        return self.manifest.base

    @contextmanager
    def files(self) -> Iterator[Path]:
        """The folder of the build. An OSError in the block becomes a 503."""
        try:
            yield self.folder
        except OSError as error:
            headers = (("retry-after", str(_RETRY_AFTER)),)
            raise Refusal(Kind.BUILD_FILES, headers, retryAfter=_RETRY_AFTER) from error

    def enter(self) -> bool:
        """Add a user; False if the release is closed already."""
        with self._lock:
            if self._retired and not self._users:
                return False
            self._users += 1
            return True

    def leave(self) -> None:
        """Remove a user, and close a retired release after the last one."""
        with self._lock:
            self._users -= 1
            close = self._retired and not self._users
        if close:
            self._close()

    def retire(self) -> None:
        """Close the engine and the index once the last user has left."""
        with self._lock:
            self._retired = True
            close = not self._users
        if close:
            self._close()

    def _close(self) -> None:
        self.engine.close()
        self.index.close()


class Releases:
    """The current release. Raises KgError or EngineUnavailable if the first cannot be loaded.

    `unavailable_reason` is why the engine was not running at the last check, or "".
    """

    def __init__(self, settings: Settings, link: Path) -> None:
        self._settings = settings
        self._link = link
        self._on_switch: Callable[[Release], None] = lambda _: None
        self._on_failure: Callable[[str], None] = lambda _: None
        self._failed_folder: Path | None = None
        self._stop = threading.Event()
        self.kills: Counter[str] = Counter()
        self.unavailable_reason = ""
        self.current = self._load()
        self._watcher = threading.Thread(target=self._watch, name="releases", daemon=True)

    def watch(
        self, on_switch: Callable[[Release], None], on_failure: Callable[[str], None]
    ) -> None:
        """Watch the link in a thread, until `close`.

        `on_switch` is called with a new release, `on_failure` with the reason of a failed check.
        """
        self._on_switch, self._on_failure = on_switch, on_failure
        self._watcher.start()

    @contextmanager
    def lease(self) -> Iterator[Release]:
        """The current release, which stays open until the block ends."""
        release = self.current
        while not release.enter():
            release = self.current
        try:
            yield release
        finally:
            release.leave()

    def close(self) -> None:
        """Stop the watch, and close the current release once its last query has ended."""
        self._stop.set()
        if self._watcher.is_alive():
            self._watcher.join()
        self.current.retire()

    def check(self) -> None:
        """Switch to the build that the link points to, if it is not the current one.

        Raises EngineUnavailable if a remote endpoint holds another build.
        """
        folder = self._link.resolve()
        if folder == self.current.folder:
            self._compare(self.current.engine, self.current.manifest)
        if folder in (self.current.folder, self._failed_folder) or not folder.is_dir():
            return
        try:
            new = self._load()
        except (KgError, errors.EngineUnavailable) as error:
            if self._settings.engine:
                raise  # the endpoint may be loaded later
            self._failed_folder = folder  # reported once; another build is tried
            self._on_failure(str(error))
            return
        old, self.current = self.current, new
        self._failed_folder = None
        try:
            self._on_switch(new)
        finally:
            old.retire()

    def _watch(self) -> None:
        """Check again and again. A failed check is reported once and does not end the watch."""
        reported = ""
        while not self._stop.wait(_REMOTE_INTERVAL if self._settings.engine else _INTERVAL):
            unavailable_reason = self._revive()
            try:
                self.check()
                reported = ""
            except Exception as error:  # for example, no process can be started
                expected = isinstance(error, KgError | errors.EngineUnavailable)
                reason = str(error) if expected else f"{type(error).__name__}: {error}"
                if reason != reported:
                    self._on_failure(reason)
                reported = reason
                if isinstance(error, errors.EngineUnavailable):
                    unavailable_reason = unavailable_reason or reason
            self.unavailable_reason = unavailable_reason

    def _revive(self) -> str:
        """Restart exited processes of the engine; the reason if that failed, else ""."""
        try:
            self.current.engine.revive()
        except errors.EngineUnavailable as error:
            return str(error)
        return ""

    def _load(self) -> Release:
        """A release of the build at the link. Raises BuildMissing, EngineUnavailable."""
        folder = self._link.resolve()
        build_manifest = manifest.read(folder)
        index = Index(folder)
        make = self._remote if self._settings.engine else self._pool
        engine = make(folder, build_manifest)
        return Release(engine, build_manifest, folder, index, bool(self._settings.engine))

    def _pool(self, folder: Path, build_manifest: Manifest) -> Engine:
        """A worker pool over the build."""
        settings = self._settings
        in_memory = _file_size(folder / manifest.DATA) <= settings.in_memory_mb << 20
        memory = settings.memory_mb << 20
        plan = ZygoteConfig(str(folder), build_manifest.base, in_memory, memory, index=str(folder))
        return Pool(plan, _limits(settings), self.kills)

    def _remote(self, folder: Path, build_manifest: Manifest) -> Engine:
        """The remote endpoint. Raises EngineUnavailable if it holds another build."""
        memory = self._settings.memory_mb << 20
        parser = ZygoteConfig("", build_manifest.base, True, memory, index=str(folder))
        pool = Pool(parser, _limits(self._settings), self.kills)
        engine = Remote(self._settings.engine, pool, _limits(self._settings))
        try:
            self._compare(engine, build_manifest)
        except errors.EngineUnavailable:
            engine.close()
            raise
        return engine

    def _compare(self, engine: Engine, build_manifest: Manifest) -> None:
        """Raise EngineUnavailable if a remote endpoint holds another build than the manifest's."""
        if not self._settings.engine:
            return
        stamp = _stamp(engine, build_manifest.base)
        if stamp != build_manifest.hash:
            remote = f"the build {stamp}" if stamp else "no build of kg"
            raise errors.EngineUnavailable(
                f"the endpoint holds {remote}, and this server the build {build_manifest.hash}: "
                f"load {manifest.DATA} of that build into it"
            )


def _stamp(engine: Engine, base: str) -> str | None:
    """The hash of the build, from the data of the engine. Raises EngineUnavailable."""
    about = (
        namespaces.rebase(iri, base) for iri in (namespaces.METADATA_GRAPH, namespaces.DATASET)
    )
    text = "SELECT ?hash {{ GRAPH <{}> {{ <{}> <{}> ?hash }} }}".format(*about, namespaces.STAMP)
    try:
        answer = engine.run(Query(text, internal=True), _STAMP_SECONDS)
        rows = json.loads(answer.body)["results"]["bindings"]
    except errors.EngineUnavailable:
        raise
    except (errors.EngineError, ValueError, KeyError) as error:
        raise errors.EngineUnavailable(
            f"the endpoint does not tell which build it holds: {error}"
        ) from error
    return next((row["hash"]["value"] for row in rows), None)


def _limits(settings: Settings) -> Limits:
    """The limits of the pool in the settings."""
    return Limits(
        settings.workers,
        settings.slow_workers,
        settings.waiting,
        settings.result_bytes,
        settings.workers_mb << 20,
    )


def _file_size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise errors.EngineUnavailable(f"{path} is missing. Run kg build again") from error
