"""What pages make once for each build, made before the first reader asks for it."""

from __future__ import annotations

import traceback

from server.graph import Graph
from server.site.arrows import arrows
from server.site.browse import mentions
from server.site.figures import comparisons
from server.site.pipeline import projects
from server.site.reading import report
from server.site.referrers import referrers
from server.site.vocabulary import vocabulary

_MADE = (report, comparisons, projects, vocabulary, arrows, mentions, referrers)


def warm(graph: Graph) -> None:
    """Make it, for the build that is served now. A failure is logged: the page itself will say."""
    with graph.read() as reader:
        for make in _MADE:
            try:
                make(reader)
            except Exception:
                graph.service.journal.event("warming", trace=traceback.format_exc())
                return
