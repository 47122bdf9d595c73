"""The libraries of the tools themselves read the files: of Cytoscape, and of Gephi Lite."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from kg.export.graph_files import WRITERS
from kg.export.property_graph import whole_graphs
from kg.model.records import Records
from kg.namespaces import expand
from tests.conftest import ROOT

WEB = ROOT / "server" / "web"
PACKAGES = WEB / "node_modules"


@pytest.mark.skipif(
    not shutil.which("node") or not (PACKAGES / "graphology-gexf").is_dir(),
    reason="needs node and the web packages: npm ci in server/web",
)
@pytest.mark.parametrize("suffix", ["cyjs", "gexf", "graphml"])
def test_the_tool_reads_the_whole_graph(known: Records, tmp_path: Path, suffix: str) -> None:
    graph = whole_graphs(known)["zh"]
    file = tmp_path / f"graph.{suffix}"
    file.write_bytes(WRITERS[suffix](graph))
    thing = expand("place:binjiang-digital-corridor")
    script = Path(__file__).with_name("import.cjs")
    run = subprocess.run(
        ["node", script, WEB, suffix, file, thing], capture_output=True, text=True, check=True
    )
    arrived = json.loads(run.stdout)
    assert (arrived["nodes"], arrived["edges"]) == (len(graph.nodes), len(graph.edges))
    assert arrived["label"] == "滨江数创走廊"
    assert isinstance(arrived["x"], float | int)
