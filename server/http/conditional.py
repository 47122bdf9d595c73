"""Bodies that views send: validators, caching, compression, links, and what they vary by."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from flask import Response, request

from server.http.compression import CODINGS, ENCODERS, WORTHWHILE
from server.http.negotiation import coding

FRESH = "public, max-age=60"


def answered(
    body: bytes | str,
    content_type: str,
    *,
    vary: Sequence[str] = (),
    links: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The response to a GET: 304 where the client has these bytes already, else compressed."""
    data = body.encode() if isinstance(body, str) else body
    response = Response(content_type=content_type, headers=dict(headers or {}))
    response.headers["cache-control"] = FRESH
    response.headers["vary"] = ", ".join(dict.fromkeys((*vary, "Accept-Encoding")))
    if links:
        response.headers["link"] = ", ".join(links)
    chosen = None
    if len(data) >= WORTHWHILE and response.mimetype not in ("application/zip", "application/gzip"):
        chosen = coding(request.headers.get("accept-encoding", ""), CODINGS)
    tag = hashlib.blake2b(data, digest_size=16).hexdigest()
    response.set_etag(f"{tag}-{chosen}" if chosen else tag)
    response.make_conditional(request)
    if response.status_code != 304:
        response.set_data(ENCODERS[chosen](data) if chosen else data)
        if chosen:
            response.headers["content-encoding"] = chosen
    return response
