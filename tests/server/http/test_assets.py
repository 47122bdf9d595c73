"""The built bundle as pages load it: tags, names, codings, and pages without one."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.http.assets import blueprint, bundle, page_config
from server.http.urls import Urls

HERE = Urls("http://data/", "http://host/kg/")
MANIFEST = {
    "src/page/main.ts": {
        "file": "assets/page-1a.js",
        "css": ["assets/page-2b.css"],
        "imports": ["_shared-3c.js"],
        "dynamicImports": ["src/late.ts"],
    },
    "_shared-3c.js": {
        "file": "assets/shared-3c.js",
        "css": ["assets/shared-4d.css"],
        "imports": ["_deep-5e.js"],
    },
    "_deep-5e.js": {"file": "assets/deep-5e.js", "imports": ["_shared-3c.js"]},
    "src/late.ts": {"file": "assets/late-6f.js"},
}
SCRIPT = b"export const text = 'a long enough text, a long enough text';\n" * 40


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What Vite would have written."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "page-1a.js").write_bytes(SCRIPT)
    (tmp_path / "assets" / "stray.js").write_text("left over")
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST))
    return tmp_path


@pytest.fixture
def client(folder: Path) -> FlaskClient:
    """A client of an application that serves the folder."""
    app = Flask(__name__)
    app.register_blueprint(blueprint(folder))
    app.testing = True
    return app.test_client()


def test_tags_load_what_the_entry_imports_at_once(folder: Path) -> None:
    tags = str(bundle("page", HERE, folder)).splitlines()
    assert '<link rel="stylesheet" href="/kg/assets/page-2b.css">' in tags
    assert '<link rel="stylesheet" href="/kg/assets/shared-4d.css">' in tags
    assert '<script type="module" src="/kg/assets/page-1a.js"></script>' in tags
    assert '<link rel="modulepreload" href="/kg/assets/deep-5e.js">' in tags
    assert not [tag for tag in tags if "late" in tag]


def test_page_without_a_bundle_has_no_tags(tmp_path: Path, folder: Path) -> None:
    assert bundle("page", HERE, tmp_path / "nothing") == ""
    assert bundle("unknown", HERE, folder) == ""


def test_new_manifest_is_read(folder: Path) -> None:
    bundle("page", HERE, folder)
    path = folder / "manifest.json"
    path.write_text(json.dumps({"src/page/main.ts": {"file": "assets/page-9z.js"}}))
    os.utime(path, ns=(1, 1))
    assert "page-9z.js" in bundle("page", HERE, folder)


@pytest.mark.parametrize(
    ("accept", "decode"),
    [("br, gzip", brotli.decompress), ("gzip", gzip.decompress), ("", lambda data: data)],
)
def test_file_comes_in_the_coding_asked_for(client: FlaskClient, accept: str, decode) -> None:
    reply = client.get("/assets/page-1a.js", headers={"accept-encoding": accept})
    assert reply.status_code == 200
    assert decode(reply.data) == SCRIPT
    assert reply.content_type == "text/javascript; charset=utf-8"
    assert "immutable" in reply.headers["cache-control"]
    assert reply.headers["vary"] == "Accept-Encoding"


def test_told_says_where_things_are() -> None:
    page = page_config(HERE, more=1)
    assert page["sparql"] == "/kg/sparql"
    assert page["base"] == "http://data/"
    assert page["more"] == 1
    prefixes = page["prefixes"]
    assert isinstance(prefixes, dict)
    assert prefixes["wk"] == "http://data/ontology/"
    assert prefixes["rdfs"].startswith("http://www.w3.org/")


@pytest.mark.parametrize(
    "name", ["stray.js", "..%2f..%2fmanifest.json", "manifest.json", "page-1a.css", "none.js"]
)
def test_nothing_else_is_served(folder: Path, name: str) -> None:
    from server.http.responses import Refusal

    app = Flask(__name__)
    app.register_blueprint(blueprint(folder))
    app.register_error_handler(Refusal, lambda refusal: (refusal.detail, refusal.status))
    assert app.test_client().get(f"/assets/{name}").status_code == 404
