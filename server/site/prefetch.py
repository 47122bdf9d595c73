"""What the first reader of a release would else wait for: its vocabulary, and the front page."""

from __future__ import annotations

import gc
import traceback

from server.http.logs import JsonLogger
from server.repository.snapshot import Repository
from server.site.models.comparisons import loaded
from server.site.pages.home import headline


def prefetch(repository: Repository, logger: JsonLogger) -> None:
    """Read it for the release that is served now. A failure is logged; the page reports it too."""
    try:
        with repository.read() as snapshot:
            loaded(snapshot, headline(snapshot, snapshot.dataset.default)[0])
    except Exception:
        logger.event("prefetch", trace=traceback.format_exc())
    _settle()


def _settle() -> None:
    """Let the garbage collector pass over what stays: looking through it all stops a page.

    Measured: 100 ms, once in some twenty pages; 2 ms afterwards.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
