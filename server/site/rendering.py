"""How a page is sent: in the reader's language, with validators, kept for a minute."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response, render_template, request

from server.http import language
from server.http.conditional import answered
from server.http.media_types import PAGE, content_type
from server.http.numbers import whole
from server.http.responses import Refusal
from server.repository.snapshot import Snapshot
from server.site.wording.sentences import Writer

_YEAR = 365 * 24 * 3600
# The report speaks for them throughout, so that a sentence need not name them.
_SILENT = ("place:wuchang-district", "org:wuchang-district-government")


def page(template: str, snapshot: Snapshot, *, status: int = 200, **context: Any) -> Response:
    """The page that a template of `templates/site` makes of the context."""
    chosen = language.of(request)
    text = render_template(
        f"site/{template}.html", lang=chosen, names=snapshot.names, base=snapshot.base, **context
    )
    kind = content_type(PAGE.media_type)
    headers: dict[str, str] = {"content-language": chosen}
    if status != HTTPStatus.OK:
        headers |= {"cache-control": "no-store", "vary": ", ".join(language.VARY)}
        return Response(text, status, headers, content_type=kind)
    return answered(text, kind, vary=language.VARY, headers=headers)


def asked(name: str, allowed: tuple[str, ...], default: str = "") -> str:
    """A parameter of the page's address, if it is one of the words allowed, else the default."""
    value = request.args.get(name, default)
    return value if value in allowed else default


def number(name: str, most: int) -> int:
    """A whole number from 1 that the address gives, at most `most`; 1 where it gives none."""
    try:
        return min(whole(name, request.args.get(name, "1"), 1), most)
    except Refusal:
        return 1


def remember(response: Response) -> Response:
    """The response, with the cookie that keeps the language which its address chose."""
    chosen = request.args.get("lang")
    if chosen in ("zh", "en") and response.mimetype == PAGE.media_type:
        response.set_cookie(
            language.COOKIE,
            chosen,
            max_age=_YEAR,
            path=request.script_root + "/",
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )
    return response


def writer(snapshot: Snapshot, about: str = "") -> Writer:
    """What writes sentences in the reader's language, for the page about a thing if about one."""
    names = snapshot.names
    return Writer(
        language.of(request),
        names.label,
        snapshot.vocabulary.units,
        frozenset(names.iri(name) for name in _SILENT),
        about,
    )
