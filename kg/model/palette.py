"""The colours of classes, for pages and files for graph tools.

Each colour has a contrast of at least 3 to 1 against white and near-black, for light and dark
pages. Colours of things are vivid, those of statements muted.
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
    """The colour of a kind of thing or statement; grey without one."""
    return COLOURS.get(kind, OTHER)
