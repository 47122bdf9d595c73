"""What the first reader of a release would else wait for is there before anybody asks."""

from __future__ import annotations

import gc

from flask import Flask

from server.repository.snapshot import Repository
from server.site.prefetch import warm
from tests.conftest import Built


def test_the_front_page_is_read_and_the_collector_leaves_it_alone(
    site: Flask, built: Built
) -> None:
    gc.unfreeze()
    repository = Repository(site.extensions["service"], built.project)
    warm(repository)
    assert repository._snapshot
    assert len(repository._snapshot.statements) > 8
    assert gc.get_freeze_count() > 10_000
