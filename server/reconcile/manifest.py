"""The manifest of the reconciliation service."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from kg import __version__
from server.http.urls import API, RECONCILE, Urls
from server.reconcile.identifiers import ENTITY_SPACE, SCHEMA_SPACE
from server.reconcile.parsing import BATCH

WIDTH, HEIGHT = 430, 300
DEFAULT_TYPES = (
    *("Thing", "Project", "Place", "Organization", "Industry", "Event", "Honour", "Policy"),
    *("Platform", "Person", "Document", "Indicator"),
)


def manifest(here: Urls, title: Iterable[str], names: dict[str, str]) -> dict[str, Any]:
    """The manifest; the title is that of the data set, `names` are those of the default types."""
    service = here.to(RECONCILE)
    viewed = quote(here.iri(ENTITY_SPACE), safe="")

    def suggest(what: str) -> dict[str, str]:
        return {"service_url": service, "service_path": f"/suggest/{what}"}

    return {
        "versions": ["0.1", "0.2"],
        "name": " · ".join(title),
        "identifierSpace": here.iri(ENTITY_SPACE),
        "schemaSpace": here.iri(SCHEMA_SPACE),
        "documentation": here.to(API),
        "serviceVersion": __version__,
        "defaultTypes": [{"id": one, "name": names[one]} for one in DEFAULT_TYPES],
        "view": {"url": f"{here.to('doc')}?iri={viewed}{{{{id}}}}"},
        "preview": {
            "url": f"{service}/preview?id={{{{id}}}}",
            "width": WIDTH,
            "height": HEIGHT,
        },
        "suggest": {what: suggest(what) for what in ("entity", "type", "property")},
        "extend": {
            "propose_properties": {"service_url": service, "service_path": "/properties"},
            "property_settings": [
                {
                    "name": "limit",
                    "label": "Limit",
                    "type": "number",
                    "default": 0,
                    "help_text": "How many values to fetch for each entity; 0 fetches all",
                },
                {
                    "name": "lang",
                    "label": "Language",
                    "type": "select",
                    "default": "en",
                    "choices": [
                        {"value": "en", "name": "English"},
                        {"value": "zh", "name": "中文"},
                    ],
                    "help_text": "The language of the names of things",
                },
            ],
        },
        "batchSize": BATCH,
    }
