"""What the first reader of a release would else wait for is there before anybody asks."""

from __future__ import annotations

import gc

from server.composition import Components
from server.site.prefetch import prefetch


def test_the_front_page_is_read_and_the_collector_leaves_it_alone(components: Components) -> None:
    gc.unfreeze()
    repository = components.repository
    prefetch(repository, components.service.logger)
    assert repository._snapshot
    assert len(repository._snapshot.statements) > 8
    assert gc.get_freeze_count() > 10_000
