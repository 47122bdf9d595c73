"""What pages make once for a build is there before anybody asks."""

from __future__ import annotations

import gc
import re

from flask import Flask
from server.repository.views import Graph

from server.site.prefetch import warm
from tests.conftest import ROOT, Built

MADE = re.compile(r"\breader\.once\((\w+)\)")


def test_all_that_pages_make_once_is_made(site: Flask, built: Built) -> None:
    """A page that makes something of the whole build adds it to the warming."""
    graph = Graph(site.extensions["service"], built.project)
    warm(graph)
    wanted = {
        (path.relative_to(ROOT).with_suffix("").as_posix().replace("/", "."), name)
        for path in (ROOT / "server" / "site").rglob("*.py")
        for name in MADE.findall(path.read_text(encoding="utf-8"))
    }
    assert len(wanted) > 12
    kept = {(make.__module__, make.__name__) for make in graph._kept}
    assert wanted <= kept
    assert ("server.repository.property_graphs", "_world") in kept
    assert ("server.repository.labels", "_labels") in kept


def test_what_stays_is_left_alone_by_the_collector(site: Flask, built: Built) -> None:
    gc.unfreeze()
    warm(Graph(site.extensions["service"], built.project))
    assert gc.get_freeze_count() > 10_000
