"""Answers of other engines in the form that the standard gives them.

Virtuoso 7 answers ASK by a table, and names blank nodes with characters that parsers of RDF refuse.
"""

from __future__ import annotations

import json
import re

from kg.rdf import QueryBoolean, QueryResultsFormat, parse_query_results

_RETURNED = ["__ASK_RETVAL"]  # the only column of Virtuoso's answer to ASK
_BLANK = re.compile(
    rb'("type"\s*:\s*"bnode"\s*,\s*"value"\s*:\s*")([^"\\]+)"'
    rb'|("value"\s*:\s*")([^"\\]+)("\s*,\s*"type"\s*:\s*"bnode")'
)
_UNSAFE = re.compile(rb"[^A-Za-wyz0-9]")  # x begins a code


def boolean(body: bytes, form: QueryResultsFormat) -> bytes:
    """The answer to an ASK, from SPARQL Results JSON, written in `form`.

    Raises ValueError where the body is no such answer.
    """
    document = json.loads(body)
    value = document.get("boolean") if isinstance(document, dict) else None
    if value is None and document["head"]["vars"] == _RETURNED:
        value = bool(document["results"]["bindings"])
    if not isinstance(value, bool):
        raise ValueError("no boolean in it")
    standard = json.dumps({"head": {}, "boolean": value}).encode()
    result = parse_query_results(standard, format=QueryResultsFormat.JSON)
    assert isinstance(result, QueryBoolean)
    return result.serialize(format=form) or b""


def solutions(body: bytes) -> bytes:
    """SPARQL Results JSON with blank-node labels of letters and digits only."""
    return _BLANK.sub(_relabel, body)


def _relabel(match: re.Match[bytes]) -> bytes:
    if match[1]:
        return match[1] + _label(match[2]) + b'"'
    return match[3] + _label(match[4]) + match[5]


def _label(text: bytes) -> bytes:
    """The label with codes for what is no letter or digit. Labels that differ stay different."""
    return _UNSAFE.sub(lambda character: b"x%02X" % character[0][0], text)
