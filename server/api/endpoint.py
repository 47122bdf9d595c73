"""What one endpoint of the API is: a table entry from which routing, checks and documents come."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response

from server.api.parameters import Parameter
from server.http.conditional import conditional_response
from server.http.media_types import Format, content_type
from server.http.responses import JSON
from server.http.urls import Urls
from server.repository.snapshot import Snapshot


@dataclass(frozen=True)
class ApiRequest:
    """A request to an endpoint: the reader of the graph, the links, the checked parameters.

    `given` are the texts of the parameters that were sent.
    """

    snapshot: Snapshot
    here: Urls
    values: Mapping[str, Any]
    given: Mapping[str, str]


@dataclass(frozen=True)
class Endpoint:
    """One endpoint. `path` is as OpenAPI writes it; `schema` is of its answer's JSON.

    One with `formats` answers with an Attachment, in the format that its parameter `format` names.
    The parameters of a POST come as a form, since they may be too long for a URL.
    """

    name: str
    path: str
    zh: str
    en: str
    parameters: Sequence[Parameter]
    schema: Mapping[str, Any]
    answer: Callable[[ApiRequest], tuple[Any, list[str]]]
    examples: Sequence[str] = ()
    formats: Sequence[Format] = ()
    method: str = "GET"


@dataclass(frozen=True)
class Attachment:
    """A file as an answer, and its name without the suffix, in ASCII."""

    name: str
    body: bytes


def file(attachment: Attachment, form: Format) -> Response:
    """A file to be saved under its name, unless it is JSON."""
    headers = {}
    if form.name != "cyjs":
        headers["content-disposition"] = f'attachment; filename="{attachment.name}.{form.name}"'
    return conditional_response(attachment.body, content_type(form.media_type), headers=headers)


def reply(body: Any, links: Sequence[str]) -> Response:
    """The JSON of an answer, with its links."""
    return conditional_response(json.dumps(body, ensure_ascii=False), JSON, links=links)
