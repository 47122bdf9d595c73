"""What pages make once for each build, made before the first reader asks for it."""

from __future__ import annotations

import gc
import traceback
from collections.abc import Callable
from typing import Any

from server.repository import labels
from server.repository.views import Graph, Reader
from server.site.models.counts import counts
from server.site.models.figures import comparisons
from server.site.models.incoming import referrers
from server.site.models.ontology import vocabulary
from server.site.models.pipeline import projects
from server.site.models.relations import arrows
from server.site.models.report import report
from server.site.pages.browse import mentions
from server.site.pages.explorer import drawn
from server.site.pages.home import themes
from server.site.pages.map import located

# The front page's first; the drawing of the graph, which takes longest, last.
_MADE: tuple[Callable[[Reader], Any], ...] = (
    *(comparisons, themes, counts, report, projects, vocabulary, arrows, referrers, mentions),
    *(labels.prepare, located),
)


def warm(graph: Graph) -> None:
    """Make it, for the build that is served now. A failure is logged: the page itself will say."""
    with graph.read() as reader:
        # Nothing can be drawn of a graph that an endpoint elsewhere holds.
        last = (drawn,) if reader.generation.folder else ()
        try:
            for make in (*_MADE, *last):
                make(reader)
        except Exception:
            graph.service.journal.event("warming", trace=traceback.format_exc())
    _settle()


def _settle() -> None:
    """Let the garbage collector pass over what stays: looking through it all stops a page.

    Measured: 100 ms, once in some twenty pages; 2 ms afterwards.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
