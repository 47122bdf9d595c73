"""Other engines, set up by the settings and commands of docs/other-engines.md."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_DOCS = (_ROOT / "docs" / "other-engines.md").read_text(encoding="utf-8")


def commands(heading: str, ours: Mapping[str, str]) -> list[list[str]]:
    """The commands below a heading, with our ports and folders in place of the page's.

    Programs of Python packages are those of this environment.
    """
    section = _DOCS.partition(heading)[2].partition("\n## ")[0]
    lines = [line[4:] for line in section.splitlines() if line.startswith("    ")]
    found = [shlex.split(_with(line.removesuffix(" &"), ours)) for line in lines]
    for command in found:
        program = Path(sys.executable).parent / command[0]
        command[0] = str(program) if program.is_file() else command[0]
    return found


def virtuoso_settings(ours: Mapping[str, str]) -> str:
    """The text of virtuoso.ini, with our ports and folders in place of the page's."""
    return _with(_DOCS.partition("```ini\n")[2].partition("```")[0], ours)


def _with(text: str, ours: Mapping[str, str]) -> str:
    for theirs, own in ours.items():
        text = text.replace(theirs, own)
    return text
