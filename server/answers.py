"""Bodies that views send: validators, caching, links, and what they vary by, all in one way."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from flask import Response, request

FRESH = "public, max-age=60"


def answered(
    body: bytes | str,
    content_type: str,
    *,
    vary: Sequence[str] = (),
    links: Sequence[str] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    """The response to a GET: 304 where the client has these bytes already."""
    data = body.encode() if isinstance(body, str) else body
    response = Response(data, content_type=content_type, headers=headers)
    response.headers["cache-control"] = FRESH
    if vary:
        response.headers["vary"] = ", ".join(vary)
    if links:
        response.headers["link"] = ", ".join(links)
    response.set_etag(hashlib.blake2b(data, digest_size=16).hexdigest())
    response.make_conditional(request)
    return response
