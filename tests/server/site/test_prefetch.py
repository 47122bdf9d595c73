"""What the first reader of a release would else wait for is there before anybody asks."""

from __future__ import annotations

import gc

from flask import Flask

from server.repository.snapshot import Repository
from server.site.drawing.card import picture
from server.site.prefetch import warm
from tests.conftest import Built


def test_the_picture_is_made_and_the_collector_leaves_it_alone(site: Flask, built: Built) -> None:
    gc.unfreeze()
    picture.cache_clear()
    warm(Repository(site.extensions["service"], built.project))
    assert picture.cache_info().currsize == 1
    assert gc.get_freeze_count() > 10_000
