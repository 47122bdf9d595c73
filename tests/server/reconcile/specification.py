"""JSON Schemas of the reconciliation protocol, made from what the specification 0.2 says."""

from __future__ import annotations

from typing import Any

_TEXT = {"type": "string", "minLength": 1}
_NAMED = {"type": "object", "required": ["id", "name"], "properties": {"id": _TEXT, "name": _TEXT}}
_TEMPLATE = {"type": "string", "format": "uri-template", "pattern": r"\{\{id\}\}"}
_URI = {"type": "string", "pattern": "^https?://"}
_TYPE = {
    **_NAMED,
    "properties": {"id": _TEXT, "name": _TEXT, "broader": {"type": "array", "items": _NAMED}},
}


def _service(url: str, path: str) -> dict[str, Any]:
    return {"type": "object", "required": [url, path], "properties": {url: _URI, path: _TEXT}}


_SETTING = {
    "type": "object",
    "required": ["name", "label", "type"],
    "properties": {
        "name": _TEXT,
        "label": _TEXT,
        "type": {"enum": ["number", "text", "checkbox", "select"]},
        "help_text": {"type": "string"},
    },
    "if": {"properties": {"type": {"const": "select"}}},
    "then": {
        "required": ["choices"],
        "properties": {
            "choices": {
                "type": "array",
                "items": {"type": "object", "required": ["value", "name"]},
            }
        },
    },
}

MANIFEST = {
    "type": "object",
    "required": ["versions", "name", "identifierSpace", "schemaSpace"],
    "properties": {
        "versions": {"type": "array", "items": _TEXT, "contains": {"const": "0.2"}},
        "name": _TEXT,
        "identifierSpace": _URI,
        "schemaSpace": _URI,
        "documentation": _URI,
        "serviceVersion": _TEXT,
        "defaultTypes": {"type": "array", "items": _TYPE, "uniqueItems": True},
        "view": {"type": "object", "required": ["url"], "properties": {"url": _TEMPLATE}},
        "preview": {
            "type": "object",
            "required": ["url", "width", "height"],
            "properties": {
                "url": _TEMPLATE,
                "width": {"type": "integer", "minimum": 1},
                "height": {"type": "integer", "minimum": 1},
            },
        },
        "suggest": {
            "type": "object",
            "additionalProperties": False,
            "properties": dict.fromkeys(
                ("entity", "type", "property"), _service("service_url", "service_path")
            ),
        },
        "extend": {
            "type": "object",
            "properties": {
                "propose_properties": _service("service_url", "service_path"),
                "property_settings": {"type": "array", "items": _SETTING},
            },
        },
        "batchSize": {"type": "integer", "minimum": 1},
    },
}

CANDIDATE = {
    "type": "object",
    "required": ["id", "name", "score", "match", "type"],
    "properties": {
        "id": _TEXT,
        "name": _TEXT,
        "description": {"type": "string"},
        "score": {"type": "number"},
        "match": {"type": "boolean"},
        "type": {"type": "array", "items": _NAMED},
        "features": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "value"],
                "properties": {"id": _TEXT, "value": {"type": ["boolean", "number"]}},
            },
        },
    },
    "additionalProperties": False,
}
RESULT = {
    "type": "object",
    "required": ["result"],
    "properties": {"result": {"type": "array", "items": CANDIDATE}},
    "additionalProperties": False,
}
RESULTS = {"type": "object", "additionalProperties": RESULT}


def suggestions(*optional: str) -> dict[str, Any]:
    """Of a suggest response whose items may have these further keys."""
    further = {
        "description": {"type": "string"},
        "notable": {"type": "array", "items": _NAMED},
        "broader": {"type": "array", "items": _NAMED},
    }
    item = {
        **_NAMED,
        "properties": {"id": _TEXT, "name": _TEXT, **{key: further[key] for key in optional}},
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "required": ["result"],
        "properties": {"result": {"type": "array", "items": item}},
        "additionalProperties": False,
    }


PROPOSAL = {
    "type": "object",
    "required": ["properties", "type"],
    "properties": {
        "properties": {"type": "array", "items": _NAMED},
        "type": _TEXT,
        "limit": {"type": "integer"},
    },
}

_MOMENT = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$"


def _only(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


EXTENSION = {
    "type": "object",
    "required": ["meta", "rows"],
    "properties": {
        "meta": {"type": "array", "items": _NAMED},
        "rows": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": {
                    "type": "array",
                    "items": {
                        "oneOf": [
                            _only(id=_TEXT, name=_TEXT),
                            _only(str={"type": "string"}),
                            _only(float={"type": "number"}),
                            _only(int={"type": "integer"}),
                            _only(date={"type": "string", "pattern": _MOMENT}),
                        ]
                    },
                },
            },
        },
    },
}
