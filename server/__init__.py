"""Requests -> views of the graph. `create_app` makes the application; `python -m server` runs it.

The query workers import this package too and must stay small, so Flask is loaded only when an
application is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from kg.project import Project
    from server.settings import Settings


def create_app(settings: Settings | None = None, project: Project | None = None) -> Flask:
    """The application, over the build that the settings name (default: the current one).

    Raises KgError or EngineDown where there is nothing to serve.
    """
    from server.app import build_app
    from server.settings import Settings

    return build_app(settings or Settings(), project)
