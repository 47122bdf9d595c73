"""Answers of the systems that are measured: how one is fetched, and what it says."""

from __future__ import annotations

import http.client
import json
import time
from collections import Counter
from urllib.parse import quote

from bench.load import ACCEPT
from bench.peers import Running
from kg.rdf import RdfFormat, parse


def fetch(server: Running, text: str, patience: float) -> tuple[bytes | None, float]:
    """The body of an answer and the seconds it took; None where there was none in time."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=patience)
    started = time.monotonic()
    try:
        path = f"{server.system.path}?query={quote(text)}"
        connection.request("GET", path, headers={"Accept": ACCEPT})
        reply = connection.getresponse()
        body = reply.read()
        return (body if reply.status == 200 else None), time.monotonic() - started
    except OSError:
        return None, time.monotonic() - started
    finally:
        connection.close()


def content(body: bytes) -> Counter[str]:
    """What an answer says, whatever order and layout it has; of a graph only its size."""
    if not body.lstrip().startswith(b"{"):
        return Counter({"triples": len(list(parse(body, format=RdfFormat.TURTLE)))})
    document = json.loads(body)
    if "boolean" in document:
        return Counter([str(document["boolean"])])
    return Counter(
        " ".join(f"{name}={value['value']}" for name, value in sorted(row.items()))
        for row in document["results"]["bindings"]
    )


def same(body: bytes, expected: Counter[str]) -> bool:
    """Whether the answer says the same; False where it cannot be read."""
    try:
        return content(body) == expected
    except (ValueError, KeyError, SyntaxError):
        return False
