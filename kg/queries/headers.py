"""Parsing of `#+` headers of query files: YAML in SPARQL comments."""

from __future__ import annotations

from typing import Any

import yaml

from kg.errors import QueryError


def read_header(text: str, name: str) -> dict[str, Any]:
    """The fields of the header. Raises QueryError, with the file, for invalid YAML."""
    lines = [line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+")]
    try:
        header = yaml.safe_load("\n".join(lines)) or {}
    except yaml.YAMLError as error:
        raise QueryError(f"{name}: the #+ header is no YAML: {error}") from error
    if not isinstance(header, dict):
        raise QueryError(f"{name}: write the #+ header as `#+ field: value` lines.")
    return header
