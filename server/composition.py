"""What every front end works over, put together: settings -> release -> repository -> service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kg.project import Project, find
from server.http.logs import JsonLogger
from server.http.scheduling import Scheduler
from server.repository.snapshot import Repository
from server.settings import Settings
from server.sparql.releases import Release, Releases
from server.sparql.service import Service

Prefetch = Callable[[Repository, JsonLogger], None]


@dataclass(frozen=True)
class Components:
    """The parts of one server process. `service.close` ends all that they started."""

    settings: Settings
    repository: Repository
    service: Service


def compose(
    settings: Settings, project: Project | None = None, prefetch: Prefetch | None = None
) -> Components:
    """The components over the build that the settings name, which new builds replace.

    `prefetch` is called after a switch to a new build. Raises KgError or EngineUnavailable if there
    is nothing to serve.
    """
    project = project or find()
    logger = JsonLogger()
    scheduler = Scheduler(settings)
    releases = Releases(settings, Path(settings.build) if settings.build else project.current)
    repository = Repository(settings, project, releases, scheduler)
    service = Service(settings, releases, scheduler, logger)

    def on_switch(release: Release) -> None:
        service.on_switch(release)
        if prefetch:
            prefetch(repository, logger)

    releases.watch(on_switch, service.on_switch_failed)
    return Components(settings, repository, service)
