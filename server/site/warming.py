"""What pages make once for each build, made before the first reader asks for it."""

from __future__ import annotations

import gc
import traceback
from collections.abc import Callable
from typing import Any

from server import known
from server.graph import Graph, Reader
from server.site.arrows import arrows
from server.site.atlas import located
from server.site.browse import mentions
from server.site.card import picture
from server.site.counts import counts
from server.site.explorer import drawn
from server.site.figures import comparisons
from server.site.home import themes
from server.site.pipeline import projects
from server.site.reading import report
from server.site.referrers import referrers
from server.site.vocabulary import vocabulary

# The front page's first; the drawings of the graph, which take longest, last.
_MADE: tuple[Callable[[Reader], Any], ...] = (
    *(comparisons, themes, counts, report, projects, vocabulary, arrows, referrers, mentions),
    *(known.prepare, located),
)


def warm(graph: Graph) -> None:
    """Make it, for the build that is served now. A failure is logged: the page itself will say."""
    with graph.read() as reader:
        # Nothing can be drawn of a graph that an endpoint elsewhere holds.
        last = (drawn, picture) if reader.generation.folder else ()
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
