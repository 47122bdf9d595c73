"""Which build is served: follows a link to the newest one, and lets queries finish on the old.

`Builds` watches where the link points. A new build is loaded beside the one that is served and
then takes its place at once; the old one is closed when its last query has ended. A build that
cannot be loaded changes nothing.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kg import manifest, namespaces
from kg.errors import KgError
from kg.manifest import Manifest
from server.http.errors import Kind
from server.http.responses import Refusal
from server.settings import Settings
from server.sparql.engine import Engine, EngineDown
from server.sparql.engine.admission import Limits
from server.sparql.engine.pool import Pool
from server.sparql.engine.remote import Remote
from server.sparql.engine.zygote import Plan

_INTERVAL = 0.5  # seconds between looks at the link
_RETRY = 60  # seconds after which a build that has been removed may have been made anew


@dataclass
class Generation:
    """One build in service, or an endpoint elsewhere (then without a manifest)."""

    engine: Engine
    manifest: Manifest | None
    folder: Path | None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _users: int = 0
    _retired: bool = False

    @property
    def hash(self) -> str | None:
        """What the build was made from; None where the data may change under us."""
        return self.manifest.hash if self.manifest else None

    @property
    def base(self) -> str:
        """The base IRI under which the data was built."""
        return self.manifest.base if self.manifest else namespaces.BASE

    @contextmanager
    def files(self) -> Iterator[Path]:
        """The folder of a build, to read from. Raises a 503 where that has been removed."""
        assert self.folder
        try:
            if not self.folder.is_dir():
                raise FileNotFoundError(self.folder)
            yield self.folder
        except OSError as error:
            headers = (("retry-after", str(_RETRY)),)
            raise Refusal(Kind.BUILD_FILES, headers, retryAfter=_RETRY) from error

    def enter(self) -> bool:
        """Count a user in; False where the generation has been closed already."""
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
            self.engine.close()

    def retire(self) -> None:
        """Close the engine as soon as nobody uses it."""
        with self._lock:
            self._retired = True
            close = not self._users
        if close:
            self.engine.close()


class Builds:
    """The generation in service. Raises KgError or EngineDown where there is none to begin with.

    `switched` is called after a new build has taken over, `failed` with the reason why one could
    not.
    """

    def __init__(
        self,
        settings: Settings,
        link: Path,
        switched: Callable[[Generation], None],
        failed: Callable[[str], None],
    ) -> None:
        self._settings = settings
        self._link = link
        self._switched = switched
        self._failed = failed
        self._broken: Path | None = None
        self._stop = threading.Event()
        self.kills: Counter[str] = Counter()
        self.current = self._remote() if settings.engine else self._load()
        self._watcher = threading.Thread(target=self._watch, name="builds", daemon=True)
        if not settings.engine:
            self._watcher.start()

    @contextmanager
    def lease(self) -> Iterator[Generation]:
        """The generation in service, which stays open until the block ends."""
        generation = self.current
        while not generation.enter():
            generation = self.current
        try:
            yield generation
        finally:
            generation.leave()

    def close(self) -> None:
        """Stop watching, and close the engine when its last query has ended."""
        self._stop.set()
        if self._watcher.is_alive():
            self._watcher.join()
        self.current.retire()

    def look(self) -> None:
        """Take the build that the link points to into service, if it is another one."""
        folder = self._link.resolve()
        if folder in (self.current.folder, self._broken) or not folder.is_dir():
            return
        try:
            new = self._load()
        except (KgError, EngineDown) as error:
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
        while not self._stop.wait(_INTERVAL):
            try:
                self.look()
                failed = ""
            except Exception as error:  # no process can be had, or the link leads in a circle
                reason = f"{type(error).__name__}: {error}"
                if reason != failed:
                    self._failed(reason)
                failed = reason

    def _load(self) -> Generation:
        """The build that the link points to. Raises BuildMissing, EngineDown."""
        settings = self._settings
        folder = self._link.resolve()
        facts = manifest.read(folder)
        in_memory = _size(folder / manifest.DATA) <= settings.in_memory_mb << 20
        plan = Plan(str(folder), facts.base, in_memory, settings.memory_mb << 20)
        return Generation(Pool(plan, _limits(settings), self.kills), facts, folder)

    def _remote(self) -> Generation:
        """The endpoint that the settings name."""
        parser = Plan("", namespaces.BASE, True, self._settings.memory_mb << 20)
        pool = Pool(parser, _limits(self._settings), self.kills)
        return Generation(Remote(self._settings.engine, pool, _limits(self._settings)), None, None)


def _limits(settings: Settings) -> Limits:
    """What of the settings concerns the pool."""
    return Limits(settings.workers, settings.slow_workers, settings.waiting, settings.result_bytes)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise EngineDown(f"the build lacks {path}: make it anew with kg build") from error
