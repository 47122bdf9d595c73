"""JSON Schemas of the responses of the API; docs/api.md documents what clients may rely on."""

from __future__ import annotations

from typing import Any

_TEXT = {"type": "string"}
_IRI = {"type": "string", "format": "uri"}
_COUNT = {"type": "integer", "minimum": 0}
_LABEL = {
    "type": "object",
    "description": "By language: zh, en",
    "additionalProperties": _TEXT,
}


def ref(name: str) -> dict[str, Any]:
    """A reference to one of these schemas."""
    return {"$ref": f"#/components/schemas/{name}"}


def _object(optional: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def _list(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


def page_of(name: str, **more: Any) -> dict[str, Any]:
    """A page of a list of these; `more` are further properties of the page."""
    address = {"type": ["string", "null"], "format": "uri"}
    return _object(
        total=_COUNT,
        limit=_COUNT,
        offset=_COUNT,
        next=address,
        prev=address,
        items=_list(ref(name)),
        **more,
    )


_NAMED: dict[str, Any] = {"iri": _IRI, "id": _TEXT, "label": _LABEL}
_ITEM: dict[str, Any] = {**_NAMED, "classes": _list(_TEXT), "document": _IRI}
_REFERENCE = _object(**_NAMED)
_VALUE = _object(
    ("iri", "id", "label", "value", "language", "datatype"),
    iri=_IRI,
    id=_TEXT,
    label=_LABEL,
    value={"type": ["string", "number"]},
    language=_TEXT,
    datatype=_TEXT,
)
_ARROWS = _list(
    _object(
        property=ref("Reference"),
        total=_COUNT,
        values=_list(
            {
                "allOf": [
                    ref("Value"),
                    _object(inferred={"type": "boolean"}, graphs=_list(_IRI)),
                ]
            }
        ),
    )
)
_PASSAGE = _object(iri=_IRI, report=_TEXT, number=_TEXT)

SCHEMAS: dict[str, Any] = {
    "Problem": _object(
        type={"type": "string", "format": "uri-reference"},
        title=_TEXT,
        status={"type": "integer"},
        detail=_TEXT,
    ),
    "Reference": _REFERENCE,
    "LabelHint": _object(
        **_ITEM,
        written=_TEXT,
        meant=_object(value=_TEXT, language=_TEXT),
        message=_LABEL,
    ),
    "Value": _VALUE,
    "Entity": _object(**_ITEM),
    "Hit": _object(**_ITEM, kind=_LABEL, matched=_TEXT, score={"type": "number"}),
    "Statement": _object(
        **_ITEM,
        passage=_PASSAGE,
        properties={"type": "object", "additionalProperties": _list(ref("Value"))},
    ),
    "Description": _object(
        **_NAMED,
        document=_IRI,
        outgoing=_ARROWS,
        incoming=_ARROWS,
        page={"type": "integer", "minimum": 1},
        pages={"type": "integer", "minimum": 1},
        evidence=_list(_object(iri=_IRI, report=_TEXT, number=_TEXT, gist=_LABEL)),
    ),
    "Question": _object(
        name=_TEXT,
        title=_LABEL,
        description=_LABEL,
        tags=_list(_TEXT),
        parameters=_list(
            _object(name=_TEXT, type=_TEXT, label=_LABEL, default={"type": ["string", "null"]})
        ),
        columns=_list(_object(name=_TEXT, label=_LABEL)),
        query=_TEXT,
        href=_IRI,
    ),
}
