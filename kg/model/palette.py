"""The one table of colours, by class: the pages and the files for graph tools share it.

Each colour keeps a contrast of at least 3 to 1 against white and against near-black, so that it
does on a light page and on a dark one. Things are vivid, statements muted.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# The names are those of our classes directly below wk:Thing, wk:Figure and wk:Statement.
COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "Project": "#b93f31",
        "Place": "#178529",
        "Organization": "#316bca",
        "Industry": "#0c7f7a",
        "Event": "#af3e7c",
        "Honour": "#a25a08",
        "Policy": "#8551b8",
        "Platform": "#7b7dea",
        "Person": "#c063ba",
        "Document": "#d8662a",
        "Indicator": "#b08505",
        "Product": "#10a481",
        "Technology": "#0895da",
        "Scenario": "#0c9eb1",
        "Group": "#0b7a9a",
        "Issue": "#db5c6c",
        "Collection": "#737409",
        "Period": "#6f9d17",
        "Observation": "#a78f5c",
        "Target": "#b68666",
        "Milestone": "#9c635e",
        "Measure": "#9988ba",
        "Conferral": "#916d42",
        "Distinction": "#926382",
        "Assessment": "#55a0a4",
        "DocumentPart": "#5676a0",
    }
)
OTHER = "#808080"


def colour(kind: str) -> str:
    """The colour of a kind of thing or statement; grey for what has none of its own."""
    return COLOURS.get(kind, OTHER)
