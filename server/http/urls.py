"""Links: the addresses of resources and of their documents. No other module composes links.

IRIs begin with the base of the build. Addresses begin with the root of the server: `--public-url`,
or what a trusted proxy reports, or the Host of the request.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from flask import g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from server.http.errors import Kind
from server.http.responses import Refusal
from server.settings import Settings

DOCUMENTS = "doc/"  # prefix of the path of a document
VOID = ".well-known/void"
CONTEXT = "context.jsonld"
DUMPS = "dumps/"
SPARQL = "sparql"
API = "api"
RECONCILE = "reconcile"

_PREFIX = re.compile(r"(?:/(?!\.\.?(?:/|$))[A-Za-z0-9._~-]+)*")
_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?")
# Headers in which a trusted proxy reports the requested address.
_FORWARDED = ("X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix")

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Urls:
    """Composes links. `base` begins the data's IRIs, `root` this server's addresses; both end
    in a slash."""

    base: str
    root: str

    def to(self, path: str = "", **parameters: str | int | None) -> str:
        """The absolute address of a path, with the parameters that are not None."""
        return self.root + _quote(path) + _query(parameters)

    def local(self, path: str = "", **parameters: str | int | None) -> str:
        """The same address without scheme and host, for links within pages."""
        return urlsplit(self.root).path + self.to(path, **parameters)[len(self.root) :]

    def iri(self, path: str) -> str:
        """The IRI whose document has this path."""
        return self.base + path

    def path(self, iri: str) -> str | None:
        """The path of an IRI below the base; None for any other IRI."""
        own = iri.startswith(self.base) and len(iri) > len(self.base)
        return iri[len(self.base) :] if own else None

    def document(self, iri: str, suffix: str = "", **parameters: str | int | None) -> str:
        """The address of the document about an IRI, also about one that is not below the base."""
        path = self.path(iri)
        if path is None:
            return self.to(DOCUMENTS.rstrip("/"), iri=iri, format=suffix or None, **parameters)
        path, hash_mark, fragment = path.partition("#")
        dot = f".{suffix}" if suffix else ""
        return self.to(f"{DOCUMENTS}{path}{dot}", **parameters) + hash_mark + fragment

    def page(self, iri: str, suffix: str = "", **parameters: str | int | None) -> str:
        """The local address of the document about an IRI."""
        address = self.document(iri, suffix, **parameters)
        return urlsplit(self.root).path + address[len(self.root) :]


def request_urls(base: str, settings: Settings) -> Urls:
    """The links for the current request. Sets `g.vary` to the headers they depend on.

    Raises a 400 if the Host header is not valid.
    """
    if not host_is_valid(settings):
        raise Refusal(Kind.FORWARDED)
    if settings.public_url:
        root = settings.public_url
    else:
        # The host as it was sent: Werkzeug's `host_url` decodes its punycode.
        root = f"{request.scheme}://{request.host}{request.script_root}"
        g.vary = ("Host", *(_FORWARDED if settings.proxies else ()))
    return Urls(base, root.rstrip("/") + "/")


def host_is_valid(settings: Settings) -> bool:
    """Whether the request has a valid host, or needs none."""
    if settings.public_url:
        return True
    return bool(
        request.scheme.lower() in ("http", "https")
        and _HOST.fullmatch(request.host)
        and _PREFIX.fullmatch(request.script_root)
    )


def mount(application: Wsgi, settings: Settings) -> Wsgi:
    """The application with the scheme, host and prefix of its public address.

    They come from `--public-url`, or from headers of a proxy if the settings declare one.
    """
    if settings.public_url:
        return _with_public_url(application, settings.public_url)
    application = _with_ascii_host(application)
    if settings.proxies:
        return ProxyFix(application, x_for=0, x_proto=1, x_host=1, x_prefix=1)
    return application


def _with_ascii_host(application: Wsgi) -> Wsgi:
    """The application, with a Host header in UTF-8 converted to punycode."""

    def run(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST", "")
        if not host.isascii():
            with suppress(UnicodeError):  # Werkzeug ignores an invalid host
                environ["HTTP_HOST"] = host.encode("latin-1").decode().encode("idna").decode()
        return application(environ, start_response)

    return run


def _with_public_url(application: Wsgi, address: str) -> Wsgi:
    parts = urlsplit(address)
    prefix = parts.path.rstrip("/")

    def run(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["wsgi.url_scheme"] = parts.scheme
        environ["HTTP_HOST"] = parts.netloc
        environ["SCRIPT_NAME"] = prefix
        return application(environ, start_response)

    return run


@lru_cache(maxsize=16384)  # a page has hundreds of links, most of which recur
def _quote(path: str) -> str:
    return quote(path, safe="/:@~,;=+$!*'()")


def _query(parameters: dict[str, str | int | None]) -> str:
    values = {name: value for name, value in parameters.items() if value is not None}
    return f"?{urlencode(values)}" if values else ""
